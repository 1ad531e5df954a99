//! Campaigns that get their ids.

use std::{collections::BTreeMap, ops::ControlFlow};

use super::{
    Awaited, Difference, Gate, Kind, Mover, Operation, Record,
    adopt::{self, Found},
    campaign::Subject,
    checklist, conversions, facts,
    gate::Candidate,
    release, semantic, template,
};
use crate::{
    lock::{Former, MessageEntry, released},
    model::{CampaignId, Change, Message, NewCampaign, NewMessage, Origin, VariationId},
};

/// Creates a campaign with everything in it, content released, as one operation.
pub(super) fn at_once(subject: &mut Subject<'_, '_>, kind: Kind) {
    let mut operation = subject.operation(kind, Mover::You);
    let campaign = subject.campaign;
    for message in &campaign.messages {
        let fresh = entry_for(message);
        let recorded = subject.entry.messages.entry(message.key.clone()).or_insert(fresh);
        if !message.draft {
            recorded.release(released(message));
            operation.pieces.extend(release::pieces(message));
        }
        let state = if message.draft { "a draft" } else { "released" };
        let remark = format!("{} \"{}\", {state}", message.channel.label(), message.title());
        operation.differences.push(Difference::remark(message.key.as_str(), remark));
        operation.differences.extend(semantic::first(message).into_iter().map(|difference| {
            let field = format!("{}.{}", message.key, difference.field);
            Difference { field, ..difference }
        }));
    }
    give_ids(subject, &mut operation);
    subject.draft.operations.push(operation);
}

/// Creates a campaign that was recorded before it had ids.
pub(super) fn completed(subject: &mut Subject<'_, '_>) {
    let mut operation = subject.operation(Kind::Create, Mover::You);
    give_ids(subject, &mut operation);
    subject.draft.operations.push(operation);
}

/// Gets a campaign made that the workspace gives an id of its own.
pub(super) fn asked_for(subject: &mut Subject<'_, '_>, found: Found<'_>) {
    match found {
        Found::Several(candidates) => {
            let candidates = candidates.into_iter().map(|(id, seen)| Candidate::of(id, seen));
            subject.draft.gates.push(Gate::Ambiguous {
                campaign: subject.campaign.key.clone(),
                workspace: subject.context.lock.workspace.clone(),
                candidates: candidates.collect(),
                place: subject.campaign.place.clone(),
            });
        }
        Found::Unfit(why) => by_hand(subject, vec![why, "then `apply`".to_owned()]),
        Found::Nothing | Found::One(..) => {
            let earlier = subject.asked().and_then(|asked| Some((asked, asked.template.clone()?)));
            if let Some((asked, template)) = earlier {
                let at = format!("asked for at {:.0}; not there yet", asked.at.0);
                if subject.context.offline() {
                    let steps = vec![format!("a copy was {at}"), "then `apply`".to_owned()];
                    return by_hand(subject, steps);
                }
                let awaited = Awaited { title: asked.title.clone(), before: asked.before.clone() };
                return copy(subject, template, at, awaited);
            }
            let awaited = adopt::awaited(subject, subject.campaign.title());
            if adopt::is_shared(subject) {
                let mut steps = checklist::create(subject);
                steps.push("another definition has this title, too: `campaignctl bind`".to_owned());
                return by_hand(subject, steps);
            }
            match template::choose(subject) {
                Ok((id, seen)) => {
                    let text = format!("a copy of {id} \"{}\"", seen.name);
                    copy(subject, id.clone(), text, awaited);
                }
                Err(why) => {
                    let steps = why.into_iter().chain(checklist::create(subject)).collect();
                    by_hand(subject, steps);
                    if let Some(last) = subject.draft.operations.last_mut() {
                        last.awaits = (!subject.context.offline()).then_some(awaited);
                    }
                }
            }
        }
    }
}

/// Braze tells no id of a copy: it is recorded when it is seen.
fn copy(subject: &mut Subject<'_, '_>, template: CampaignId, text: String, awaited: Awaited) {
    let mut operation = subject.operation(Kind::Create, Mover::You);
    operation.differences = vec![Difference::remark("copy", text)];
    operation.changes.push(Change::DuplicateCampaign {
        template,
        name: awaited.title.clone(),
        description: subject.campaign.description.clone(),
        tags: subject.campaign.tags.clone().filter(|tags| !tags.is_empty()),
    });
    operation.records.push(Record::campaign(&subject.campaign.key, &subject.entry));
    operation.awaits = Some(awaited);
    subject.draft.operations.push(operation);
}

