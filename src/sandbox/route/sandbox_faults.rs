//! `POST /_sandbox/faults`: what is to go wrong next. `next: 0` forgets what has not happened.

use axum::http::StatusCode;
use rusqlite::Connection;

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::{Call, Fields};
use crate::sandbox::world::faults::{self, Fault};

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
    let fault = Fault { answer: status(&body)?, dropped: body.flag("drop")? };
    if fault.answer.is_none() && !fault.dropped {
        return Err(body.wrong("answer", "or `drop` is required"));
    }
    faults::add(db, fault, calls, body.text("path")?.as_deref())?;
    Ok(Answer::success())
}

fn status(body: &Fields<'_>) -> Result<Option<StatusCode>, Refusal> {
    let Some(code) = body.integer("answer")? else { return Ok(None) };
    let status = u16::try_from(code).ok().and_then(|code| StatusCode::from_u16(code).ok());
    let status = status.filter(|status| status.is_client_error() || status.is_server_error());
    status.map(Some).ok_or_else(|| body.wrong("answer", "is a status from 400 to 599"))
}
