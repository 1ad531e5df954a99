//! Which campaign may be copied to make another one.

use super::{
    campaign::Subject,
    matching::{Wanted, match_messages},
};
use crate::model::{CampaignId, Channel, ObservedCampaign};

/// The template that has the definition's channels and conversion events: among several the one of
/// whose messages most are known by their titles, then the first that is named.
///
/// # Errors
/// Says for people why there is none, if templates were named at all.
pub(super) fn choose<'a>(
    subject: &Subject<'a, '_>,
) -> Result<(&'a CampaignId, &'a ObservedCampaign), Option<String>> {
    let observed = subject.context.observed;
    if !observed.abilities.duplicate || observed.templates.is_empty() {
        return Err(None);
    }
    let mut best: Option<(usize, &CampaignId, &ObservedCampaign)> = None;
    for id in &observed.templates {
        let Some(seen) = subject.context.seen(id).filter(|seen| fits(subject, seen)) else {
            continue;
        };
        let score = known(subject, seen);
        if best.is_none_or(|(most, ..)| score > most) {
            best = Some((score, id, seen));
        }
    }
    best.map(|(_, id, seen)| (id, seen)).ok_or_else(|| Some(lacking(subject)))
}

fn fits(subject: &Subject<'_, '_>, seen: &ObservedCampaign) -> bool {
    let wanted = subject.campaign.messages.iter().map(|one| Some(one.channel));
    let events = subject.campaign.conversions.as_ref();
    !seen.archived
        && sorted(wanted) == sorted(seen.messages.values().map(|one| one.channel))
        && events.is_none_or(|events| *events == seen.conversions)
}

fn sorted(channels: impl Iterator<Item = Option<Channel>>) -> Vec<Option<Channel>> {
    let mut channels: Vec<_> = channels.collect();
    channels.sort();
    channels
}

fn known(subject: &Subject<'_, '_>, seen: &ObservedCampaign) -> usize {
    let messages = subject.campaign.messages.iter();
    let wanted: Vec<_> = messages
        .map(|one| Wanted { key: &one.key, channel: one.channel, title: one.title() })
        .collect();
    let free: Vec<_> = seen.messages.iter().collect();
    match_messages(&wanted, &free).len()
}

fn lacking(subject: &Subject<'_, '_>) -> String {
    let mut channels: Vec<_> =
        subject.campaign.messages.iter().map(|one| one.channel.label()).collect();
    channels.sort_unstable();
    let events = subject.campaign.conversions.as_ref().is_some_and(|events| !events.is_empty());
    let events = if events { " and its conversion events" } else { "" };
    format!(
        "none of the `templates` that are there has its messages ({}){events}, so a person makes it:",
        channels.join(", ")
    )
}
