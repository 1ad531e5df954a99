//! Locks as applies make them: a list of steps, each of which a team could take.

use std::collections::BTreeMap;

use campaignctl::lock::{Entry, Former, Lock, MessageEntry};
use campaignctl::model::{
    CampaignId, CampaignKey, Channel, Digest, MessageKey, Origin, VariationId, WorkspaceName,
};
use litemap::LiteMap;
use proptest::collection::vec;
use proptest::prelude::*;

/// What one apply records. Numbers choose among the keys that there are.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    Add(u8),
    Title(u8, u8),
    Protect(u8),
    Retire(u8),
    Restore(u8),
    Replace(u8),
    Move(u8, u8),
    AddMessage(u8, u8),
    Release(u8, u8, u8),
    RetireMessage(u8, u8),
    RenewMessage(u8, u8),
    MoveMessage(u8, u8, u8),
    Unknown(u8, u8),
}

const KEYS: u8 = 4;
const MESSAGES: u8 = 3;

pub(crate) fn steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    vec(prop_oneof![4 => still(), 1 => moving()], 0..most)
}

/// Steps that leave every key where it is.
pub(crate) fn still_steps(most: usize) -> impl Strategy<Value = Vec<Step>> {
    vec(still(), 0..most)
}

fn still() -> impl Strategy<Value = Step> {
    let (key, message, value) = (0..KEYS, 0..MESSAGES, 0..3_u8);
    prop_oneof![
        3 => key.clone().prop_map(Step::Add),
        2 => (key.clone(), value.clone()).prop_map(|(k, v)| Step::Title(k, v)),
        1 => key.clone().prop_map(Step::Protect),
        1 => key.clone().prop_map(Step::Retire),
        1 => key.clone().prop_map(Step::Restore),
        1 => key.clone().prop_map(Step::Replace),
        3 => (key.clone(), message.clone()).prop_map(|(k, m)| Step::AddMessage(k, m)),
        3 => (key.clone(), message.clone(), value.clone())
            .prop_map(|(k, m, v)| Step::Release(k, m, v)),
        1 => (key.clone(), message.clone()).prop_map(|(k, m)| Step::RetireMessage(k, m)),
        1 => (key.clone(), message).prop_map(|(k, m)| Step::RenewMessage(k, m)),
        1 => (key, value).prop_map(|(k, v)| Step::Unknown(k, v)),
    ]
}

fn moving() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..KEYS, 0..KEYS).prop_map(|(from, to)| Step::Move(from, to)),
        (0..KEYS, 0..MESSAGES, 0..MESSAGES).prop_map(|(k, a, b)| Step::MoveMessage(k, a, b)),
    ]
}

pub(crate) fn empty() -> Lock {
    let lineage = "7c9e6679-7425-40de-944b-e07fc1f90ae7".parse().unwrap();
    Lock::new(WorkspaceName::parse("local").unwrap(), lineage)
}

pub(crate) fn after(lock: &Lock, steps: &[Step]) -> Lock {
    let mut lock = lock.clone();
    for step in steps {
        take(&mut lock, step);
    }
    lock
}

pub(crate) fn key(number: u8) -> CampaignKey {
    CampaignKey::parse(&format!("c{number}")).unwrap()
}

pub(crate) fn message_key(number: u8) -> MessageKey {
    MessageKey::parse(&format!("m{number}")).unwrap()
}

/// Every id that was ever recorded.
pub(crate) fn ids(lock: &Lock) -> Vec<String> {
    let mut ids = Vec::new();
    lock.each_id(|id, _| ids.push(id.to_owned()));
    ids.sort();
    ids
}

fn take(lock: &mut Lock, step: &Step) {
    match *step {
        Step::Add(k) => add(lock, k),
        Step::Replace(k) => replace(lock, k),
        Step::Move(from, to) => {
            if !lock.campaigns.contains_key(&key(to))
                && let Some(entry) = lock.campaigns.remove(&key(from))
            {
                lock.campaigns.insert(key(to), entry);
            }
        }
        Step::AddMessage(k, m) => add_message(lock, k, m),
        Step::RenewMessage(k, m) => renew_message(lock, k, m),
        Step::Release(k, m, _) | Step::RetireMessage(k, m) => {
            let entry = lock.campaigns.get_mut(&key(k));
            if let Some(message) = entry.and_then(|one| one.messages.get_mut(&message_key(m))) {
                touch_message(message, step);
            }
        }
        Step::Title(k, _)
        | Step::Protect(k)
        | Step::Retire(k)
        | Step::Restore(k)
        | Step::Unknown(k, _)
        | Step::MoveMessage(k, ..) => {
            if let Some(entry) = lock.campaigns.get_mut(&key(k)) {
                touch(entry, step);
            }
        }
    }
}

