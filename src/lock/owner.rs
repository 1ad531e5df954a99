//! Whose an id is, or was.

use super::{Entry, Lock};
use crate::model::{CampaignKey, Channel, MessageKey};

/// A campaign or message that has or had an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner<'a> {
    pub campaign: &'a CampaignKey,
    /// `None` when the campaign itself has it.
    pub message: Option<&'a MessageKey>,
    /// Of a message that is still there.
    pub channel: Option<Channel>,
    /// The campaign's title.
    pub title: Option<&'a str>,
    pub retired: bool,
    /// Whether its key has another id by now.
    pub former: bool,
}

impl Lock {
    /// Everything that has or had the id; one, unless the lockfile is broken.
    pub fn owners(&self, id: &str) -> Vec<Owner<'_>> {
        let all = self.campaigns.iter().flat_map(|(key, entry)| {
            let ids = entry.ids().filter(|(own, ..)| *own == id);
            ids.map(move |(_, message, former)| owner(key, entry, message, former))
        });
        all.collect()
    }
}

fn owner<'a>(
    campaign: &'a CampaignKey,
    entry: &'a Entry,
    message: Option<&'a MessageKey>,
    former: bool,
) -> Owner<'a> {
    let present = message.filter(|_| !former).and_then(|key| entry.messages.get(key));
    Owner {
        campaign,
        message,
        channel: present.map(|one| one.channel),
        title: entry.name.as_deref(),
        retired: entry.retired || present.is_some_and(|one| one.retired),
        former,
    }
}
