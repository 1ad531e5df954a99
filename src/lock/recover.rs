//! Ids that an earlier lockfile had and this one has lost, put back.

use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, Former, Lock};
use crate::model::CampaignKey;

/// An id that was put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    pub id: String,
    /// `campaign` or `campaign.message`, where it stands now.
    pub owner: String,
}

impl Lock {
    /// Puts every id back that `earlier` has and this lock has not: under its key if that is free,
    /// and otherwise among the ids that the key had before. What is here stays as it is.
    pub fn recover(&mut self, earlier: &Self) -> Vec<Recovered> {
        let before = ids(self);
        for (key, entry) in &earlier.campaigns {
            let mut lost = entry.clone();
            forget(&mut lost, &before);
            if has_ids(&lost) {
                put_back(self, entry, key, lost);
            }
        }
        let mut recovered = Vec::new();
        self.each_id(|id, owner| {
            if !before.contains(id) {
                recovered.push(Recovered { id: id.to_owned(), owner });
            }
        });
        recovered
    }

    /// The key of the campaign that has this id now.
    fn owner(&self, id: &str) -> Option<CampaignKey> {
        let has = |entry: &Entry| entry.campaign_id.as_ref().is_some_and(|own| own.as_str() == id);
        self.campaigns.iter().find(|(_, entry)| has(entry)).map(|(key, _)| key.clone())
    }
}

fn ids(lock: &Lock) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    lock.each_id(|id, _| {
        ids.insert(id.to_owned());
    });
    ids
}

/// Leaves only the ids that are not known.
fn forget(entry: &mut Entry, known: &BTreeSet<String>) {
    let is_known = |id: &str| known.contains(id);
    entry.campaign_id.take_if(|id| is_known(id.as_str()));
    for (_, message) in &mut entry.messages {
        message.message_variation_id.take_if(|id| is_known(id.as_str()));
    }
    for former in &mut entry.former {
        former.campaign_id.take_if(|id| is_known(id.as_str()));
        former.messages.retain(|_, id| !is_known(id.as_str()));
    }
    entry.former.retain(|former| former.campaign_id.is_some() || !former.messages.is_empty());
}

fn has_ids(entry: &Entry) -> bool {
    entry.campaign_id.is_some()
        || !entry.former.is_empty()
        || entry.messages.values().any(|one| one.message_variation_id.is_some())
}

fn put_back(lock: &mut Lock, earlier: &Entry, key: &CampaignKey, mut lost: Entry) {
    let id = earlier.campaign_id.as_ref();
    // The campaign may have another key by now.
    let key = id.and_then(|id| lock.owner(id.as_str())).unwrap_or_else(|| key.clone());
    let Some(entry) = lock.campaigns.get_mut(&key) else {
        lock.campaigns.insert(key, lost);
        return;
    };
    for former in std::mem::take(&mut lost.former) {
        entry.set_aside(former);
    }
    match (&entry.campaign_id, lost.campaign_id.take()) {
        (Some(own), None) if Some(own) == id => messages(entry, lost),
        (None, Some(id)) => {
            (entry.campaign_id, entry.origin) = (Some(id), lost.origin);
            messages(entry, lost);
        }
        (_, campaign_id) => aside(entry, campaign_id, lost),
    }
}

/// Messages of the same campaign.
fn messages(entry: &mut Entry, lost: Entry) {
    let mut left = lost.clone();
    left.messages.clear();
    for (key, message) in lost.messages {
        let Some(id) = message.message_variation_id.clone() else { continue };
        match entry.messages.get_mut(&key) {
            None => drop(entry.messages.insert(key, message)),
            Some(here) if here.message_variation_id.is_none() => {
                here.message_variation_id = Some(id);
            }
            Some(_) => drop(left.messages.insert(key, message)),
        }
    }
    aside(entry, None, left);
}

/// Ids of another campaign, or of messages that have been replaced.
fn aside(entry: &mut Entry, campaign_id: Option<crate::model::CampaignId>, lost: Entry) {
    let ids = lost.messages.into_iter();
    let messages: BTreeMap<_, _> =
        ids.filter_map(|(key, one)| Some((key, one.message_variation_id?))).collect();
    if campaign_id.is_some() || !messages.is_empty() {
        let origin = lost.origin.filter(|_| campaign_id.is_some());
        entry.set_aside(Former { campaign_id, origin, messages, unknown: BTreeMap::new() });
    }
}
