//! `POST /sends/id/create` ("Create send IDs") and `GET /sends/data_series` ("Export send
//! analytics").

use rusqlite::Connection;
use serde_json::json;

use super::campaigns_details::asked_for;
use super::series::Series;
use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::Call;
use crate::sandbox::settings::Verdict;
use crate::sandbox::world::{campaigns, sends};
use crate::sandbox::{id, order, time};

/// Days after a send for which its series is kept.
const KEPT_DAYS: i64 = 14;

pub(super) fn create(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let body = call.body();
    let campaign = body.text("campaign_id")?.map(|id| campaigns::find(db, &id)).transpose()?;
    let campaign = campaign.flatten().filter(|campaign| campaign.api);
    let campaign = campaign.ok_or_else(|| Refusal::fatal("Invalid Campaign ID"))?;
    let made = || Ok(id::hex("send of campaign", call.settings.seed, sends::count(db)?));
    let label = order::send_id(&body)?.map_or_else(made, Ok::<_, rusqlite::Error>)?;
    let repeated = sends::last_used(db, campaign.row, &label)?.is_some();
    if repeated && call.settings.repeated_send_ids == Verdict::Refuse {
        return Err(body.wrong("send_id", "is one of that campaign already"));
    }
    sends::put(db, campaign.row, &label, call.now)?;
    Ok(Answer::taken(json!({ "message": "success", "send_id": label })))
}

pub(super) fn data_series(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let days = super::series::days(call)?;
    let campaign = asked_for(call, db)?;
    if !campaign.api {
        return Err(Refusal::fatal("Invalid Campaign ID"));
    }
    let label = call.query("send_id").unwrap_or_default();
    let used = sends::last_used(db, campaign.row, label)?;
    let used = used.ok_or_else(|| Refusal::bad("`send_id` is no send of that campaign"))?;
    let offset = call.settings.company_utc_offset_minutes;
    if time::day(call.now, offset) - time::day(used, offset) > KEPT_DAYS {
        return Ok(Answer::read(json!({ "message": "success", "data": [] })));
    }
    Ok(Answer::read(Series::read(db, campaign.row, label, days)?.by_name().answer()))
}
