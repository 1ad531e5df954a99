//! One campaign of two sides.

use std::collections::BTreeMap;

use litemap::LiteMap;

use super::{
    Disagreement,
    align::{self, Aligned, Known, Trio},
    message, pick,
    pick::tombstone,
    pick_unknown,
};
use crate::{
    lock::{Entry, Former, MessageEntry},
    model::{CampaignId, CampaignKey, MessageKey, VariationId},
};

/// The campaign as both sides know it, or what they disagree about.
pub(super) fn merge(trio: &Trio<'_, CampaignKey, Entry>) -> Result<Entry, Vec<Disagreement>> {
    let (ours, theirs) = match trio.known() {
        Known::Both(ours, theirs) => (ours, theirs),
        Known::One(one) => return Ok(one.clone()),
    };
    // Whoever has set the other's id aside came after it.
    match (replaced(ours, theirs), replaced(theirs, ours)) {
        (true, false) => return Ok(later(theirs, ours)),
        (false, true) => return Ok(later(ours, theirs)),
        _ => {}
    }
    let mut found = Vec::new();
    if let (Some(ours), Some(theirs)) = (&ours.campaign_id, &theirs.campaign_id)
        && ours != theirs
    {
        let (ours, theirs) = (ours.to_string(), theirs.to_string());
        found.push(Disagreement::Ids { key: trio.key.to_string(), ours, theirs });
    }
    let mut entry = facts(trio.base, ours, theirs);
    let messages = trio.base.map(|base| present(base, &[ours, theirs]));
    let sides = (present(ours, &[theirs]), present(theirs, &[ours]));
    let Aligned { trios, split } = align::align(messages.as_ref(), &sides.0, &sides.1);
    let prefix = format!("{}.", trio.key);
    found.extend(split.into_iter().map(|split| split.told(&prefix)));
    for message in trios {
        match message::merge(&prefix, &message) {
            Ok(merged) => drop(entry.messages.insert((*message.key).clone(), merged)),
            Err(disagreement) => found.push(disagreement),
        }
    }
    if found.is_empty() { Ok(entry) } else { Err(found) }
}

/// The campaign's own facts, one by one; without messages.
fn facts(base: Option<&Entry>, ours: &Entry, theirs: &Entry) -> Entry {
    macro_rules! pick {
        ($field:ident) => {
            pick(base.map(|base| &base.$field), &ours.$field, &theirs.$field)
        };
    }
    // Spelled out so that a new field cannot be forgotten here. What nobody can choose is left
    // out: the next plan sees that it is missing and records it again.
    Entry {
        campaign_id: ours.campaign_id.as_ref().or(theirs.campaign_id.as_ref()).cloned(),
        origin: pick!(origin).unwrap_or(ours.origin.max(theirs.origin)),
        retired: tombstone(base.map(|base| base.retired), ours.retired, theirs.retired),
        protected: pick!(protected).unwrap_or(true),
        generation: ours.generation.max(theirs.generation),
        name: pick!(name).flatten(),
        description: pick!(description).flatten(),
        tags: pick!(tags).flatten(),
        conversions: pick!(conversions).flatten(),
        params: pick!(params).unwrap_or_default(),
        delivery: pick!(delivery).unwrap_or_default(),
        former: union(ours.former.iter().chain(&theirs.former)),
        messages: LiteMap::new(),
        unknown: pick_unknown(base.map(|base| &base.unknown), &ours.unknown, &theirs.unknown),
    }
}

/// Whether `later` has set the campaign of `earlier` aside.
fn replaced(later: &Entry, earlier: &Entry) -> bool {
    let Some(id) = &earlier.campaign_id else { return false };
    later.former.iter().any(|former| former.campaign_id.as_ref() == Some(id))
}

/// The messages whose ids were not set aside by any of the others: what has replaced them is there.
fn present<'a>(entry: &'a Entry, others: &[&Entry]) -> BTreeMap<&'a MessageKey, &'a MessageEntry> {
    let aside = |one: &MessageEntry| {
        let id = one.message_variation_id.as_ref();
        let former = others.iter().flat_map(|other| &other.former);
        id.is_some_and(|id| former.flat_map(|former| former.messages.values()).any(|old| old == id))
    };
    entry.messages.iter().filter(|(_, one)| !aside(one)).collect()
}

/// The campaign that replaced another one. What was added to the old one meanwhile is set aside too.
fn later(earlier: &Entry, later: &Entry) -> Entry {
    let ids = earlier.messages.iter();
    let ids = ids.filter_map(|(key, one)| Some((key.clone(), one.message_variation_id.clone()?)));
    let old = Former {
        campaign_id: earlier.campaign_id.clone(),
        origin: earlier.origin,
        messages: ids.collect(),
        unknown: BTreeMap::new(),
    };
    let former = later.former.iter().chain(&earlier.former).chain(std::iter::once(&old));
    Entry { former: union(former), ..later.clone() }
}

/// Every id that was set aside, once.
fn union<'a>(all: impl Iterator<Item = &'a Former>) -> Vec<Former> {
    let mut by_campaign: BTreeMap<Option<&CampaignId>, Former> = BTreeMap::new();
    let mut rest = Vec::new();
    for former in all {
        let known = by_campaign.entry(former.campaign_id.as_ref()).or_insert_with(|| Former {
            messages: BTreeMap::new(),
            unknown: BTreeMap::new(),
            ..former.clone()
        });
        known.origin = known.origin.max(former.origin);
        known.unknown = pick_unknown(None, &known.unknown, &former.unknown);
        for (key, id) in &former.messages {
            put(known, &mut rest, key, id);
        }
    }
    let mut entry = Entry::default();
    by_campaign.into_values().chain(rest).for_each(|former| entry.set_aside(former));
    entry.former
}

/// A key may have had several ids: the others stand in entries of their own.
fn put(known: &mut Former, rest: &mut Vec<Former>, key: &MessageKey, id: &VariationId) {
    let all = std::iter::once(&*known).chain(&*rest);
    if all.flat_map(|former| former.messages.values()).any(|other| other == id) {
        return;
    }
    if !known.messages.contains_key(key) {
        known.messages.insert(key.clone(), id.clone());
        return;
    }
    let messages = BTreeMap::from([(key.clone(), id.clone())]);
    rest.push(Former { messages, ..Former::default() });
}
