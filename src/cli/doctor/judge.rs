//! What an answer means for a check.

use std::collections::BTreeSet;

use crate::braze::{ListedSegment, Permission};
use crate::cli::hear::span;
use crate::lock::Entry;
use crate::model::{CampaignKey, Channel, ObservedCampaign};
use crate::output::doctor::State;
use crate::spec::Template;

/// Clocks may differ by so many seconds: an answer tells whole ones, and takes its time.
const SAME_TIME: i64 = 30;

/// How a thing is, in words, and what to do about it.
pub(super) type Found = (State, String, Option<String>);

pub(super) fn ok(message: impl Into<String>) -> Found {
    (State::Ok, message.into(), None)
}

pub(super) fn warning(message: impl Into<String>, help: impl Into<String>) -> Found {
    (State::Warning, message.into(), Some(help.into()))
}

pub(super) fn problem(message: impl Into<String>, help: impl Into<String>) -> Found {
    (State::Problem, message.into(), Some(help.into()))
}

pub(super) fn not_checked(message: impl Into<String>) -> Found {
    (State::NotChecked, message.into(), None)
}

/// `ahead`: how far the workspace's clock is ahead of ours.
pub(super) fn clock(ahead: Option<jiff::SignedDuration>) -> Found {
    let Some(ahead) = ahead else { return not_checked("the workspace does not tell the time") };
    let seconds = ahead.as_secs();
    if seconds.abs() <= SAME_TIME {
        return ok("the same here and there");
    }
    let side = if seconds > 0 { "behind" } else { "ahead of" };
    warning(
        format!("this machine is {} {side} the workspace", span(ahead.unsigned_abs())),
        "set it: days of reports and times of schedules would be wrong",
    )
}

pub(super) fn lacking(permission: &Permission) -> (String, &'static str) {
    let Permission { name, needed_by, .. } = permission;
    let help = "permissions cannot be added to a key: make another one in the dashboard";
    (format!("the key lacks {name} ({needed_by})"), help)
}

pub(super) fn template(template: &Template, campaign: Option<&ObservedCampaign>) -> Found {
    let id = &template.campaign_id;
    let Some(campaign) = campaign else {
        let help = "correct it under `templates`; ids are valid in one workspace only";
        return problem(format!("campaign {id} is not there"), help);
    };
    let name = &campaign.name;
    let wanted = sorted(template.channels.iter().copied());
    let channels = sorted(campaign.messages.values().filter_map(|one| one.channel));
    if wanted != channels {
        let message = format!("`{name}` ({id}) has {}", listed(&channels));
        return problem(message, format!("`templates` says {}", listed(&wanted)));
    }
    if campaign.archived {
        return warning(format!("`{name}` ({id}) is archived"), "unarchive it in the dashboard");
    }
    ok(format!("`{name}` has {}", listed(&channels)))
}

pub(super) fn segment(name: &str, id: &str, there: &[ListedSegment]) -> Found {
    if let Some(segment) = there.iter().find(|segment| segment.id == id) {
        return ok(format!("{name} is `{}`", segment.name));
    }
    let same: Vec<_> = there.iter().filter(|segment| segment.name == name).collect();
    let help = match same[..] {
        [one] => format!("the one of that name has {}", one.id),
        [] => "it was archived, or is of another workspace: correct it under `segments`".to_owned(),
        _ => format!("{} segments have that name", same.len()),
    };
    problem(format!("{name}: no segment has the id {id}"), help)
}

/// Braze has no way to ask for an app, so its id can only look right.
pub(super) fn app(name: &str, id: &str) -> Found {
    if uuid::Uuid::parse_str(id).is_ok() {
        return ok(format!("{name} looks like an id; Braze has no way to ask"));
    }
    warning(
        format!("{name}: `{id}` does not look like an app's id"),
        "the dashboard shows it under API keys and identifiers",
    )
}

/// What is wrong with the ids of a campaign; nothing where all are there.
pub(super) fn ids(
    key: &CampaignKey,
    entry: &Entry,
    there: Option<&ObservedCampaign>,
) -> Vec<Found> {
    let see = "`campaignctl plan` shows what to do about it";
    let id = entry.campaign_id.as_ref().map(ToString::to_string).unwrap_or_default();
    let Some(there) = there else {
        return vec![problem(format!("{key}: campaign {id} is not in this workspace"), see)];
    };
    let mut found = Vec::new();
    if there.archived || there.draft {
        let word = if there.archived { "archived" } else { "a draft" };
        found.push(warning(format!("{key}: {id} is {word}"), "sends to it may be refused"));
    }
    let known: BTreeSet<_> = there.messages.keys().collect();
    let messages = entry.messages.iter().filter(|(_, message)| !message.retired);
    let ids =
        messages.filter_map(|(name, message)| Some((name, message.message_variation_id.as_ref()?)));
    found.extend(ids.filter(|(_, variation)| !known.contains(variation)).map(
        |(name, variation)| {
            problem(format!("{key}.{name}: {variation} is not a message of {id}"), see)
        },
    ));
    found
}

fn sorted(channels: impl Iterator<Item = Channel>) -> Vec<&'static str> {
    let mut names: Vec<_> = channels.map(Channel::in_sends).collect();
    names.sort_unstable();
    names
}

fn listed(channels: &[&str]) -> String {
    if channels.is_empty() { "no message".to_owned() } else { channels.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_may_differ_a_little() {
        let state = |seconds| clock(Some(jiff::SignedDuration::from_secs(seconds)));
        assert_eq!(clock(None).0, State::NotChecked);
        assert_eq!((state(30).0, state(-30).0), (State::Ok, State::Ok));
        assert_eq!(state(95).1, "this machine is 1m35s behind the workspace");
        assert_eq!(state(-3_600).1, "this machine is 1h ahead of the workspace");
    }

    #[test]
    fn a_segment_is_found_by_its_id_and_helped_by_its_name() {
        let one = |id: &str, name: &str| ListedSegment { id: id.into(), name: name.into() };
        let there = [one("1", "VIPs"), one("2", "vips"), one("3", "twice"), one("4", "twice")];
        assert_eq!(segment("vips", "1", &there), ok("vips is `VIPs`"));
        let help = |name| segment(name, "9", &there).2.unwrap();
        assert_eq!(help("vips"), "the one of that name has 2");
        assert_eq!(help("twice"), "2 segments have that name");
        assert!(help("gone").contains("archived"));
    }
}
