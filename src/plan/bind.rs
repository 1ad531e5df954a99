//! A definition and a campaign that a workspace has, brought together: whether they fit, and what
//! the lockfile then says.

use std::collections::{BTreeMap, BTreeSet};

use super::matching::{Wanted, match_messages};
use crate::{
    lock::{Entry, Former, Lock, MessageEntry},
    model::{
        Campaign, CampaignId, Channel, MessageKey, ObservedCampaign, ObservedMessage, Origin,
        VariationId,
    },
};

/// What is to be recorded of one campaign.
#[derive(Clone, Copy, Debug)]
pub struct Binding<'a> {
    pub campaign: &'a Campaign,
    pub id: &'a CampaignId,
    pub seen: &'a ObservedCampaign,
    /// Messages whose variations are said; the others are found by channel and title.
    pub given: &'a BTreeMap<MessageKey, VariationId>,
    pub origin: Origin,
    /// Whether another id of the key is set aside.
    pub replace: bool,
}

/// Why a definition and a campaign do not go together. Displays as a sentence fragment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("it is archived; unarchive it in the dashboard first")]
    Archived,
    #[error("it is a draft; launch it in the dashboard first")]
    Draft,
    #[error("{} messages: it has {seen}, the definition {defined}", channel.label())]
    Messages { channel: Channel, seen: usize, defined: usize },
    #[error("its conversion events are not those of the definition")]
    Conversions,
    #[error("its {} messages cannot be told apart by their titles: which one is `{message}`? {}", channel.label(), candidates.join(", "))]
    Unclear { message: MessageKey, channel: Channel, candidates: Vec<String> },
    #[error("the definition has no message `{0}`")]
    NoMessage(MessageKey),
    #[error("it has no message {0}")]
    NoVariation(VariationId),
    #[error("{id} is no {} message, and `{message}` is one", channel.label())]
    OtherChannel { message: MessageKey, id: VariationId, channel: Channel },
    #[error("{0} is given to two messages")]
    GivenTwice(VariationId),
    #[error("the id {id} belongs to `{owner}` already")]
    Taken { id: String, owner: String },
    #[error("`{message}` has the id {id} already")]
    OtherVariation { message: MessageKey, id: VariationId },
    #[error("the key has the id {0} already")]
    OtherCampaign(CampaignId),
}

impl Unfit {
    /// Whether two things could be meant, rather than one that is wrong.
    pub fn is_ambiguous(&self) -> bool {
        matches!(self, Self::Unclear { .. } | Self::OtherCampaign(_) | Self::OtherVariation { .. })
    }
}

/// The entry that the lockfile then has.
///
/// # Errors
/// Everything that speaks against it.
pub fn bind(lock: &Lock, binding: Binding<'_>) -> Result<Entry, Vec<Unfit>> {
    let Binding { campaign, id, seen, given, .. } = binding;
    let mut unfit = Vec::new();
    let mut entry = lock.campaigns.get(&campaign.key).cloned().unwrap_or_default();
    if let Some(old) = entry.campaign_id.clone().filter(|old| old != id) {
        if binding.replace {
            set_aside(&mut entry);
        } else {
            unfit.push(Unfit::OtherCampaign(old));
        }
    }
    unfit.extend(seen.archived.then_some(Unfit::Archived));
    unfit.extend(seen.draft.then_some(Unfit::Draft));
    unfit.extend(messages_unfit(campaign, &entry, seen));
    if campaign.conversions.as_ref().is_some_and(|wanted| *wanted != seen.conversions) {
        unfit.push(Unfit::Conversions);
    }
    let matches = matches(campaign, &entry, seen, given, &mut unfit);
    unfit.extend(taken(lock, &binding, &matches));
    if !unfit.is_empty() {
        return Err(unfit);
    }
    Ok(bound(&binding, entry, matches))
}

/// The entry with what the workspace shows, without any question. Messages without a match keep
/// what they have.
pub fn bound(
    binding: &Binding<'_>,
    mut entry: Entry,
    mut matches: BTreeMap<MessageKey, VariationId>,
) -> Entry {
    let Binding { campaign, id, seen, .. } = binding;
    let fresh = entry.campaign_id.is_none();
    if fresh {
        entry.campaign_id = Some((*id).clone());
        entry.origin = Some(binding.origin);
        entry.retired = false;
    }
    entry.protected = campaign.protected;
    entry.params.clone_from(&campaign.params);
    entry.delivery = campaign.delivery.clone();
    settle(&mut entry.name, campaign.name.as_ref(), &seen.name, fresh);
    settle(&mut entry.description, campaign.description.as_ref(), &seen.description, fresh);
    settle(&mut entry.tags, campaign.tags.as_ref(), &seen.tags, fresh);
    settle(&mut entry.conversions, campaign.conversions.as_ref(), &seen.conversions, fresh);
    for message in &campaign.messages {
        let found = matches.remove(&message.key);
        let recorded = entry.messages.remove(&message.key);
        if found.is_none() && recorded.is_none() {
            continue;
        }
        let mut one = recorded.unwrap_or_else(|| super::create::entry_for(message));
        let fresh = one.message_variation_id.is_none();
        one.message_variation_id = one.message_variation_id.or(found);
        let shown = one.message_variation_id.as_ref().and_then(|id| seen.messages.get(id));
        match shown.and_then(|shown| shown.name.as_ref()) {
            Some(name) => settle(&mut one.name, message.name.as_ref(), name, fresh),
            None if fresh => one.name.clone_from(&message.name),
            None => {}
        }
        entry.messages.insert(message.key.clone(), one);
    }
    entry
}

