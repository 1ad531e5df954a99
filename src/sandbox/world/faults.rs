//! What is to go wrong, and with which calls.

use std::time::Duration;

use axum::http::StatusCode;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::{Map, Value};

/// What happens to one call; by default nothing does.
#[derive(Clone, Debug, Default)]
pub(in crate::sandbox) struct Fault {
    /// Refused with this before any work.
    pub(in crate::sandbox) answer: Option<StatusCode>,
    /// In these words; by default in the status's own.
    pub(in crate::sandbox) message: Option<String>,
    /// The connection is gone before the first byte of the answer.
    pub(in crate::sandbox) dropped: Option<Dropped>,
    /// What was accepted to be done later is never done.
    pub(in crate::sandbox) lost: bool,
    /// Switches that stand otherwise for it.
    pub(in crate::sandbox) settings: Map<String, Value>,
    /// Minor errors that its answer tells, if it is taken.
    pub(in crate::sandbox) errors: Vec<Value>,
    /// How late the answer is, whatever it is.
    pub(in crate::sandbox) delay: Duration,
}

impl Fault {
    pub(in crate::sandbox) fn is_nothing(&self) -> bool {
        self.answer.is_none()
            && self.dropped.is_none()
            && !self.lost
            && self.settings.is_empty()
            && self.errors.is_empty()
            && self.delay.is_zero()
    }
}

/// When a connection is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sandbox) enum Dropped {
    /// The work is done, and nobody hears of it.
    AfterWork,
    /// Nothing is done.
    BeforeWork,
}

impl Dropped {
    const fn code(self) -> u8 {
        match self {
            Self::AfterWork => 1,
            Self::BeforeWork => 2,
        }
    }

    const fn of(code: u8) -> Option<Self> {
        match code {
            1 => Some(Self::AfterWork),
            2 => Some(Self::BeforeWork),
            _ => None,
        }
    }
}

/// Lets the next `calls` calls go wrong, on one path or on every path of Braze's.
pub(in crate::sandbox) fn add(
    db: &Connection,
    fault: &Fault,
    calls: i64,
    path: Option<&str>,
) -> rusqlite::Result<()> {
    let delay = i64::try_from(fault.delay.as_millis()).unwrap_or(i64::MAX);
    db.execute(
        "INSERT INTO fault (remaining, answer, dropped, lost, delay, path, message, settings, errors)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            calls,
            fault.answer.map(|status| status.as_u16()),
            fault.dropped.map_or(0, Dropped::code),
            fault.lost,
            delay,
            path,
            fault.message,
            Value::Object(fault.settings.clone()).to_string(),
            Value::Array(fault.errors.clone()).to_string(),
        ],
    )?;
    Ok(())
}

/// Forgets every fault that has not happened.
pub(in crate::sandbox) fn clear(db: &Connection) -> rusqlite::Result<()> {
    db.execute("DELETE FROM fault", [])?;
    Ok(())
}

/// The oldest fault for a path; it has happened then.
pub(in crate::sandbox) fn next(db: &Connection, path: &str) -> rusqlite::Result<Option<Fault>> {
    let found = db
        .prepare_cached(
            "SELECT fault, answer, dropped, delay, lost, message, settings, errors FROM fault
             WHERE path IS NULL OR path = ?1 ORDER BY fault LIMIT 1",
        )?
        .query_row([path], |row| {
            let answer: Option<u16> = row.get(1)?;
            let answer = answer.and_then(|code| StatusCode::from_u16(code).ok());
            let delay = Duration::from_millis(row.get::<_, i64>(3)?.unsigned_abs());
            let (dropped, lost, message) = (Dropped::of(row.get(2)?), row.get(4)?, row.get(5)?);
            let (settings, errors): (String, String) = (row.get(6)?, row.get(7)?);
            let settings = serde_json::from_str(&settings).unwrap_or_default();
            let errors = serde_json::from_str(&errors).unwrap_or_default();
            let fault = Fault { answer, message, dropped, lost, settings, errors, delay };
            Ok((row.get::<_, i64>(0)?, fault))
        })
        .optional()?;
    let Some((id, fault)) = found else { return Ok(None) };
    db.execute("UPDATE fault SET remaining = remaining - 1 WHERE fault = ?1", [id])?;
    db.execute("DELETE FROM fault WHERE remaining <= 0", [])?;
    Ok(Some(fault))
}
