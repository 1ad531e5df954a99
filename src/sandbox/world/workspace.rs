//! What holds for the whole workspace.

use rusqlite::Connection;

use crate::sandbox::settings::UnknownRecipients;

const UNKNOWN_RECIPIENTS: &str = "unknown_recipients";
const CREATE: &str = "create";

pub(in crate::sandbox) fn unknown_recipients(
    db: &Connection,
) -> rusqlite::Result<UnknownRecipients> {
    let value: String = db
        .prepare_cached("SELECT value FROM setting WHERE name = ?1")?
        .query_row([UNKNOWN_RECIPIENTS], |row| row.get(0))?;
    Ok(if value == CREATE { UnknownRecipients::Create } else { UnknownRecipients::Ignore })
}

pub(in crate::sandbox) fn set_unknown_recipients(
    db: &Connection,
    to: UnknownRecipients,
) -> rusqlite::Result<()> {
    let value = match to {
        UnknownRecipients::Ignore => "ignore",
        UnknownRecipients::Create => CREATE,
    };
    db.execute(
        "INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)",
        [UNKNOWN_RECIPIENTS, value],
    )?;
    Ok(())
}
