//! Campaigns of a second workspace, paired with definitions that exist.

use std::collections::{BTreeMap, BTreeSet};

use super::assign;
use crate::model::{Campaign, CampaignId, CampaignKey, Channel, Conversion, ObservedCampaign};

/// Every definition of the project, and what lockfiles know of it.
#[derive(Clone, Debug, Default)]
pub struct Pool<'a> {
    pub definitions: BTreeMap<CampaignKey, Known<'a>>,
    /// Every key that any lockfile has, tombstones too.
    pub recorded: BTreeSet<CampaignKey>,
}

/// One definition.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// As the workspace has it, or any other workspace.
    pub campaign: &'a Campaign,
    /// Whether it can get an id of this workspace: it has none, and is not retired.
    pub open: bool,
    /// Whether it has an id in no workspace at all.
    pub fresh: bool,
}

/// What becomes of one campaign of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Course {
    /// It is this definition's campaign.
    Bind(CampaignKey),
    /// It gets a definition under this key.
    New(CampaignKey),
    /// It may be one of these; why it is not clear which, or whether it is at all.
    Unclear { candidates: Vec<CampaignKey>, reason: &'static str },
}

/// Decides about all campaigns that nobody has yet, so that the answer for one does not depend on
/// which others are imported with it.
pub fn pair(
    free: &BTreeMap<&CampaignId, &ObservedCampaign>,
    pool: &Pool<'_>,
) -> BTreeMap<CampaignId, Course> {
    let mut courses = BTreeMap::new();
    let mut titles: BTreeMap<&str, Vec<(&CampaignId, &ObservedCampaign)>> = BTreeMap::new();
    for (id, seen) in free {
        titles.entry(&seen.name).or_default().push((id, seen));
    }
    let mut open: BTreeMap<&str, Vec<Known<'_>>> = BTreeMap::new();
    for known in pool.definitions.values().filter(|known| known.open) {
        open.entry(known.campaign.title()).or_default().push(*known);
    }
    let mut new = Vec::new();
    for (title, campaigns) in titles {
        match open.get(title) {
            None => new.extend(campaigns),
            Some(known) => courses.extend(same_title(&campaigns, known)),
        }
    }
    let taken =
        |key: &CampaignKey| pool.definitions.contains_key(key) || pool.recorded.contains(key);
    let keys = assign(new.iter().map(|(id, seen)| (*id, seen.name.as_str())), &taken);
    courses.extend(keys.into_iter().map(|(id, key)| (id, Course::New(key))));
    courses
}

fn same_title(
    campaigns: &[(&CampaignId, &ObservedCampaign)],
    known: &[Known<'_>],
) -> Vec<(CampaignId, Course)> {
    if let ([(id, seen)], [one]) = (campaigns, known) {
        let course = fits(seen, one.campaign);
        return vec![((*id).clone(), course)];
    }
    if let Some(written) = written_before(campaigns, known) {
        return written;
    }
    let course = |(id, seen): &(&CampaignId, &ObservedCampaign)| {
        let shape = shape_seen(seen);
        let same = known.iter().filter(|one| shape_defined(one.campaign) == shape);
        let same: Vec<_> = same.map(|one| one.campaign).collect();
        let rivals = campaigns.iter().filter(|(_, other)| shape_seen(other) == shape).count();
        let course = match same.as_slice() {
            [one] if rivals == 1 => fits(seen, one),
            [] => Course::Unclear {
                candidates: known.iter().map(|one| one.campaign.key.clone()).collect(),
                reason: "several have this title",
            },
            several => Course::Unclear {
                candidates: several.iter().map(|one| one.key.clone()).collect(),
                reason: "several have this title",
            },
        };
        ((*id).clone(), course)
    };
    campaigns.iter().map(course).collect()
}

/// Definitions that an import wrote before it was cut short: drafts of which no lockfile has an id,
/// under keys that the campaigns would get now.
fn written_before(
    campaigns: &[(&CampaignId, &ObservedCampaign)],
    known: &[Known<'_>],
) -> Option<Vec<(CampaignId, Course)>> {
    let keys: BTreeSet<_> = known.iter().map(|one| &one.campaign.key).collect();
    let assigned = assign(campaigns.iter().map(|(id, seen)| (*id, seen.name.as_str())), &|_| false);
    let draft = |one: &Known<'_>| one.campaign.messages.iter().all(|message| message.draft);
    let same = known.iter().all(|one| one.fresh && draft(one))
        && keys.is_subset(&assigned.values().collect());
    same.then(|| {
        let course = |(id, key): (CampaignId, CampaignKey)| {
            let seen = campaigns.iter().find(|(other, _)| **other == id);
            let one = known.iter().find(|one| one.campaign.key == key);
            let course = seen.zip(one).map(|((_, seen), one)| fits(seen, one.campaign));
            (id, course.unwrap_or(Course::New(key)))
        };
        assigned.into_iter().map(course).collect()
    })
}

fn fits(seen: &ObservedCampaign, campaign: &Campaign) -> Course {
    let channels = |shape: Vec<(Channel, String)>| {
        shape.into_iter().map(|(channel, _)| channel).collect::<Vec<_>>()
    };
    let unclear = |reason| Course::Unclear { candidates: vec![campaign.key.clone()], reason };
    if channels(shape_seen(seen)) != channels(shape_defined(campaign)) {
        return unclear("it has this title and other messages");
    }
    let other = |wanted: &Vec<Conversion>| *wanted != seen.conversions;
    if campaign.conversions.as_ref().is_some_and(other) {
        return unclear("it has this title and other conversion events");
    }
    Course::Bind(campaign.key.clone())
}

fn shape_seen(seen: &ObservedCampaign) -> Vec<(Channel, String)> {
    let messages = seen.messages.values();
    sorted(messages.filter_map(|one| Some((one.channel?, one.name.clone().unwrap_or_default()))))
}

fn shape_defined(campaign: &Campaign) -> Vec<(Channel, String)> {
    sorted(campaign.messages.iter().map(|one| (one.channel, one.name.clone().unwrap_or_default())))
}

fn sorted(shape: impl Iterator<Item = (Channel, String)>) -> Vec<(Channel, String)> {
    let mut shape: Vec<_> = shape.collect();
    shape.sort();
    shape
}
