//! `/_sandbox/clock`: what time it is in the workspace. What has come due happens before the next
//! request, as when the time had passed.

use rusqlite::Connection;
use serde_json::json;

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::Call;
use crate::sandbox::time::{self, SECOND};
use crate::sandbox::world::workspace;

#[expect(clippy::unnecessary_wraps, reason = "other endpoints refuse")]
pub(super) fn read(call: &Call<'_>, _: &Connection) -> Result<Answer, Refusal> {
    Ok(Answer::read(json!({ "message": "success", "time": time::zulu(call.now) })))
}

/// `advance_seconds` or `time` moves it, `reset` sets it to the machine's; it goes on from there.
pub(super) fn set(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let body = call.body();
    let (time, seconds) = (body.time("time")?, body.integer("advance_seconds")?);
    let machine = call.now.saturating_sub(workspace::ahead(db)?);
    let to = match (time, seconds, body.flag("reset")?) {
        (Some(time), None, false) => time,
        (None, Some(seconds), false) => call.now.saturating_add(seconds.saturating_mul(SECOND)),
        (None, None, true) => machine,
        _ => return Err(body.wrong("time", "or `advance_seconds` or `reset` is required")),
    };
    if !time::is_sayable(to) {
        return Err(body.wrong("time", "is from 1970 to 9999"));
    }
    workspace::set_ahead(db, to.saturating_sub(machine))?;
    Ok(Answer::taken(json!({ "message": "success", "time": time::zulu(to) })))
}
