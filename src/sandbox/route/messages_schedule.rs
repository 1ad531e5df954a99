//! `POST /messages/schedule/create`, `update`, `delete` ("Create scheduled messages").
//!
//! Users' time zones are taken for UTC.

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::messages_send::accept;
use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::{Call, Fields};
use crate::sandbox::id;
use crate::sandbox::order::Order;
use crate::sandbox::time::Millis;
use crate::sandbox::world::schedules::{self, Schedule};

pub(super) fn create(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let order = Order::read(db, call.settings, &call.body)?;
    let time = time(call)?.ok_or_else(|| call.body().wrong("schedule", "is required"))?;
    let dispatch = accept(call, db, &order, time)?;
    let id = id::uuid("schedule", call.settings.seed, dispatch.row);
    let new = Schedule { row: 0, dispatch: dispatch.row, time, body: call.body.clone() };
    schedules::add(db, &id, &new)?;
    Ok(Answer::taken(json!({
        "dispatch_id": dispatch.id,
        "schedule_id": id,
        "message": "success",
    })))
}

/// Replaces the time, the messages, or both; recipients stay.
pub(super) fn update(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let mut schedule = named(call, db)?;
    let body = call.body();
    let time = time(call)?;
    if time.is_none() && body.get("messages").is_none() {
        return Err(body.wrong("schedule", "or `messages` is required"));
    }
    schedule.time = time.unwrap_or(schedule.time);
    if let Some(messages) = body.get("messages") {
        schedule.body.insert("messages".to_owned(), messages.clone());
        readable(call, db, &schedule.body)?;
    }
    schedules::update(db, &schedule)?;
    Ok(Answer::success())
}

pub(super) fn delete(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    schedules::end(db, named(call, db)?.row)?;
    Ok(Answer::success())
}

fn readable(call: &Call<'_>, db: &Connection, body: &Map<String, Value>) -> Result<(), Refusal> {
    Order::read(db, call.settings, body).map(drop)
}

/// What `schedule_id` names. Braze's text for one that nobody knows is not documented.
fn named(call: &Call<'_>, db: &Connection) -> Result<Schedule, Refusal> {
    let body = call.body();
    let id = body.required_text("schedule_id")?;
    let found = schedules::waiting(db, &id)?.filter(|schedule| !schedule.is_triggered());
    found.ok_or_else(|| body.wrong("schedule_id", "names nothing that waits"))
}

/// When it is to be sent.
pub(super) fn time(call: &Call<'_>) -> Result<Option<Millis>, Refusal> {
    let Some(schedule) = call.body().object("schedule")? else { return Ok(None) };
    let time = read_time(&schedule)?;
    schedule.flag("at_optimal_time")?;
    if schedule.flag("in_local_time")? && time < call.now {
        return Err(schedule.wrong("time", "has passed"));
    }
    Ok(Some(time))
}

fn read_time(schedule: &Fields<'_>) -> Result<Millis, Refusal> {
    schedule.time("time")?.ok_or_else(|| schedule.wrong("time", "is required"))
}
