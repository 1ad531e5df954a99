//! A key for each campaign that gets a definition.

use std::collections::{BTreeMap, BTreeSet};

use super::key::{free, key_of};
use crate::model::{CampaignId, CampaignKey};

/// Keys by the campaigns' titles. Where titles, or what keys can say of them, are the same, the
/// order of the ids decides who is numbered.
pub fn assign<'a>(
    campaigns: impl Iterator<Item = (&'a CampaignId, &'a str)>,
    taken: &dyn Fn(&CampaignKey) -> bool,
) -> BTreeMap<CampaignId, CampaignKey> {
    let ordered: BTreeMap<_, _> = campaigns.collect();
    let mut used = BTreeSet::new();
    let mut keys = BTreeMap::new();
    for (id, title) in ordered {
        let key = free(&key_of(title), &|key| taken(key) || used.contains(key));
        used.insert(key.clone());
        keys.insert(id.clone(), key);
    }
    keys
}
