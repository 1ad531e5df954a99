//! What somebody made in the workspace, found: ids that are seen for the first time.
//!
//! Titles are not unique. What was asked for is known by its title and by not having been there
//! before; what nobody asked for is taken only after a word, and only if it is the only one.

use std::collections::BTreeSet;

use super::{
    Awaited, Difference, Kind, Mover, Record,
    campaign::Subject,
    matching::{Wanted, match_messages},
};
use crate::{
    lock::MessageEntry,
    model::{Asked, CampaignId, Message, ObservedCampaign, ObservedMessage, Origin, VariationId},
};

/// A campaign of the workspace that a definition may be.
pub(super) type Candidate<'a> = (&'a CampaignId, &'a ObservedCampaign);

/// What the workspace has of a definition without id.
pub(super) enum Found<'a> {
    Nothing,
    /// The one that it is, and what was asked for to get it.
    One(Candidate<'a>, Option<&'a Asked>),
    Several(Vec<Candidate<'a>>),
    /// One that has the title, and why it cannot be taken.
    Unfit(String),
}

/// Looks for the campaign of a definition that has no id.
pub(super) fn look<'a>(subject: &mut Subject<'a, '_>) -> Found<'a> {
    if subject.context.offline() {
        return Found::Nothing;
    }
    if let Some(asked) = subject.asked() {
        let new = free(subject, &asked.title);
        let new: Vec<_> = new.into_iter().filter(|(id, _)| !asked.before.contains(*id)).collect();
        match new[..] {
            [] => {}
            [one] => return Found::One(one, Some(asked)),
            _ => return Found::Several(new),
        }
        if asked.template.is_some() {
            return Found::Nothing;
        }
    }
    let title = subject.campaign.title();
    let living: Vec<_> =
        free(subject, title).into_iter().filter(|(_, seen)| !seen.archived).collect();
    match living[..] {
        [] => other_kind(subject, title),
        _ if is_shared(subject) => Found::Unfit(
            "another definition has this title, too: give one of them another title, or say which \
             campaign is whose with `campaignctl bind`"
                .to_owned(),
        ),
        [(id, seen)] => match misfit(subject, seen) {
            Some(why) => Found::Unfit(format!("{id} has this title, but {why}")),
            None => Found::One((id, seen), None),
        },
        _ => Found::Several(living),
    }
}

/// Whether several definitions have the title.
pub(super) fn is_shared(subject: &Subject<'_, '_>) -> bool {
    let title = subject.campaign.title();
    let all = subject.context.desired.campaigns.values();
    all.filter(|other| other.title() == title).count() > 1
}

/// What has the title and belongs to nobody: neither to the lockfile, nor to those who copy it.
fn free<'a>(subject: &mut Subject<'a, '_>, title: &str) -> Vec<Candidate<'a>> {
    let observed = subject.context.observed;
    let campaigns = observed.campaigns.iter().flatten();
    let titled =
        campaigns.filter(|(id, seen)| seen.name == title && !observed.templates.contains(id));
    titled.filter(|(id, _)| !subject.ids.known(id.as_str())).collect()
}

/// Somebody who makes the wrong kind of campaign wonders why it is not seen.
fn other_kind<'a>(subject: &Subject<'a, '_>, title: &str) -> Found<'a> {
    let asked = subject.asked();
    let new = |id: &CampaignId| asked.is_some_and(|asked| !asked.before.contains(id));
    let others = &subject.context.observed.others;
    match others.iter().find(|(id, name)| *name == title && new(id)) {
        Some((id, _)) => Found::Unfit(format!(
            "{id} has this title, but it is no API campaign: make one in its place (\"API campaign\" \
             when a campaign is created)"
        )),
        None => Found::Nothing,
    }
}

fn misfit(subject: &Subject<'_, '_>, seen: &ObservedCampaign) -> Option<&'static str> {
    let wanted = subject.campaign.conversions.as_ref();
    (!seen.draft && wanted.is_some_and(|wanted| *wanted != seen.conversions)).then_some(
        "other conversion events, which cannot change after launch: define those, or archive it",
    )
}

