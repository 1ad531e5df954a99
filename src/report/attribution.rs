//! Whose a row of the series is.

use crate::lock::{Entry, MessageEntry};
use crate::model::{Channel, MessageKey, VariationId, VariationRow};

/// The messages of one campaign, retired ones too, as rows can refer to them.
pub(super) struct Attribution<'a>(&'a Entry);

/// A message of the lockfile, or what a row says of itself. Messages come first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner<'a> {
    Message(&'a MessageKey),
    Unlisted(Option<Channel>, Option<&'a VariationId>, Option<&'a str>),
}

impl<'a> Attribution<'a> {
    pub(super) fn of(entry: &'a Entry) -> Self {
        Self(entry)
    }

    /// By id; without an id by channel and name, where only one message has them. An id that the
    /// lockfile does not have is somebody else's, whatever its name.
    pub(super) fn owner(&self, row: &'a VariationRow) -> Owner<'a> {
        let found = match &row.variation {
            Some(id) => {
                self.the_one(|_, message| message.message_variation_id.as_ref() == Some(id))
            }
            None => self.the_one(|key, message| {
                let title = message.name.as_deref().unwrap_or(key.as_str());
                row.name.as_deref() == Some(title) && row.channel == Some(message.channel)
            }),
        };
        let own = Owner::Unlisted(row.channel, row.variation.as_ref(), row.name.as_deref());
        found.map_or(own, Owner::Message)
    }

    fn the_one(&self, fits: impl Fn(&MessageKey, &MessageEntry) -> bool) -> Option<&'a MessageKey> {
        let mut fitting = self.0.messages.iter().filter(|(key, message)| fits(key, message));
        let (key, _) = fitting.next()?;
        fitting.next().is_none().then_some(key)
    }
}