fn by_hand(subject: &mut Subject<'_, '_>, steps: Vec<String>) {
    let operation = subject.operation(Kind::Create, Mover::You).by_hand(steps);
    subject.draft.operations.push(operation);
}

/// A new campaign under the same key; the ids of the old one stay reserved.
pub(super) fn replaced(
    subject: &mut Subject<'_, '_>,
    differences: Vec<Difference>,
) -> ControlFlow<()> {
    conversions::gate(subject, "conversion events cannot change after launch");
    if !subject.context.observed.abilities.create {
        let mut operation = subject.operation(Kind::Replace, Mover::You);
        operation.differences = differences;
        let operation = operation.by_hand(checklist::replace(subject));
        subject.draft.operations.push(operation);
        return ControlFlow::Continue(());
    }
    let old = retire_ids(subject);
    facts::copy(subject.campaign, &mut subject.entry);
    let key = &subject.campaign.key;
    let left = subject.entry.messages.iter();
    let left: Vec<_> = left.map(|(message, entry)| Record::message(key, message, entry)).collect();
    at_once(subject, Kind::Replace);
    if let Some(operation) = subject.draft.operations.last_mut() {
        operation.differences = differences;
        operation.changes.extend(old.map(|campaign| Change::ArchiveCampaign { campaign }));
        operation.records.extend(left);
    }
    ControlFlow::Break(())
}

/// Sets the ids aside. What stays of messages that are not defined any more has none.
fn retire_ids(subject: &mut Subject<'_, '_>) -> Option<CampaignId> {
    let entry = &mut subject.entry;
    let ids = entry.messages.iter_mut().filter_map(|(key, message)| {
        message.retired = true;
        Some((key.clone(), message.message_variation_id.take()?))
    });
    let messages = ids.collect();
    entry.messages.retain(|key, _| subject.campaign.message(key).is_none());
    let old = entry.campaign_id.take();
    let origin = entry.origin.take();
    let unknown = BTreeMap::new();
    entry.set_aside(Former { campaign_id: old.clone(), origin, messages, unknown });
    entry.generation += 1;
    old.filter(|_| subject.context.observed.abilities.archive)
}

/// Derives the ids of a campaign and of each message that is to live, and says so everywhere.
fn give_ids(subject: &mut Subject<'_, '_>, operation: &mut Operation) {
    let campaign = subject.campaign;
    let (id, generation) = subject.ids.campaign(&campaign.key, subject.entry.generation);
    subject.entry.campaign_id = Some(id.clone());
    subject.entry.generation = generation;
    subject.entry.origin = Some(Origin::Sandbox);
    let mut messages = Vec::new();
    operation.records.push(Record::campaign(&campaign.key, &subject.entry));
    for message in &campaign.messages {
        let fresh = entry_for(message);
        let entry = subject.entry.messages.entry(message.key.clone()).or_insert(fresh);
        let (variation, generation) = subject.ids.message(&id, &message.key, entry.generation);
        entry.message_variation_id = Some(variation.clone());
        entry.generation = generation;
        messages.push(new_message(message, variation));
        operation.records.push(Record::message(&campaign.key, &message.key, entry));
    }
    operation.changes.push(Change::CreateCampaign(NewCampaign {
        key: campaign.key.clone(),
        id,
        name: campaign.title().to_owned(),
        description: campaign.description.clone().unwrap_or_default(),
        tags: campaign.tags.clone().unwrap_or_default(),
        conversions: campaign.conversions.clone().unwrap_or_default(),
        messages,
    }));
}

pub(super) fn new_message(message: &Message, id: VariationId) -> NewMessage {
    NewMessage {
        key: message.key.clone(),
        id,
        channel: message.channel,
        name: message.title().to_owned(),
    }
}

/// What is recorded of a message before it has an id or a release.
pub(super) fn entry_for(message: &Message) -> MessageEntry {
    MessageEntry { name: message.name.clone(), ..MessageEntry::new(message.channel) }
}
