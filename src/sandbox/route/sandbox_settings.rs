//! `POST /_sandbox/settings`.

use rusqlite::Connection;

use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::call::Call;
use crate::sandbox::settings::UnknownRecipients;
use crate::sandbox::world::workspace;

pub(super) fn answer(call: &Call<'_>, db: &Connection) -> Result<Answer, Refusal> {
    let body = call.body();
    let name = "unknown_recipients";
    match body.text(name)?.as_deref() {
        None => {}
        Some("ignore") => workspace::set_unknown_recipients(db, UnknownRecipients::Ignore)?,
        Some("create") => workspace::set_unknown_recipients(db, UnknownRecipients::Create)?,
        Some(_) => return Err(body.wrong(name, "is `ignore` or `create`")),
    }
    let mut duplicates = workspace::duplicates(db)?;
    if let Some(seconds) = body.integer("duplicate_delay_seconds")? {
        duplicates.delay_seconds = seconds.max(0);
    }
    if body.mentions("duplicate_draft") {
        duplicates.draft = body.flag("duplicate_draft")?;
    }
    workspace::set_duplicates(db, duplicates)?;
    Ok(Answer::success())
}
