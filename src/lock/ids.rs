//! The invariant of a lockfile: an id appears once, tombstones and former generations included.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::{Entry, Former, Lock};
use crate::model::MessageKey;

/// An id that two things have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the id `{id}` belongs to `{first}` and to `{second}`; restore the right one from git")]
pub struct RepeatedId {
    pub id: String,
    /// `campaign` or `campaign.message`.
    pub first: String,
    pub second: String,
}

/// An id that appears twice, if any.
pub fn repeated_id(lock: &Lock) -> Option<RepeatedId> {
    let ids = || lock.campaigns.values().flat_map(Entry::ids).map(|(id, ..)| id);
    // Numbers are sorted in no time, and where no two are equal no two ids are.
    let mut numbers: Vec<u64> = ids().map(number).collect();
    numbers.sort_unstable();
    if numbers.windows(2).all(|pair| pair[0] != pair[1]) {
        return None;
    }
    let mut ids: Vec<&str> = ids().collect();
    ids.sort_unstable();
    let repeated = ids.windows(2).find(|pair| pair[0] == pair[1])?[0];
    let mut owners = Vec::new();
    lock.each_id(|id, owner| {
        if id == repeated {
            owners.push(owner);
        }
    });
    let mut owners = owners.into_iter();
    let (first, second) = (owners.next()?, owners.next()?);
    Some(RepeatedId { id: repeated.to_owned(), first, second })
}

/// The same number for the same id.
fn number(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

impl Lock {
    /// Tells every id that was ever recorded, and whose it is: `campaign` or `campaign.message`.
    pub fn each_id<'a>(&'a self, mut tell: impl FnMut(&'a str, String)) {
        for (key, entry) in &self.campaigns {
            for (id, message, former) in entry.ids() {
                let message = message.map(|key| format!(".{key}")).unwrap_or_default();
                let former = if former { " (former)" } else { "" };
                tell(id, format!("{key}{message}{former}"));
            }
        }
    }
}

impl Entry {
    /// Every id that it ever had: whose message's, if it is not the campaign's own, and whether it
    /// is a former one.
    pub fn ids(&self) -> impl Iterator<Item = (&str, Option<&MessageKey>, bool)> {
        let own = self.campaign_id.iter().map(|id| (id.as_str(), None, false));
        let messages = self.messages.iter().filter_map(|(key, message)| {
            Some((message.message_variation_id.as_ref()?.as_str(), Some(key), false))
        });
        let former = self.former.iter().flat_map(|former| {
            let own = former.campaign_id.iter().map(|id| (id.as_str(), None, true));
            own.chain(former.messages.iter().map(|(key, id)| (id.as_str(), Some(key), true)))
        });
        own.chain(messages).chain(former)
    }

    /// Keeps the ids of an earlier generation. What came first does not matter.
    pub fn set_aside(&mut self, former: Former) {
        self.former.push(former);
        self.former
            .sort_by(|a, b| (&a.campaign_id, &a.messages).cmp(&(&b.campaign_id, &b.messages)));
    }
}
