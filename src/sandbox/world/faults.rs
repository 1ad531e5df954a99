//! What is to go wrong, and with which calls.

use axum::http::StatusCode;
use rusqlite::{Connection, OptionalExtension, params};

/// What happens to one call.
#[derive(Clone, Copy, Debug)]
pub(in crate::sandbox) struct Fault {
    /// Refused with this before any work.
    pub(in crate::sandbox) answer: Option<StatusCode>,
    /// The connection is gone before the answer is.
    pub(in crate::sandbox) dropped: bool,
}

/// Lets the next `calls` calls go wrong, on one path or on every path of Braze's.
pub(in crate::sandbox) fn add(
    db: &Connection,
    fault: Fault,
    calls: i64,
    path: Option<&str>,
) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO fault (remaining, answer, dropped, path) VALUES (?1, ?2, ?3, ?4)",
        params![calls, fault.answer.map(|status| status.as_u16()), fault.dropped, path],
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
            "SELECT fault, answer, dropped FROM fault
             WHERE path IS NULL OR path = ?1 ORDER BY fault LIMIT 1",
        )?
        .query_row([path], |row| {
            let answer: Option<u16> = row.get(1)?;
            let answer = answer.and_then(|code| StatusCode::from_u16(code).ok());
            Ok((row.get::<_, i64>(0)?, Fault { answer, dropped: row.get(2)? }))
        })
        .optional()?;
    let Some((id, fault)) = found else { return Ok(None) };
    db.execute("UPDATE fault SET remaining = remaining - 1 WHERE fault = ?1", [id])?;
    db.execute("DELETE FROM fault WHERE remaining <= 0", [])?;
    Ok(Some(fault))
}
