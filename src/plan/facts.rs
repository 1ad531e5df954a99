//! What a campaign is besides its messages: title, description, tags, params, delivery, protection.

use serde_json::Value;

use super::{
    Difference, Kind, Mover, Notice, NoticeKind, Operation, Record,
    campaign::Subject,
    checklist,
    fact::{Verdict, judge},
};
use crate::{
    lock::Entry,
    model::{Campaign, Change},
};

/// Records everything that the definition says besides messages.
pub(super) fn copy(campaign: &Campaign, entry: &mut Entry) {
    entry.name.clone_from(&campaign.name);
    entry.description.clone_from(&campaign.description);
    entry.tags.clone_from(&campaign.tags);
    entry.conversions.clone_from(&campaign.conversions);
    copy_local(campaign, entry);
}

fn copy_local(campaign: &Campaign, entry: &mut Entry) {
    entry.protected = campaign.protected;
    entry.params.clone_from(&campaign.params);
    entry.delivery = campaign.delivery.clone();
}

/// Adds the edits that the campaign needs, and tells what cannot be edited.
pub(super) fn plan(subject: &mut Subject<'_, '_>) {
    let mut edits = Edits::default();
    name(subject, &mut edits);
    description(subject, &mut edits);
    tags(subject, &mut edits);
    local(subject, &mut edits);
    edits.finish(subject);
}

/// What was found, sorted by who acts.
#[derive(Default)]
pub(super) struct Edits {
    by: Option<Mover>,
    pub(super) recorded: Vec<Difference>,
    by_hand: Vec<(Mover, Difference, String)>,
    drift: Vec<Difference>,
    name: Option<String>,
    description: Option<String>,
    tags: Option<Vec<String>>,
}

enum Done {
    Nothing,
    Record,
    Push,
}

impl Edits {
    /// Decides one fact; the caller fills in what follows for the workspace and the entry.
    fn decide(
        &mut self,
        subject: &Subject<'_, '_>,
        verdict: Verdict,
        difference: Difference,
        step: impl FnOnce() -> String,
    ) -> Done {
        let has_id = subject.entry.campaign_id.is_some();
        match verdict {
            Verdict::Settled => Done::Nothing,
            Verdict::Push(by) if has_id && subject.context.observed.abilities.edit => {
                self.record(by, difference);
                Done::Push
            }
            Verdict::Push(Mover::Dashboard) => {
                self.drift.push(difference.reversed());
                Done::Nothing
            }
            Verdict::Push(by) if has_id => {
                self.by_hand.push((by, difference, step()));
                Done::Nothing
            }
            Verdict::Push(by) | Verdict::Record(by) => {
                self.record(by, difference);
                Done::Record
            }
        }
    }

    pub(super) fn record(&mut self, by: Mover, difference: Difference) {
        self.by = Some(self.by.map_or(by, |others| others.and(by)));
        self.recorded.push(difference);
    }

    fn finish(self, subject: &mut Subject<'_, '_>) {
        let Self { by, recorded, by_hand, drift, name, description, tags } = self;
        if let Some(by) = by {
            let mut operation = subject.operation(Kind::Edit, by);
            operation.differences = recorded;
            operation.records.push(Record::campaign(&subject.campaign.key, &subject.entry));
            let pushed = name.is_some() || description.is_some() || tags.is_some();
            if let Some(campaign) = subject.entry.campaign_id.clone().filter(|_| pushed) {
                operation.changes.push(Change::EditCampaign { campaign, name, description, tags });
            }
            subject.draft.operations.push(operation);
        }
        if !by_hand.is_empty() {
            let operation = manual(subject, by_hand);
            subject.draft.operations.push(operation);
        }
        if !drift.is_empty() {
            tell(subject, drift);
        }
    }
}

fn manual(subject: &Subject<'_, '_>, by_hand: Vec<(Mover, Difference, String)>) -> Operation {
    let by = by_hand.iter().map(|(by, ..)| *by).reduce(Mover::and).unwrap_or(Mover::You);
    let mut operation = subject.operation(Kind::Edit, by);
    let mut steps = Vec::new();
    for (_, difference, step) in by_hand {
        operation.differences.push(difference);
        steps.push(step);
    }
    operation.by_hand(checklist::begun(subject, steps))
}

