//! `POST /messages/schedule/create`, `update`, `delete` ("Create scheduled messages").
//!
//! Users' time zones are taken for UTC.

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use super::messages_send::accept;
use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::{Call, Fields};
use crate::sandbox::channel::Channel;
use crate::sandbox::id;
use crate::sandbox::order::Order;
use crate::sandbox::settings::Verdict;
use crate::sandbox::time::Millis;
use crate::sandbox::world::schedules::{self, Schedule};

pub(super) fn create(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let order = Order::read(db, call.settings, call.body)?;
    let whats_app = order.messages.iter().any(|message| message.channel == Channel::WhatsApp);
    if whats_app && call.settings.scheduled_whats_app == Verdict::Refuse {
        return Err(call.body().wrong("messages.whats_app", "cannot be scheduled"));
    }
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
    let body = call.body();
    let time = time(call)?;
    if time.is_none() && body.get("messages").is_none() {
        return Err(body.wrong("schedule", "or `messages` is required"));
    }
    let Some(mut schedule) = named(call, db)? else { return Ok(Answer::success()) };
    if let Some(new) = call.body.get("schedule").filter(|_| time.is_some()) {
        schedule.body.insert("schedule".to_owned(), new.clone());
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
    if let Some(schedule) = named(call, db)? {
        schedules::end(db, schedule.row)?;
    }
    Ok(Answer::success())
}

fn readable(call: &Call<'_>, db: &Connection, body: &Map<String, Value>) -> Result<(), Refusal> {
    Order::read(db, call.settings, body).map(drop)
}

/// What `schedule_id` names; nothing, where one that nobody knows is accepted.
fn named(call: &Call<'_>, db: &Connection) -> Result<Option<Schedule>, Refusal> {
    let body = call.body();
    let id = body.required_text("schedule_id")?;
    let found = schedules::waiting(db, &id)?.filter(|schedule| !schedule.is_triggered());
    known(call, found)
}

/// A schedule that was found, or that nobody knows: Braze's text for that is not documented.
pub(super) fn known(call: &Call<'_>, found: Option<Schedule>) -> Result<Option<Schedule>, Refusal> {
    if found.is_none() && call.settings.unknown_schedules == Verdict::Refuse {
        return Err(call.body().wrong("schedule_id", "names nothing that waits"));
    }
    Ok(found)
}

/// When it is to be sent.
pub(super) fn time(call: &Call<'_>) -> Result<Option<Millis>, Refusal> {
    let Some(schedule) = call.body().object("schedule")? else { return Ok(None) };
    let time = read_time(&schedule)?;
    let (local, optimal) = (schedule.flag("in_local_time")?, schedule.flag("at_optimal_time")?);
    if local && optimal && call.settings.both_schedule_flags == Verdict::Refuse {
        return Err(schedule.wrong("in_local_time", "does not go with `at_optimal_time`"));
    }
    if local && time < call.now {
        return Err(schedule.wrong("time", "has passed"));
    }
    Ok(Some(time))
}

fn read_time(schedule: &Fields<'_>) -> Result<Millis, Refusal> {
    schedule.time("time")?.ok_or_else(|| schedule.wrong("time", "is required"))
}
