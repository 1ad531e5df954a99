//! The messages of one definition against what is recorded and seen of them.

use super::{
    Difference, Gate, Kind, Mover, Notice, NoticeKind, Operation, Record,
    adopt::{self, Slots},
    campaign::Subject,
    checklist, conversions, create,
    fact::{Verdict, judge},
    facts::json,
    release, rename,
};
use crate::{
    lock::{Former, MessageEntry, released},
    model::{Change, Message, ObservedMessage, VariationId},
};

/// Adds what has to be done for every message, and updates the subject's entry accordingly.
pub(super) fn plan_all(subject: &mut Subject<'_, '_>) {
    let campaign = subject.campaign;
    for message in &campaign.messages {
        plan_move(subject, message);
    }
    rename::detect_messages(subject);
    for message in &campaign.messages {
        let recorded = subject.entry.messages.get(&message.key).cloned();
        let entry = match recorded {
            Some(entry) if entry.channel == message.channel => Some(entry),
            Some(entry) => Some(rechannelled(subject, message, &entry)),
            None => None,
        };
        if let Some(entry) = plan_one(subject, message, entry) {
            subject.entry.messages.insert(message.key.clone(), entry);
        }
    }
    if !subject.context.desired.partial {
        plan_removed(subject);
    }
}

fn plan_move(subject: &mut Subject<'_, '_>, message: &Message) {
    let Some(from) = &message.moved_from else { return };
    let Some(old) = subject.entry.messages.get(from) else { return };
    let still_defined = subject.campaign.message(from).is_some();
    let taken = subject.entry.messages.contains_key(&message.key);
    if taken && (still_defined || old.retired) {
        return;
    }
    if taken || still_defined {
        let reason = if taken { "both have ids of their own" } else { "it is still defined" };
        let name = |key: &dyn std::fmt::Display| format!("{}.{key}", subject.campaign.key);
        let (from, to) = (name(from), name(&message.key));
        subject.draft.gates.push(Gate::Move { from, to, reason, place: message.place.clone() });
        return;
    }
    let mut operation = operation(subject, message, Kind::Move, Mover::You);
    let (old, new) = (from.as_str().into(), message.key.as_str().into());
    operation.differences = vec![Difference::value("key", Some(old), Some(new))];
    operation.records.push(Record::MoveMessage {
        campaign: subject.campaign.key.clone(),
        from: from.clone(),
        to: message.key.clone(),
    });
    subject.draft.operations.push(operation);
    if let Some(entry) = subject.entry.messages.remove(from) {
        subject.entry.messages.insert(message.key.clone(), entry);
    }
}

/// A variation has one channel for ever, so another channel is another variation.
fn rechannelled(
    subject: &mut Subject<'_, '_>,
    message: &Message,
    old: &MessageEntry,
) -> MessageEntry {
    let generation = old.generation + 1;
    if let Some(id) = old.message_variation_id.clone() {
        let channels = (old.channel.label(), message.channel.label());
        let reason = format!("`{}` was {} and is {} now", message.key, channels.0, channels.1);
        conversions::gate(subject, reason);
        let messages = [(message.key.clone(), id)].into();
        subject.entry.set_aside(Former { messages, ..Former::default() });
        let mut operation = operation(subject, message, Kind::Replace, Mover::You);
        let (old, new) = (json(&old.channel), json(&message.channel));
        operation.differences = vec![Difference::value("channel", old, new)];
        operation.records.push(Record::campaign(&subject.campaign.key, &subject.entry));
        let entry = MessageEntry { generation, ..create::entry_for(message) };
        operation.records.push(Record::message(&subject.campaign.key, &message.key, &entry));
        subject.draft.operations.push(operation);
    }
    MessageEntry { generation, ..create::entry_for(message) }
}

/// Returns the entry that the lockfile will have; `None` while there is nothing to record.
fn plan_one(
    subject: &mut Subject<'_, '_>,
    message: &Message,
    recorded: Option<MessageEntry>,
) -> Option<MessageEntry> {
    let mut known = recorded.is_some();
    let mut entry = recorded.unwrap_or_else(|| create::entry_for(message));
    if entry.retired {
        entry.retired = false;
        push(
            subject,
            message,
            Kind::Restore,
            &entry,
            vec![Difference::remark("retired", "taken up again")],
        );
    }
    let campaign_has_id = subject.entry.campaign_id.is_some();
    match entry.message_variation_id.clone() {
        Some(id) => check_seen(subject, message, &id),
        None if campaign_has_id && subject.context.observed.abilities.create => {
            add(subject, message, &mut entry);
            known = true;
        }
        None if campaign_has_id => known |= look(subject, message, &mut entry),
        None => {}
    }
    if known {
        plan_name(subject, message, &mut entry);
    }
    known |= plan_release(subject, message, &mut entry);
    known.then_some(entry)
}

