//! What holds for the whole workspace.

use rusqlite::{Connection, OptionalExtension};

use crate::sandbox::settings::{Duplicates, Settings, UnknownRecipients};
use crate::sandbox::time::Millis;

const AHEAD: &str = "clock_ahead_ms";
const UNKNOWN_RECIPIENTS: &str = "unknown_recipients";
const CREATE: &str = "create";
const DUPLICATES: &str = "duplicates";
const DUPLICATE_DELAY: &str = "duplicate_delay_seconds";
const DUPLICATE_DRAFT: &str = "duplicate_draft";

/// Takes over what the settings say now and did not say when the store was last opened; what
/// `/_sandbox/settings` has changed since stays.
pub(super) fn configure(db: &Connection, settings: &Settings) -> rusqlite::Result<()> {
    let Settings { unknown_recipients, duplicates, .. } = settings;
    if said(db, UNKNOWN_RECIPIENTS, &format!("{unknown_recipients:?}"))? {
        set_unknown_recipients(db, *unknown_recipients)?;
    }
    if said(db, DUPLICATES, &format!("{duplicates:?}"))? {
        set_duplicates(db, *duplicates)?;
    }
    Ok(())
}

/// Remembers what the settings say of something; `true`: it is news.
fn said(db: &Connection, of: &str, now: &str) -> rusqlite::Result<bool> {
    let name = format!("settings.{of}");
    let before = get(db, &name).optional()?;
    set(db, &name, now)?;
    Ok(before.as_deref() != Some(now))
}

pub(in crate::sandbox) fn unknown_recipients(
    db: &Connection,
) -> rusqlite::Result<UnknownRecipients> {
    let created = get(db, UNKNOWN_RECIPIENTS)? == CREATE;
    Ok(if created { UnknownRecipients::Create } else { UnknownRecipients::Ignore })
}

pub(in crate::sandbox) fn set_unknown_recipients(
    db: &Connection,
    to: UnknownRecipients,
) -> rusqlite::Result<()> {
    let value = match to {
        UnknownRecipients::Ignore => "ignore",
        UnknownRecipients::Create => CREATE,
    };
    set(db, UNKNOWN_RECIPIENTS, value)
}

pub(in crate::sandbox) fn duplicates(db: &Connection) -> rusqlite::Result<Duplicates> {
    let delay_seconds = get(db, DUPLICATE_DELAY)?.parse().unwrap_or(0);
    Ok(Duplicates { delay_seconds, draft: get(db, DUPLICATE_DRAFT)? == "true" })
}

pub(in crate::sandbox) fn set_duplicates(db: &Connection, to: Duplicates) -> rusqlite::Result<()> {
    set(db, DUPLICATE_DELAY, &to.delay_seconds.to_string())?;
    set(db, DUPLICATE_DRAFT, &to.draft.to_string())
}

/// How far the workspace's clock is ahead of the machine's.
pub(in crate::sandbox) fn ahead(db: &Connection) -> rusqlite::Result<Millis> {
    let ahead = get(db, AHEAD).optional()?;
    Ok(ahead.and_then(|text| text.parse().ok()).unwrap_or(0))
}

pub(in crate::sandbox) fn set_ahead(db: &Connection, to: Millis) -> rusqlite::Result<()> {
    set(db, AHEAD, &to.to_string())
}

fn get(db: &Connection, name: &str) -> rusqlite::Result<String> {
    db.prepare_cached("SELECT value FROM setting WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
}

fn set(db: &Connection, name: &str, value: &str) -> rusqlite::Result<()> {
    db.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)", [name, value])?;
    Ok(())
}
