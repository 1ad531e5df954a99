//! Fields that the project gives to every message of a channel.

use std::sync::Arc;

use crate::model::Channel;
use crate::yaml::{Entry, Node, Source};

/// The `defaults` of `campaignctl.yaml`, with the text that shows their places.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Defaults {
    pub(super) source: Arc<Source>,
    pub(super) node: Option<Arc<Node>>,
}

impl Defaults {
    /// The fields of a channel, in their order.
    pub(super) fn of(&self, channel: Channel) -> &[Entry] {
        let channel = self.node.as_ref().and_then(|node| node.get(channel.in_sends()));
        channel.map_or(&[], |fields| fields.entries())
    }
}
