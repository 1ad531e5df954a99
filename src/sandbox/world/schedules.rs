//! Messages that wait for their time.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Map, Value};

use crate::sandbox::time::Millis;

pub(in crate::sandbox) struct Schedule {
    /// The store's own name for it.
    pub(in crate::sandbox) row: i64,
    /// The request that waits for it.
    pub(in crate::sandbox) dispatch: i64,
    pub(in crate::sandbox) time: Millis,
    /// What is sent then: the body of a send.
    pub(in crate::sandbox) body: Map<String, Value>,
}

impl Schedule {
    /// Whether an API-triggered campaign waits: its messages are not in the request.
    pub(in crate::sandbox) fn is_triggered(&self) -> bool {
        !self.body.get("messages").is_some_and(Value::is_object)
    }
}

fn schedule(row: &Row<'_>) -> rusqlite::Result<Schedule> {
    let body: String = row.get(3)?;
    Ok(Schedule {
        row: row.get(0)?,
        dispatch: row.get(1)?,
        time: row.get(2)?,
        body: serde_json::from_str(&body).unwrap_or_default(),
    })
}

pub(in crate::sandbox) fn add(db: &Connection, id: &str, new: &Schedule) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO schedule (id, dispatch, time, body, waiting) VALUES (?1, ?2, ?3, ?4, 1)",
        params![id, new.dispatch, new.time, Value::Object(new.body.clone()).to_string()],
    )?;
    Ok(())
}

/// One that still waits.
pub(in crate::sandbox) fn waiting(db: &Connection, id: &str) -> rusqlite::Result<Option<Schedule>> {
    let sql = "SELECT schedule, dispatch, time, body FROM schedule WHERE id = ?1 AND waiting";
    db.prepare_cached(sql)?.query_row([id], schedule).optional()
}

/// The next whose time has come.
pub(in crate::sandbox) fn due(db: &Connection, now: Millis) -> rusqlite::Result<Option<Schedule>> {
    db.prepare_cached(
        "SELECT schedule, dispatch, time, body FROM schedule
         WHERE waiting AND time <= ?1 ORDER BY time, schedule LIMIT 1",
    )?
    .query_row([now], schedule)
    .optional()
}

/// Those that wait until some instant, the next first, with their ids.
pub(in crate::sandbox) fn until(db: &Connection, end: Millis) -> rusqlite::Result<Vec<Schedule>> {
    db.prepare_cached(
        "SELECT schedule, dispatch, time, body FROM schedule
         WHERE waiting AND time <= ?1 ORDER BY time, schedule",
    )?
    .query_map([end], schedule)?
    .collect()
}

pub(in crate::sandbox) fn update(db: &Connection, new: &Schedule) -> rusqlite::Result<()> {
    db.execute(
        "UPDATE schedule SET time = ?2, body = ?3 WHERE schedule = ?1",
        params![new.row, new.time, Value::Object(new.body.clone()).to_string()],
    )?;
    db.execute("UPDATE dispatch SET time = ?2 WHERE dispatch = ?1", [new.dispatch, new.time])?;
    Ok(())
}

/// It waits no longer: it was sent, or deleted.
pub(in crate::sandbox) fn end(db: &Connection, schedule: i64) -> rusqlite::Result<()> {
    db.execute("UPDATE schedule SET waiting = 0 WHERE schedule = ?1", [schedule])?;
    Ok(())
}
