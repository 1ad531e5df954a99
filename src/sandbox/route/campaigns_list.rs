//! `GET /campaigns/list` ("Export campaigns list").

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::Call;
use crate::sandbox::settings::Settings;
use crate::sandbox::time;
use crate::sandbox::world::campaigns::{self, Campaign, Listing};

pub(super) fn answer(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let listing = Listing {
        page: call.query_integer("page", 0..=i64::MAX)?.unwrap_or(0),
        archived: call.query_flag("include_archived")?,
        drafts: call.settings.drafts_listed,
        newest_first: newest_first(call)?,
        edited_after: call.query_time("last_edit.time[gt]")?,
    };
    let rows: Vec<_> =
        campaigns::list(db, &listing)?.iter().map(|one| row(call.settings, one)).collect();
    Ok(Answer::read(json!({ "message": "success", "campaigns": rows })))
}

pub(super) fn newest_first(call: &Call<'_>) -> Result<bool, Refusal> {
    match call.query("sort_direction") {
        None | Some("asc") => Ok(false),
        Some("desc") => Ok(true),
        Some(_) => Err(Refusal::bad("`sort_direction` is asc or desc")),
    }
}

fn row(settings: &Settings, campaign: &Campaign) -> Value {
    json!({
        "id": campaign.id,
        "last_edited": time::zulu(campaign.updated),
        "name": campaign.name,
        "is_api_campaign": campaign.api || settings.triggered_listed_as_api,
        "tags": campaign.tags,
    })
}
