//! What a person did in the dashboard, found again: ids that are seen for the first time.
//!
//! Titles are not unique, so only a single candidate counts, and the plan shows it before it is
//! recorded.

use std::collections::BTreeSet;

use super::{
    Difference, Kind, Mover, Record,
    campaign::Subject,
    matching::{Wanted, match_messages},
};
use crate::{
    lock::MessageEntry,
    model::{CampaignId, Message, ObservedCampaign, Origin, VariationId},
};

/// Records the one campaign of the workspace that has the wanted title and belongs to nobody yet.
/// Says whether there is one.
pub(super) fn campaign(subject: &mut Subject<'_, '_>) -> bool {
    let Some((id, seen)) = candidate(subject) else { return false };
    let campaign = subject.campaign;
    let entry = &mut subject.entry;
    entry.campaign_id = Some(id.clone());
    let stand_in = subject.context.observed.stand_in;
    entry.origin = Some(if stand_in { Origin::Sandbox } else { Origin::Adopted });
    // What the workspace shows otherwise is still to be done by hand.
    entry.name = campaign.name.clone();
    entry.description = campaign.description.clone().filter(|wanted| *wanted == seen.description);
    entry.tags = campaign.tags.clone().filter(|wanted| *wanted == seen.tags);
    entry.conversions.clone_from(&campaign.conversions);
    subject.seen = Some(seen);
    let mut operation = subject.operation(Kind::Create, Mover::You);
    let found = format!("{id} has this title in the workspace; it is taken for this campaign");
    operation.differences = vec![Difference::remark("campaign_id", found)];
    operation.records.push(Record::campaign(&campaign.key, &subject.entry));
    subject.draft.operations.push(operation);
    true
}

fn candidate<'a>(subject: &mut Subject<'a, '_>) -> Option<(&'a CampaignId, &'a ObservedCampaign)> {
    let context = subject.context;
    let title = subject.campaign.title();
    let wanted = subject.campaign.conversions.as_ref();
    let same = context.desired.campaigns.values().filter(|other| other.title() == title);
    if same.count() > 1 {
        return None;
    }
    let campaigns = context.observed.campaigns.as_ref()?.iter();
    let titled = campaigns.filter(|(_, seen)| seen.name == title && !seen.archived);
    let mut free = titled.filter(|(id, _)| !subject.ids.known(id.as_str()));
    let found = free.next().filter(|_| free.next().is_none());
    found.filter(|(_, seen)| wanted.is_none_or(|wanted| *wanted == seen.conversions))
}

/// The id of the one message slot that a message without id can be: of its channel, with its title,
/// or the only one of its channel where only one is wanted.
pub(super) fn message(subject: &mut Subject<'_, '_>, message: &Message) -> Option<VariationId> {
    let entries = &subject.entry.messages;
    let taken: BTreeSet<_> =
        entries.values().filter_map(|entry| entry.message_variation_id.as_ref()).collect();
    let slots = subject.seen?.messages.iter();
    let free: Vec<_> =
        slots.filter(|(id, _)| !taken.contains(id) && !subject.ids.known(id.as_str())).collect();
    let has_id = |entry: &MessageEntry| entry.message_variation_id.is_some();
    let wanting = subject.campaign.messages.iter();
    let wanting = wanting.filter(|one| !entries.get(&one.key).is_some_and(has_id));
    let wanted: Vec<_> = wanting
        .map(|one| Wanted { key: &one.key, channel: one.channel, title: one.title() })
        .collect();
    match_messages(&wanted, &free).remove(&message.key)
}
