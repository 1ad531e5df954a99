//! `GET /campaigns/details` ("Export campaign details").

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::Call;
use crate::sandbox::time;
use crate::sandbox::world::campaigns::{self, Campaign, Variation};

pub(super) fn answer(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    call.query_flag("post_launch_draft_version")?;
    let translatable = call.query_flag("include_has_translatable_content")?;
    let campaign = asked_for(call, db)?;
    let variations = campaigns::variations(db, campaign.row)?;
    let behaviors = campaigns::behaviors(db, campaign.row)?;
    Ok(Answer::read(json!({
        "message": "success",
        "created_at": time::iso(campaign.created),
        "updated_at": time::iso(campaign.updated),
        "archived": campaign.archived,
        "draft": campaign.draft,
        "enabled": campaign.enabled,
        "has_post_launch_draft": false,
        "name": campaign.name,
        "description": campaign.description,
        "schedule_type": if campaign.api { "api_only" } else { "api_triggered" },
        "channels": channels(&variations),
        "first_sent": campaign.first_sent.map(time::hour),
        "last_sent": campaign.last_sent.map(time::hour),
        "tags": campaign.tags,
        "teams": [],
        "messages": messages(&variations, translatable),
        "conversion_behaviors": behaviors.into_iter().map(|b| b.export).collect::<Vec<_>>(),
    })))
}

/// The campaign of `campaign_id`.
pub(super) fn asked_for(call: &Call<'_>, db: &Connection) -> Result<Campaign, Refusal> {
    let found = call.query("campaign_id").map(|id| campaigns::find(db, id)).transpose()?;
    found.flatten().ok_or_else(|| {
        Refusal::fatal("campaign_id must be a string of the campaign api identifier")
    })
}

fn channels(variations: &[Variation]) -> Vec<&'static str> {
    let mut channels = Vec::new();
    for variation in variations {
        let channel = variation.channel.in_exports();
        if !channels.contains(&channel) {
            channels.push(channel);
        }
    }
    channels
}

/// By variation id. An API campaign has no content to show.
fn messages(variations: &[Variation], translatable: bool) -> Map<String, Value> {
    let message = |variation: &Variation| {
        let mut message =
            json!({ "channel": variation.channel.in_exports(), "name": variation.name });
        if translatable {
            message["has_translatable_content"] = false.into();
        }
        (variation.id.clone(), message)
    };
    variations.iter().map(message).collect()
}
