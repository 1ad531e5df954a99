//! Campaigns and messages as a sandbox is told to make them.

use serde::Serialize;

use super::conversion::Behavior;
use crate::model::{NewCampaign, NewMessage};

#[derive(Serialize)]
pub(in crate::braze) struct NewCampaignBody<'a> {
    id: &'a str,
    name: &'a str,
    description: &'a str,
    tags: &'a [String],
    conversion_behaviors: Vec<Behavior>,
    messages: Vec<NewMessageBody<'a>>,
}

#[derive(Serialize)]
pub(in crate::braze) struct NewMessageBody<'a> {
    id: &'a str,
    /// As sends spell it.
    channel: &'static str,
    name: &'a str,
}

impl<'a> NewCampaignBody<'a> {
    pub(in crate::braze) fn of(new: &'a NewCampaign) -> Self {
        let NewCampaign { key: _, id, name, description, tags, conversions, messages } = new;
        Self {
            id: id.as_str(),
            name,
            description,
            tags,
            conversion_behaviors: conversions.iter().map(Into::into).collect(),
            messages: messages.iter().map(NewMessageBody::of).collect(),
        }
    }
}

impl<'a> NewMessageBody<'a> {
    pub(in crate::braze) fn of(new: &'a NewMessage) -> Self {
        let NewMessage { key: _, id, channel, name } = new;
        Self { id: id.as_str(), channel: channel.in_sends(), name }
    }
}
