//! `GET /messages/scheduled_broadcasts` ("List upcoming scheduled campaigns and Canvases").

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::Call;
use crate::sandbox::order::Order;
use crate::sandbox::time;
use crate::sandbox::world::campaigns;
use crate::sandbox::world::schedules::{self, Schedule};

pub(super) fn answer(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let end = call.query_time("end_time")?.ok_or_else(|| Refusal::bad("`end_time` is required"))?;
    let mut rows = Vec::new();
    for schedule in schedules::until(db, end)? {
        rows.extend(row(call, db, &schedule)?);
    }
    let mut body = json!({ "scheduled_broadcasts": rows });
    if call.settings.scheduled_broadcasts_message {
        body["message"] = "success".into();
    }
    Ok(Answer::read(body))
}

/// `None` for what is sent to a list of people, or cannot be sent any more.
fn row(call: &Call<'_>, db: &Connection, schedule: &Schedule) -> rusqlite::Result<Option<Value>> {
    let Ok(order) = Order::read(db, call.settings, &schedule.body) else { return Ok(None) };
    let Some(campaign) = order.campaign.filter(|_| order.is_broadcast()) else { return Ok(None) };
    let campaign = campaigns::by_row(db, campaign)?;
    let (kind, time) = told(schedule);
    Ok(campaign.map(|campaign| {
        json!({
            "name": campaign.name,
            "id": campaign.id,
            "type": "Campaign",
            "tags": campaign.tags,
            "next_send_time": time,
            "schedule_type": kind,
        })
    }))
}

/// The kind of a schedule, and its time: one that is not the same instant for everybody has no zone.
fn told(schedule: &Schedule) -> (&'static str, String) {
    let flag = |name: &str| schedule.body["schedule"][name] == true;
    if flag("at_optimal_time") {
        ("intelligent_delivery", time::local(schedule.time))
    } else if flag("in_local_time") {
        ("local_time_zones", time::local(schedule.time))
    } else {
        ("UTC", time::iso(schedule.time))
    }
}
