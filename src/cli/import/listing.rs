//! `import --list`: what a workspace has, and what of it is known.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::proof::doubt;
use crate::cli::{Context, Exit, Format, Outcome, open};
use crate::import::{Course, Standing, pair, standing};
use crate::model::{CampaignId, ListedCampaign, ObservedCampaign};
use crate::output::import::{Item, Listing, State, human, json};

pub(super) fn run(context: &mut Context<'_>) -> Outcome {
    let format = context.formats(&[Format::Human, Format::Json])?;
    let definitions = context.definitions()?;
    let whole = context.whole()?;
    let lock = whole.records[&definitions.workspace].lock();
    let (rows, seen) = open::block_on(async {
        let client = context.live(&definitions, lock).await?;
        let rows = client.listing().await.map_err(open::unreachable)?;
        doubt(&definitions, lock, &rows.iter().map(|row| row.id.clone()).collect())?;
        let ids = rows.iter().filter(|row| row.api).map(|row| row.id.clone()).collect();
        let seen = client.campaigns(ids).await.map_err(open::unreachable)?;
        Ok::<_, crate::cli::Failure>((rows, seen))
    })?;
    let templates = &definitions.spec().templates;
    let standings: Vec<_> =
        rows.iter().map(|row| (row, standing(lock, templates, row, seen.get(&row.id)))).collect();
    let free = standings.iter().filter(|(_, standing)| *standing == Standing::Free);
    let free: BTreeMap<_, _> =
        free.filter_map(|(row, _)| Some((&row.id, seen.get(&row.id)?))).collect();
    let courses = pair(&free, &whole.pool(&definitions.workspace));
    let mut campaigns: Vec<_> =
        standings.into_iter().map(|(row, standing)| item(row, standing, &seen, &courses)).collect();
    campaigns.sort_by(|a, b| (&a.name, &a.campaign_id).cmp(&(&b.name, &b.campaign_id)));
    let listing = Listing { version: 1, workspace: definitions.workspace.to_string(), campaigns };
    match format {
        Format::Json => json(context.out, &listing)?,
        _ => human(context.out, &listing)?,
    }
    context.say(&listing.summary())?;
    Ok(Exit::Done)
}

fn item(
    row: &ListedCampaign,
    standing: Standing,
    seen: &BTreeMap<CampaignId, ObservedCampaign>,
    courses: &BTreeMap<CampaignId, Course>,
) -> Item {
    let (state, key) = match standing {
        Standing::Known(key) => (State::Known, Some(key)),
        Standing::Gone(key) => (State::Gone, Some(key)),
        Standing::NotApi => (State::NotApi, None),
        Standing::Archived => (State::Archived, None),
        Standing::Draft => (State::Draft, None),
        Standing::Template => (State::Template, None),
        Standing::Empty => (State::Empty, None),
        Standing::Free => match courses.get(&row.id) {
            Some(Course::Bind(key)) => (State::Matches, Some(key.clone())),
            Some(Course::New(key)) => (State::New, Some(key.clone())),
            Some(Course::Unclear { .. }) | None => (State::Unclear, None),
        },
    };
    let shown = seen.get(&row.id);
    let messages = shown.into_iter().flat_map(|seen| seen.messages.values());
    let channels: BTreeSet<_> = messages.filter_map(|one| one.channel).collect();
    Item {
        campaign_id: row.id.to_string(),
        name: shown.map_or(&row.name, |seen| &seen.name).clone(),
        state,
        campaign: key.map(|key| key.to_string()),
        channels: channels.into_iter().collect(),
        tags: shown.map_or_else(|| row.tags.clone(), |seen| seen.tags.clone()),
        last_edited: row.last_edited.clone(),
    }
}