fn touch(entry: &mut Entry, step: &Step) {
    match *step {
        Step::Title(_, value) => entry.name = Some(format!("Title {value}")),
        Step::Protect(_) => entry.protected = !entry.protected,
        Step::Retire(_) => entry.retired = true,
        Step::Restore(_) => entry.retired = false,
        Step::Unknown(_, value) => {
            entry.unknown.insert(format!("x-{}", value % 2), value.into());
        }
        Step::MoveMessage(_, from, to) => {
            if !entry.messages.contains_key(&message_key(to))
                && let Some(message) = entry.messages.remove(&message_key(from))
            {
                entry.messages.insert(message_key(to), message);
            }
        }
        _ => {}
    }
}

fn touch_message(message: &mut MessageEntry, step: &Step) {
    match *step {
        Step::Release(_, _, value) => {
            let text = format!("Hello {value}");
            message.released = Some(Digest::of(text.as_bytes()));
            message.fields = LiteMap::from_iter([("body".to_owned(), text.into())]);
        }
        Step::RetireMessage(..) => message.retired = true,
        _ => {}
    }
}

fn add(lock: &mut Lock, k: u8) {
    if lock.campaigns.contains_key(&key(k)) {
        return;
    }
    let (id, generation) = free(lock, 0, |generation| format!("{}-{generation}", key(k)));
    let campaign_id = Some(CampaignId::parse(&id).unwrap());
    let origin = Some(Origin::Sandbox);
    lock.campaigns.insert(key(k), Entry { campaign_id, origin, generation, ..Entry::default() });
}

fn replace(lock: &mut Lock, k: u8) {
    let Some(old) = lock.campaigns.get(&key(k)).filter(|old| old.campaign_id.is_some()) else {
        return;
    };
    let from = old.generation + 1;
    let (id, generation) = free(lock, from, |generation| format!("{}-{generation}", key(k)));
    let entry = lock.campaigns.get_mut(&key(k)).unwrap();
    let id = CampaignId::parse(&id).unwrap();
    let messages = std::mem::take(&mut entry.messages).into_iter();
    let messages = messages.filter_map(|(key, one)| Some((key, one.message_variation_id?)));
    let former = Former {
        campaign_id: entry.campaign_id.replace(id),
        origin: entry.origin,
        messages: messages.collect(),
        unknown: BTreeMap::new(),
    };
    entry.generation = generation;
    entry.set_aside(former);
}

fn add_message(lock: &mut Lock, k: u8, m: u8) {
    let Some(entry) = lock.campaigns.get(&key(k)) else { return };
    if entry.messages.contains_key(&message_key(m)) {
        return;
    }
    let campaign = entry.campaign_id.clone().unwrap();
    let (id, generation) = free(lock, 0, |n| format!("{campaign}/{}/{n}", message_key(m)));
    let message = MessageEntry {
        channel: Channel::ALL[0],
        message_variation_id: Some(VariationId::parse(&id).unwrap()),
        retired: false,
        generation,
        name: None,
        released: None,
        fields: LiteMap::new(),
        texts: LiteMap::new(),
        unknown: BTreeMap::new(),
    };
    lock.campaigns.get_mut(&key(k)).unwrap().messages.insert(message_key(m), message);
}

/// The message gets another id within its campaign, as when its channel changed.
fn renew_message(lock: &mut Lock, k: u8, m: u8) {
    let Some(entry) = lock.campaigns.get(&key(k)) else { return };
    let Some(old) = entry.messages.get(&message_key(m)) else { return };
    let (campaign, from) = (entry.campaign_id.clone().unwrap(), old.generation + 1);
    let (id, generation) = free(lock, from, |n| format!("{campaign}/{}/{n}", message_key(m)));
    let entry = lock.campaigns.get_mut(&key(k)).unwrap();
    let message = entry.messages.get_mut(&message_key(m)).unwrap();
    message.generation = generation;
    let old = message.message_variation_id.replace(VariationId::parse(&id).unwrap());
    let messages = BTreeMap::from([(message_key(m), old.unwrap())]);
    entry.set_aside(Former { messages, ..Former::default() });
}

fn free(lock: &Lock, from: u32, id: impl Fn(u32) -> String) -> (String, u32) {
    let taken = ids(lock);
    let generation = (from..from + 100).find(|n| !taken.contains(&id(*n))).unwrap();
    (id(generation), generation)
}
