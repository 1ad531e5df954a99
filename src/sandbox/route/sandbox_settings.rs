//! `/_sandbox/settings`: the switches.

use rusqlite::Connection;
use serde_json::Value;

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::Call;
use crate::sandbox::settings::Settings;
use crate::sandbox::world::workspace;

#[expect(clippy::unnecessary_wraps, reason = "other endpoints refuse")]
pub(super) fn read(call: &Call<'_>, _: &Connection) -> Result<Answer, Refusal> {
    Ok(Answer::read(told(call.settings)))
}

/// What is not mentioned stays.
pub(super) fn answer(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let settings = call.settings.with(call.body).map_err(Refusal::misfits)?;
    workspace::set_settings(db, &settings)?;
    Ok(Answer::taken(told(&settings)))
}

fn told(settings: &Settings) -> Value {
    let mut body = settings.switches();
    body.insert("message".to_owned(), "success".into());
    body.into()
}