fn tell(subject: &mut Subject<'_, '_>, drift: Vec<Difference>) {
    let key = &subject.campaign.key;
    let notice = Notice::new(NoticeKind::Drift, "the workspace shows something else").on(key);
    let help = super::notice::accept(key, &subject.context.lock.workspace);
    subject.draft.notices.push(notice.showing(drift).help(help));
}

fn name(subject: &mut Subject<'_, '_>, edits: &mut Edits) {
    let wanted = subject.campaign.name.as_ref();
    let seen = subject.seen.map(|seen| &seen.name);
    let verdict = judge(wanted, subject.entry.name.as_ref(), seen);
    let difference = shown("name", verdict, wanted, subject.entry.name.as_ref(), seen);
    let step = || checklist::set(subject, "title", subject.campaign.title());
    let done = edits.decide(subject, verdict, difference, step);
    if let Done::Push = done {
        edits.name = wanted.cloned();
    }
    if !matches!(done, Done::Nothing) {
        subject.entry.name = wanted.cloned();
    }
}

fn description(subject: &mut Subject<'_, '_>, edits: &mut Edits) {
    let wanted = subject.campaign.description.as_ref();
    let seen = subject.seen.map(|seen| &seen.description);
    let verdict = judge(wanted, subject.entry.description.as_ref(), seen);
    let difference =
        shown("description", verdict, wanted, subject.entry.description.as_ref(), seen);
    let step = || checklist::set(subject, "description", wanted.map_or("", String::as_str));
    let done = edits.decide(subject, verdict, difference, step);
    if let Done::Push = done {
        edits.description = wanted.cloned();
    }
    if !matches!(done, Done::Nothing) {
        subject.entry.description = wanted.cloned();
    }
}

fn tags(subject: &mut Subject<'_, '_>, edits: &mut Edits) {
    let wanted = subject.campaign.tags.as_ref();
    let seen = subject.seen.map(|seen| &seen.tags);
    let verdict = judge(wanted, subject.entry.tags.as_ref(), seen);
    let difference = shown("tags", verdict, wanted, subject.entry.tags.as_ref(), seen);
    let step = || checklist::set_tags(subject, wanted.map_or(&[], Vec::as_slice));
    let done = edits.decide(subject, verdict, difference, step);
    if let Done::Push = done {
        edits.tags = wanted.cloned();
    }
    if !matches!(done, Done::Nothing) {
        subject.entry.tags = wanted.cloned();
    }
}

/// What only sends and this program know of: there is nothing to ask the workspace about.
fn local(subject: &mut Subject<'_, '_>, edits: &mut Edits) {
    let before = local_facts(&subject.entry);
    copy_local(subject.campaign, &mut subject.entry);
    if subject.entry.campaign_id.is_none() {
        subject.entry.conversions.clone_from(&subject.campaign.conversions);
    }
    let after = local_facts(&subject.entry);
    for ((field, old), (_, new)) in before.into_iter().zip(after).filter(|(a, b)| a != b) {
        edits.record(Mover::You, Difference::value(field, old, new));
    }
}

fn local_facts(entry: &Entry) -> [(&'static str, Option<Value>); 4] {
    [
        ("protected", json(&entry.protected)),
        ("params", json(&entry.params)),
        ("delivery", json(&entry.delivery)),
        ("conversions", json(&entry.conversions)),
    ]
}

/// From what was, to what is to be. What the workspace shows counts, if it was asked.
fn shown<T: serde::Serialize>(
    field: &str,
    verdict: Verdict,
    wanted: Option<&T>,
    recorded: Option<&T>,
    seen: Option<&T>,
) -> Difference {
    let old = match verdict {
        Verdict::Push(_) => seen.or(recorded),
        _ => recorded,
    };
    Difference::value(field, old.and_then(json), wanted.and_then(json))
}

pub(super) fn json<T: serde::Serialize>(value: &T) -> Option<Value> {
    serde_json::to_value(value).ok().filter(|value| !value.is_null())
}
