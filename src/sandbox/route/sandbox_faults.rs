//! `POST /_sandbox/faults`: what is to go wrong next. `next: 0` forgets what has not happened.

use std::time::Duration;

use axum::http::StatusCode;
use rusqlite::Connection;
use serde_json::{Map, Value};

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::{Call, Fields};
use crate::sandbox::world::faults::{self, Dropped, Fault};

/// Where duplicates get lost.
const DUPLICATE: &str = "/campaigns/duplicate";
/// Ten minutes.
const LONGEST_DELAY: Duration = Duration::from_mins(10);

pub(super) fn answer(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let body = call.body();
    let calls = body.integer("next")?.unwrap_or(1);
    if calls == 0 {
        faults::clear(db)?;
        return Ok(Answer::success());
    }
    if calls < 0 {
        return Err(body.wrong("next", "is a number of calls"));
    }
    let delay = delay(&body)?;
    let lost = body.flag("lose_duplicate")?;
    let (answer, message) = (status(&body)?, body.text("message")?);
    let errors = body.texts("errors")?.into_iter().map(Value::from).collect();
    let settings = settings(call, &body)?;
    let dropped = dropped(&body)?;
    let fault = Fault { answer, message, dropped, lost, settings, errors, delay };
    if fault.is_nothing() {
        let ways = "or `drop`, `delay_ms`, `errors`, `settings` or `lose_duplicate` is required";
        return Err(body.wrong("answer", ways));
    }
    let path = body.text("path")?.or_else(|| lost.then(|| DUPLICATE.to_owned()));
    faults::add(db, &fault, calls, path.as_deref())?;
    Ok(Answer::success())
}

/// Switches, for those calls only.
fn settings(call: &Call<'_>, body: &Fields<'_>) -> Result<Map<String, Value>, Refusal> {
    body.object("settings")?;
    let said = body.get("settings").and_then(Value::as_object).cloned().unwrap_or_default();
    call.settings.with(&said).map_err(Refusal::misfits)?;
    Ok(said)
}

fn dropped(body: &Fields<'_>) -> Result<Option<Dropped>, Refusal> {
    match body.text("drop").ok().flatten().as_deref() {
        Some("after_work") => Ok(Some(Dropped::AfterWork)),
        Some("before_work") => Ok(Some(Dropped::BeforeWork)),
        _ => match body.flag("drop") {
            Ok(drop) => Ok(drop.then_some(Dropped::AfterWork)),
            Err(_) => Err(body.wrong("drop", "is true, `after_work` or `before_work`")),
        },
    }
}

fn delay(body: &Fields<'_>) -> Result<Duration, Refusal> {
    let Some(millis) = body.integer("delay_ms")? else { return Ok(Duration::ZERO) };
    let delay = u64::try_from(millis).ok().map(Duration::from_millis);
    let delay = delay.filter(|delay| *delay <= LONGEST_DELAY);
    delay.ok_or_else(|| body.wrong("delay_ms", "is from 0 to 600000"))
}

fn status(body: &Fields<'_>) -> Result<Option<StatusCode>, Refusal> {
    let Some(code) = body.integer("answer")? else { return Ok(None) };
    let status = u16::try_from(code).ok().and_then(|code| StatusCode::from_u16(code).ok());
    let status = status.filter(|status| status.is_client_error() || status.is_server_error());
    status.map(Some).ok_or_else(|| body.wrong("answer", "is a status from 400 to 599"))
}
