//! What one operation writes into the lockfile. Writing it twice is writing it once.

use litemap::LiteMap;
use serde::{Deserialize, Serialize};

use crate::{
    lock::{Entry, Lock, MessageEntry},
    model::{CampaignKey, MessageKey},
};

/// One fact for the lockfile, complete in itself. Its JSON form is a part of the journal.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "snake_case")]
pub enum Record {
    /// The campaign as it is now. Its messages are left as they are, whatever the entry says.
    Campaign { campaign: CampaignKey, entry: Box<Entry> },
    /// The message as it is now.
    Message { campaign: CampaignKey, message: MessageKey, entry: Box<MessageEntry> },
    /// Another key for a campaign. Nothing happens where it has moved already.
    MoveCampaign { from: CampaignKey, to: CampaignKey },
    /// Another key for a message. Nothing happens where it has moved already.
    MoveMessage { campaign: CampaignKey, from: MessageKey, to: MessageKey },
}

impl Record {
    pub(super) fn campaign(key: &CampaignKey, entry: &Entry) -> Self {
        let entry = Entry { messages: LiteMap::new(), ..entry.clone() };
        Self::Campaign { campaign: key.clone(), entry: Box::new(entry) }
    }

    pub(super) fn message(campaign: &CampaignKey, key: &MessageKey, entry: &MessageEntry) -> Self {
        Self::Message {
            campaign: campaign.clone(),
            message: key.clone(),
            entry: Box::new(entry.clone()),
        }
    }

    /// The campaigns whose entries it writes.
    pub fn campaigns(&self) -> impl Iterator<Item = &CampaignKey> {
        let (first, second) = match self {
            Self::Campaign { campaign, .. }
            | Self::Message { campaign, .. }
            | Self::MoveMessage { campaign, .. } => (campaign, None),
            Self::MoveCampaign { from, to } => (from, Some(to)),
        };
        std::iter::once(first).chain(second)
    }

    /// Writes the record.
    pub fn write(self, lock: &mut Lock) {
        match self {
            Self::Campaign { campaign, entry } => {
                let recorded = lock.campaigns.entry(campaign).or_default();
                let messages = std::mem::take(&mut recorded.messages);
                *recorded = Entry { messages, ..*entry };
            }
            Self::Message { campaign, message, entry } => {
                lock.campaigns.entry(campaign).or_default().messages.insert(message, *entry);
            }
            Self::MoveCampaign { from, to } => {
                if !lock.campaigns.contains_key(&to)
                    && let Some(entry) = lock.campaigns.remove(&from)
                {
                    lock.campaigns.insert(to, entry);
                }
            }
            Self::MoveMessage { campaign, from, to } => {
                if let Some(Entry { messages, .. }) = lock.campaigns.get_mut(&campaign)
                    && !messages.contains_key(&to)
                    && let Some(entry) = messages.remove(&from)
                {
                    messages.insert(to, entry);
                }
            }
        }
    }
}
