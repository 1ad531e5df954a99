//! `POST /_sandbox/campaigns…`: what people do with campaigns in Braze's dashboard. Each of these,
//! repeated, leaves things as they are.

use axum::http::StatusCode;
use rusqlite::Connection;
use serde_json::Value;

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::{Call, Fields};
use crate::sandbox::channel::Channel;
use crate::sandbox::world::campaigns::{self, Behavior, Campaign, Variation};

/// A to D ("Conversion events").
const MOST_BEHAVIORS: usize = 4;
/// 30 days.
const LONGEST_WINDOW: i64 = 30 * 86_400;
/// Tags of one campaign.
const MOST_TAGS: usize = 175;

pub(super) fn create(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let body = call.body();
    let id = body.required_text("id")?;
    body.required_text("name")?;
    let behaviors = behaviors(&body)?;
    let mut campaign = match campaigns::find(db, &id)? {
        Some(known) => known,
        None => made(call, db, &body, id)?,
    };
    describe(&mut campaign, &body)?;
    campaigns::update(db, &campaign, call.now)?;
    if campaigns::behaviors(db, campaign.row)?.is_empty() {
        campaigns::add_behaviors(db, campaign.row, &behaviors)?;
    }
    for message in body.objects("messages")? {
        add(call, db, &campaign, &message)?;
    }
    Ok(Answer::success())
}

fn made(
    call: &Call<'_>,
    db: &Connection,
    body: &Fields<'_>,
    id: String,
) -> Result<Campaign, Refusal> {
    let triggered = body.get("is_api_campaign") == Some(&Value::Bool(false));
    let draft = body.flag("draft")?;
    let mut campaign = Campaign {
        row: 0,
        id,
        name: String::new(),
        description: String::new(),
        tags: Vec::new(),
        api: !triggered,
        draft,
        archived: false,
        enabled: !draft,
        created: call.now,
        updated: call.now,
        first_sent: None,
        last_sent: None,
    };
    describe(&mut campaign, body)?;
    campaign.row = campaigns::insert(db, &campaign)?;
    Ok(campaign)
}

/// Sets title, description and tags where they are given.
fn describe(campaign: &mut Campaign, body: &Fields<'_>) -> Result<(), Refusal> {
    if let Some(name) = body.text("name")? {
        campaign.name = name;
    }
    if body.mentions("description") {
        campaign.description = body.text("description")?.unwrap_or_default();
    }
    if body.mentions("tags") {
        campaign.tags = body.texts("tags")?;
    }
    if campaign.tags.len() > MOST_TAGS {
        return Err(body.wrong("tags", "are at most 175"));
    }
    Ok(())
}

fn behaviors(body: &Fields<'_>) -> Result<Vec<Behavior>, Refusal> {
    let given = body.list("conversion_behaviors")?;
    if given.len() > MOST_BEHAVIORS {
        return Err(body.wrong("conversion_behaviors", "are at most four"));
    }
    let fields = body.objects("conversion_behaviors")?;
    fields.iter().zip(given).map(|(fields, export)| behavior(fields, export)).collect()
}

fn behavior(fields: &Fields<'_>, export: &Value) -> Result<Behavior, Refusal> {
    let kind = fields.required_text("type")?;
    let window = fields.integer("window")?.filter(|window| (1..=LONGEST_WINDOW).contains(window));
    let window = window.ok_or_else(|| fields.wrong("window", "is seconds, at most 30 days"))?;
    let subject = match kind.as_str() {
        "Performs Custom Event" => Some(fields.required_text("custom_event_name")?),
        "Makes Specific Purchase" => Some(fields.required_text("product")?),
        _ => None,
    };
    Ok(Behavior { kind, subject, window, export: export.clone() })
}

pub(super) fn add_message(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let campaign = named(call, db)?;
    add(call, db, &campaign, &call.body())?;
    Ok(Answer::success())
}

fn add(
    call: &Call<'_>,
    db: &Connection,
    campaign: &Campaign,
    message: &Fields<'_>,
) -> Result<(), Refusal> {
    let id = message.required_text("id")?;
    let channel = Channel::from_sends(&message.required_text("channel")?);
    let channel = channel.ok_or_else(|| {
        let known = Channel::ALL.map(Channel::in_sends).join(", ");
        message.wrong("channel", &format!("is one of {known}"))
    })?;
    if let Some(known) = campaigns::find_variation(db, &id)? {
        let same = known.campaign == campaign.row && known.channel == channel;
        let taken = "belongs to another message";
        return if same { Ok(()) } else { Err(message.wrong("id", taken)) };
    }
    let name = message.text("name")?.unwrap_or_default();
    let new = Variation { row: 0, campaign: campaign.row, id, channel, name };
    Ok(campaigns::add_variation(db, &new, call.now)?)
}

pub(super) fn edit(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    change(call, db, |campaign| describe(campaign, &call.body()))
}

/// A draft becomes a campaign that can be sent.
pub(super) fn launch(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    change(call, db, |campaign| {
        if campaign.draft {
            (campaign.draft, campaign.enabled) = (false, !campaign.archived);
        }
        Ok(())
    })
}

pub(super) fn archive(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    change(call, db, |campaign| {
        (campaign.archived, campaign.enabled) = (true, false);
        Ok(())
    })
}

pub(super) fn unarchive(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    change(call, db, |campaign| {
        if campaign.archived {
            (campaign.archived, campaign.enabled) = (false, !campaign.draft);
        }
        Ok(())
    })
}

fn change(
    call: &Call<'_>,
    db: &Connection,
    change: impl FnOnce(&mut Campaign) -> Result<(), Refusal>,
) -> Result<Answer, Refusal> {
    let mut campaign = named(call, db)?;
    change(&mut campaign)?;
    campaigns::update(db, &campaign, call.now)?;
    Ok(Answer::success())
}

pub(super) fn edit_message(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let campaign = named(call, db)?;
    let found = campaigns::find_variation(db, call.segment("variation"))?;
    let variation = found
        .filter(|variation| variation.campaign == campaign.row)
        .ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, "the campaign has no such message"))?;
    if let Some(name) = call.body().text("name")? {
        campaigns::rename_variation(db, &variation, &name, call.now)?;
    }
    Ok(Answer::success())
}

/// The campaign that the path names.
fn named(call: &Call<'_>, db: &Connection) -> Result<Campaign, Refusal> {
    let found = campaigns::find(db, call.segment("campaign"))?;
    found.ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, "there is no such campaign"))
}
