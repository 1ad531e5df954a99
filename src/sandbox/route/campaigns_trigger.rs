//! `POST /campaigns/trigger/send` ("Send campaigns using API-triggered delivery") and its schedules.

use rusqlite::Connection;
use serde_json::json;

use super::messages_schedule::{known, time};
use super::messages_send::{Tracked, record};
use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::Call;
use crate::sandbox::id;
use crate::sandbox::time::Millis;
use crate::sandbox::trigger::Trigger;
use crate::sandbox::world::deliveries::Dispatch;
use crate::sandbox::world::schedules::{self, Schedule};

pub(super) fn send(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let trigger = Trigger::read(db, call.body)?;
    let broadcast = trigger.is_broadcast();
    let dispatch = accept(call, db, &trigger, call.now)?;
    trigger.carry_out(db, call.settings, &dispatch)?;
    let mut body = json!({ "dispatch_id": dispatch.id, "message": "success" });
    if let Some(send) = dispatch.send.filter(|_| broadcast) {
        body["send_id"] = send.into();
    }
    Ok(Answer::taken(body))
}

fn accept(
    call: &Call<'_>,
    db: &Connection,
    trigger: &Trigger,
    time: Millis,
) -> Result<Dispatch, Refusal> {
    let tracked = Tracked {
        campaign: Some(trigger.campaign),
        send: trigger.send.clone(),
        broadcast: trigger.is_broadcast(),
    };
    record(call, db, tracked, time)
}

pub(super) fn create(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let trigger = Trigger::read(db, call.body)?;
    let time = time(call)?.ok_or_else(|| call.body().wrong("schedule", "is required"))?;
    let dispatch = accept(call, db, &trigger, time)?;
    let id = id::uuid("schedule", call.settings.seed, dispatch.row);
    let new = Schedule { row: 0, dispatch: dispatch.row, time, body: call.body.clone() };
    schedules::add(db, &id, &new)?;
    Ok(Answer::taken(json!({
        "dispatch_id": dispatch.id,
        "schedule_id": id,
        "message": "success",
    })))
}

pub(super) fn update(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let time = time(call)?.ok_or_else(|| call.body().wrong("schedule", "is required"))?;
    let Some(mut schedule) = named(call, db)? else { return Ok(Answer::success()) };
    schedule.time = time;
    schedules::update(db, &schedule)?;
    Ok(Answer::success())
}

pub(super) fn delete(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    if let Some(schedule) = named(call, db)? {
        schedules::end(db, schedule.row)?;
    }
    Ok(Answer::success())
}

/// What `campaign_id` and `schedule_id` name.
fn named(call: &Call<'_>, db: &Connection) -> Result<Option<Schedule>, Refusal> {
    let body = call.body();
    let campaign = body.required_text("campaign_id")?;
    let found = schedules::waiting(db, &body.required_text("schedule_id")?)?;
    let found = found.filter(|schedule| {
        schedule.is_triggered()
            && schedule.body.get("campaign_id").and_then(|id| id.as_str()) == Some(&campaign)
    });
    known(call, found)
}