/// Looks for a message that a person added, or asks for it. Says whether it is there.
fn look(subject: &mut Subject<'_, '_>, message: &Message, entry: &mut MessageEntry) -> bool {
    let Slots { found, free, wanting } = adopt::message(subject, message);
    let seen = subject.seen;
    if let Some(id) = found {
        let found = format!("{id} is this message in the workspace");
        // What it is called there is still to be changed by hand.
        let shown = seen.and_then(|seen| seen.messages.get(&id)?.name.as_ref());
        entry.name = message.name.clone().filter(|wanted| shown == Some(wanted));
        entry.message_variation_id = Some(id);
        let found = vec![Difference::remark("message_variation_id", found)];
        push(subject, message, Kind::AddMessage, entry, found);
        return true;
    }
    let unclear = !free.is_empty() && free.len() >= wanting;
    let steps = match (unclear, seen, &subject.entry.campaign_id) {
        (true, Some(seen), Some(id)) if !seen.draft => {
            subject.draft.gates.push(Gate::AmbiguousMessage {
                campaign: subject.campaign.key.clone(),
                message: message.key.clone(),
                workspace: subject.context.lock.workspace.clone(),
                id: id.clone(),
                candidates: free
                    .iter()
                    .map(|(id, one)| ((*id).clone(), one.name.clone()))
                    .collect(),
                place: message.place.clone(),
            });
            return false;
        }
        (true, ..) => {
            let slot = |(id, one): &(&VariationId, &ObservedMessage)| match &one.name {
                Some(name) => format!("{id} \"{name}\""),
                None => id.to_string(),
            };
            checklist::tell_apart(message, &free.iter().map(slot).collect::<Vec<_>>())
        }
        (false, ..) => checklist::add_message(subject, message),
    };
    let operation = operation(subject, message, Kind::AddMessage, Mover::You).by_hand(steps);
    subject.draft.operations.push(operation);
    false
}

/// A message that the workspace lost is made again under its own id where that is possible.
fn check_seen(subject: &mut Subject<'_, '_>, message: &Message, id: &VariationId) {
    if subject.seen.is_none_or(|seen| seen.messages.contains_key(id)) {
        return;
    }
    let Some(campaign) = subject.entry.campaign_id.clone() else { return };
    if subject.context.observed.abilities.create {
        let mut operation = operation(subject, message, Kind::Restore, Mover::Dashboard);
        let lost = format!("{id} is gone; made again");
        operation.differences = vec![Difference::remark("message_variation_id", lost)];
        let message = create::new_message(message, id.clone());
        operation.changes.push(Change::AddMessage { campaign, message });
        subject.draft.operations.push(operation);
    } else {
        let text = format!("campaign {campaign} has no message {id} in the workspace");
        let notice = Notice::new(NoticeKind::Missing, text);
        subject.draft.notices.push(notice.on(&subject.campaign.key).message(&message.key));
    }
}

fn add(subject: &mut Subject<'_, '_>, message: &Message, entry: &mut MessageEntry) {
    let Some(campaign) = subject.entry.campaign_id.clone() else { return };
    let (id, generation) = subject.ids.message(&campaign, &message.key, entry.generation);
    entry.message_variation_id = Some(id.clone());
    entry.generation = generation;
    let mut operation = operation(subject, message, Kind::AddMessage, Mover::You);
    if !message.draft {
        operation.differences =
            release::differences(subject.context, entry, message, &released(message));
        entry.release(released(message));
        operation.pieces = release::pieces(message);
    }
    operation
        .changes
        .push(Change::AddMessage { campaign, message: create::new_message(message, id) });
    operation.records.push(Record::message(&subject.campaign.key, &message.key, entry));
    subject.draft.operations.push(operation);
}