/// What is recorded of one fact: what the workspace shows, unless somebody has still to decide.
fn settle<T: Clone + PartialEq>(
    recorded: &mut Option<T>,
    wanted: Option<&T>,
    seen: &T,
    fresh: bool,
) {
    match wanted {
        None => *recorded = None,
        Some(wanted) if fresh || wanted == seen => *recorded = Some(seen.clone()),
        Some(_) => {}
    }
}

fn set_aside(entry: &mut Entry) {
    let ids = entry
        .messages
        .iter_mut()
        .filter_map(|(key, message)| Some((key.clone(), message.message_variation_id.take()?)));
    let messages = ids.collect();
    let former = Former {
        campaign_id: entry.campaign_id.take(),
        origin: entry.origin.take(),
        messages,
        unknown: BTreeMap::new(),
    };
    entry.set_aside(former);
    entry.generation += 1;
}

/// The variations that are not those of retired messages, which are nobody's business any more.
fn living<'a>(
    entry: &Entry,
    seen: &'a ObservedCampaign,
) -> Vec<(&'a VariationId, &'a ObservedMessage)> {
    let retired: BTreeSet<_> = entry
        .messages
        .values()
        .filter(|message| message.retired)
        .filter_map(|message| message.message_variation_id.as_ref())
        .collect();
    seen.messages.iter().filter(|(id, _)| !retired.contains(id)).collect()
}

fn messages_unfit(campaign: &Campaign, entry: &Entry, seen: &ObservedCampaign) -> Vec<Unfit> {
    let living = living(entry, seen);
    let counts = Channel::ALL.into_iter().map(|channel| {
        let seen = living.iter().filter(|(_, one)| one.channel == Some(channel)).count();
        let defined = campaign.messages.iter().filter(|one| one.channel == channel).count();
        Unfit::Messages { channel, seen, defined }
    });
    let differ =
        |one: &Unfit| !matches!(one, Unfit::Messages { seen, defined, .. } if seen == defined);
    counts.filter(differ).collect()
}

/// The variation of every message that has none yet.
fn matches(
    campaign: &Campaign,
    entry: &Entry,
    seen: &ObservedCampaign,
    given: &BTreeMap<MessageKey, VariationId>,
    unfit: &mut Vec<Unfit>,
) -> BTreeMap<MessageKey, VariationId> {
    let recorded = |key: &MessageKey| {
        entry.messages.get(key).and_then(|message| message.message_variation_id.as_ref())
    };
    let mut found = BTreeMap::new();
    let mut said = BTreeSet::new();
    for (key, id) in given {
        let message = campaign.message(key);
        if message.is_none() {
            unfit.push(Unfit::NoMessage(key.clone()));
        }
        match seen.messages.get(id) {
            None => unfit.push(Unfit::NoVariation(id.clone())),
            Some(shown) => {
                if let Some(message) = message.filter(|one| shown.channel != Some(one.channel)) {
                    let (message, channel) = (key.clone(), message.channel);
                    unfit.push(Unfit::OtherChannel { message, id: id.clone(), channel });
                }
            }
        }
        if !said.insert(id) {
            unfit.push(Unfit::GivenTwice(id.clone()));
        }
        match recorded(key) {
            Some(old) if old != id => {
                unfit.push(Unfit::OtherVariation { message: key.clone(), id: old.clone() });
            }
            _ => drop(found.insert(key.clone(), id.clone())),
        }
    }
    let held: BTreeSet<_> = campaign.messages.iter().filter_map(|one| recorded(&one.key)).collect();
    let free: Vec<_> = living(entry, seen)
        .into_iter()
        .filter(|(id, _)| !held.contains(id) && !said.contains(id))
        .collect();
    let wanted: Vec<_> = campaign
        .messages
        .iter()
        .filter(|one| recorded(&one.key).is_none() && !given.contains_key(&one.key))
        .map(|one| Wanted { key: &one.key, channel: one.channel, title: one.title() })
        .collect();
    found.extend(match_messages(&wanted, &free));
    for one in wanted.iter().filter(|one| !found.contains_key(one.key)) {
        let of_channel = free.iter().filter(|(_, shown)| shown.channel == Some(one.channel));
        let candidates: Vec<_> = of_channel
            .map(|(id, shown)| match &shown.name {
                Some(name) => format!("{id} \"{name}\""),
                None => id.to_string(),
            })
            .collect();
        // Too few of a channel are told as a number.
        if candidates.len() > 1 {
            let (message, channel) = (one.key.clone(), one.channel);
            unfit.push(Unfit::Unclear { message, channel, candidates });
        }
    }
    found
}

/// Ids that something else has or had: an id is never given twice.
fn taken(
    lock: &Lock,
    binding: &Binding<'_>,
    matches: &BTreeMap<MessageKey, VariationId>,
) -> Vec<Unfit> {
    let key = binding.campaign.key.as_str();
    let mut mine: BTreeMap<&str, String> =
        matches.iter().map(|(message, id)| (id.as_str(), format!("{key}.{message}"))).collect();
    mine.insert(binding.id.as_str(), key.to_owned());
    let mut unfit = Vec::new();
    lock.each_id(|id, owner| {
        if mine.get(id).is_some_and(|me| *me != owner) {
            unfit.push(Unfit::Taken { id: id.to_owned(), owner });
        }
    });
    unfit
}

/// Whether a message has an id.
pub(super) fn has_id(entry: &MessageEntry) -> bool {
    entry.message_variation_id.is_some()
}
