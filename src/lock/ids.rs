//! The invariant of a lockfile: an id appears once, tombstones and former generations included.

use std::collections::BTreeMap;

use super::{Entry, Former, Lock};

/// An id that two things have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the id `{id}` belongs to `{first}` and to `{second}`; restore the right one from git")]
pub struct RepeatedId {
    pub id: String,
    /// `campaign` or `campaign.message`.
    pub first: String,
    pub second: String,
}

/// The first id that appears twice, if any.
pub fn repeated_id(lock: &Lock) -> Option<RepeatedId> {
    let mut owners: BTreeMap<&str, String> = BTreeMap::new();
    let mut repeated = None;
    lock.each_id(|id, owner| {
        if let Some(first) = owners.insert(id, owner.clone())
            && repeated.is_none()
        {
            repeated = Some(RepeatedId { id: id.to_owned(), first, second: owner });
        }
    });
    repeated
}

impl Lock {
    /// Tells every id that was ever recorded, and whose it is: `campaign` or `campaign.message`.
    pub fn each_id<'a>(&'a self, mut tell: impl FnMut(&'a str, String)) {
        for (key, entry) in &self.campaigns {
            if let Some(id) = &entry.campaign_id {
                tell(id.as_str(), key.to_string());
            }
            for (message, recorded) in &entry.messages {
                if let Some(id) = &recorded.message_variation_id {
                    tell(id.as_str(), format!("{key}.{message}"));
                }
            }
            for former in &entry.former {
                if let Some(id) = &former.campaign_id {
                    tell(id.as_str(), format!("{key} (former)"));
                }
                for (message, id) in &former.messages {
                    tell(id.as_str(), format!("{key}.{message} (former)"));
                }
            }
        }
    }
}

impl Entry {
    /// Keeps the ids of an earlier generation. What came first does not matter.
    pub fn set_aside(&mut self, former: Former) {
        self.former.push(former);
        self.former
            .sort_by(|a, b| (&a.campaign_id, &a.messages).cmp(&(&b.campaign_id, &b.messages)));
    }
}