/// Every campaign that has the title already, of either kind.
pub(super) fn awaited(subject: &Subject<'_, '_>, title: &str) -> Awaited {
    let observed = subject.context.observed;
    let campaigns = observed.campaigns.iter().flatten();
    let titled = campaigns.filter(|(_, seen)| seen.name == title).map(|(id, _)| id);
    let others = observed.others.iter().filter(|(_, name)| *name == title).map(|(id, _)| id);
    Awaited { title: title.to_owned(), before: titled.chain(others).cloned().collect() }
}

/// Takes a campaign of the workspace for the definition's.
pub(super) fn record<'a>(
    subject: &mut Subject<'a, '_>,
    (id, seen): Candidate<'a>,
    asked: Option<&Asked>,
) {
    let campaign = subject.campaign;
    subject.ids.take(id);
    let entry = &mut subject.entry;
    let copied = asked.and_then(|asked| asked.template.as_ref());
    entry.campaign_id = Some(id.clone());
    let stand_in = subject.context.observed.stand_in;
    entry.origin = Some(match copied {
        _ if stand_in => Origin::Sandbox,
        Some(_) => Origin::Duplicated,
        None => Origin::Adopted,
    });
    // What the workspace shows otherwise is still to be done by hand.
    entry.name = campaign.name.clone().filter(|wanted| *wanted == seen.name);
    entry.description = campaign.description.clone().filter(|wanted| *wanted == seen.description);
    entry.tags = campaign.tags.clone().filter(|wanted| *wanted == seen.tags);
    entry.conversions = campaign.conversions.clone().filter(|wanted| *wanted == seen.conversions);
    subject.seen = Some(seen);
    let (kind, found) = match (asked, copied) {
        (_, Some(template)) => (Kind::Create, format!("{id}, the copy of {template}")),
        (Some(_), None) => (Kind::Create, format!("{id}, made as the checklist says")),
        (None, None) => {
            let found = "has this title in the workspace; it is taken for this campaign";
            (Kind::Bind, format!("{id} {found}"))
        }
    };
    let mut operation = subject.operation(kind, Mover::You);
    operation.differences = vec![Difference::remark("campaign_id", found)];
    operation.records.push(Record::campaign(&campaign.key, &subject.entry));
    operation.awaits = asked.map(|asked| awaited(subject, &asked.title));
    subject.draft.operations.push(operation);
}

/// The message slots that a message without id can be.
pub(super) struct Slots<'a> {
    /// The one of its channel with its title, or the only one of its channel where only one is
    /// wanted.
    pub(super) found: Option<VariationId>,
    /// Those of its channel that nobody has.
    pub(super) free: Vec<(&'a VariationId, &'a ObservedMessage)>,
    /// How many messages of its channel are looking for theirs.
    pub(super) wanting: usize,
}

pub(super) fn message<'a>(subject: &mut Subject<'a, '_>, message: &Message) -> Slots<'a> {
    let entries = &subject.entry.messages;
    let taken: BTreeSet<_> =
        entries.values().filter_map(|entry| entry.message_variation_id.as_ref()).collect();
    let slots = subject.seen.into_iter().flat_map(|seen| &seen.messages);
    let free: Vec<_> =
        slots.filter(|(id, _)| !taken.contains(id) && !subject.ids.known(id.as_str())).collect();
    let has_id = |entry: &MessageEntry| entry.message_variation_id.is_some();
    let wanting = subject.campaign.messages.iter();
    let wanting = wanting.filter(|one| !entries.get(&one.key).is_some_and(has_id));
    let wanted: Vec<_> = wanting
        .map(|one| Wanted { key: &one.key, channel: one.channel, title: one.title() })
        .collect();
    Slots {
        found: match_messages(&wanted, &free).remove(&message.key),
        free: free.into_iter().filter(|(_, slot)| slot.channel == Some(message.channel)).collect(),
        wanting: wanted.iter().filter(|one| one.channel == message.channel).count(),
    }
}