fn plan_name(subject: &mut Subject<'_, '_>, message: &Message, entry: &mut MessageEntry) {
    let wanted = message.name.as_ref();
    let seen = seen(subject, entry).and_then(|seen| seen.name.as_ref());
    let verdict = judge(wanted, entry.name.as_ref(), seen);
    let old = if let Verdict::Push(_) = verdict {
        seen.or(entry.name.as_ref())
    } else {
        entry.name.as_ref()
    };
    let difference = Difference::value("name", old.and_then(json), wanted.and_then(json));
    let ids = subject.entry.campaign_id.clone().zip(entry.message_variation_id.clone());
    match (verdict, ids) {
        (Verdict::Settled, _) => return,
        (Verdict::Push(by), Some((campaign, variation)))
            if subject.context.observed.abilities.edit =>
        {
            let mut operation = operation(subject, message, Kind::Edit, by);
            let name = message.title().to_owned();
            operation.changes.push(Change::EditMessage { campaign, variation, name });
            entry.name = wanted.cloned();
            operation.differences = vec![difference];
            operation.records.push(Record::message(&subject.campaign.key, &message.key, entry));
            subject.draft.operations.push(operation);
            return;
        }
        (Verdict::Push(Mover::Dashboard), Some(_)) => {
            let notice = Notice::new(NoticeKind::Drift, "the workspace shows something else");
            let notice = notice.on(&subject.campaign.key).message(&message.key);
            let notice = notice.showing(vec![difference.reversed()]);
            let help =
                super::notice::accept(&subject.campaign.key, &subject.context.lock.workspace);
            subject.draft.notices.push(notice.help(help));
            return;
        }
        (Verdict::Push(by), Some((_, variation))) => {
            let mut operation = operation(subject, message, Kind::Edit, by);
            operation.differences = vec![difference];
            let step = format!("set the title of message {variation} to \"{}\"", message.title());
            let operation = operation.by_hand(checklist::begun(subject, vec![step]));
            subject.draft.operations.push(operation);
            return;
        }
        (Verdict::Push(_) | Verdict::Record(_), _) => {}
    }
    entry.name = wanted.cloned();
    push(subject, message, Kind::Edit, entry, vec![difference]);
}

fn plan_release(
    subject: &mut Subject<'_, '_>,
    message: &Message,
    entry: &mut MessageEntry,
) -> bool {
    if message.draft || subject.campaign.settled || entry.records(message) {
        return false;
    }
    let new = released(message);
    let mut operation = operation(subject, message, Kind::Release, Mover::You);
    operation.differences = release::differences(subject.context, entry, message, &new);
    operation.pieces = release::pieces(message);
    entry.release(new);
    if !subject.recorded {
        operation.records.push(Record::campaign(&subject.campaign.key, &subject.entry));
    }
    operation.records.push(Record::message(&subject.campaign.key, &message.key, entry));
    subject.draft.operations.push(operation);
    true
}

fn plan_removed(subject: &mut Subject<'_, '_>) {
    let campaign = subject.campaign;
    let gone = |key: &&crate::model::MessageKey| campaign.message(key).is_none();
    let keys: Vec<_> = subject.entry.messages.keys().filter(gone).cloned().collect();
    for key in keys {
        let Some(entry) = subject.entry.messages.get_mut(&key).filter(|entry| !entry.retired)
        else {
            continue;
        };
        entry.retired = true;
        let record = Record::message(&campaign.key, &key, entry);
        let mut operation = subject.operation(Kind::RemoveMessage, Mover::You).message(&key);
        operation.records.push(record);
        subject.draft.operations.push(operation);
    }
}

fn seen<'a>(subject: &Subject<'a, '_>, entry: &MessageEntry) -> Option<&'a ObservedMessage> {
    subject.seen?.messages.get(entry.message_variation_id.as_ref()?)
}

fn operation(subject: &Subject<'_, '_>, message: &Message, kind: Kind, by: Mover) -> Operation {
    subject.operation(kind, by).message(&message.key).at(&message.place)
}

/// An operation that only records the message.
fn push(
    subject: &mut Subject<'_, '_>,
    message: &Message,
    kind: Kind,
    entry: &MessageEntry,
    differences: Vec<Difference>,
) {
    let mut operation = operation(subject, message, kind, Mover::You);
    operation.differences = differences;
    operation.records.push(Record::message(&subject.campaign.key, &message.key, entry));
    subject.draft.operations.push(operation);
}
