//! Duplicates that Braze has accepted and not made yet.

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use crate::sandbox::time::Millis;

pub(in crate::sandbox) struct Copy {
    pub(in crate::sandbox) row: i64,
    pub(in crate::sandbox) source: i64,
    pub(in crate::sandbox) name: String,
    /// `None`: the source's.
    pub(in crate::sandbox) description: Option<String>,
    /// `None`: the source's.
    pub(in crate::sandbox) tags: Option<Vec<String>>,
    pub(in crate::sandbox) draft: bool,
    /// When it is there.
    pub(in crate::sandbox) time: Millis,
}

pub(in crate::sandbox) fn add(db: &Connection, new: &Copy) -> rusqlite::Result<()> {
    let tags = new.tags.clone().map(|tags| Value::from(tags).to_string());
    db.execute(
        "INSERT INTO copy (source, name, description, tags, draft, time)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![new.source, new.name, new.description, tags, new.draft, new.time],
    )?;
    Ok(())
}

/// Takes the next one whose time has come.
pub(in crate::sandbox) fn take_due(db: &Connection, now: Millis) -> rusqlite::Result<Option<Copy>> {
    let found = db
        .prepare_cached(
            "SELECT copy, source, name, description, tags, draft, time FROM copy
             WHERE time <= ?1 ORDER BY time, copy LIMIT 1",
        )?
        .query_row([now], |row| {
            let tags: Option<String> = row.get(4)?;
            Ok(Copy {
                row: row.get(0)?,
                source: row.get(1)?,
                name: row.get(2)?,
                description: row.get(3)?,
                tags: tags.and_then(|text| serde_json::from_str(&text).ok()),
                draft: row.get(5)?,
                time: row.get(6)?,
            })
        })
        .optional()?;
    if let Some(copy) = &found {
        db.execute("DELETE FROM copy WHERE copy = ?1", [copy.row])?;
    }
    Ok(found)
}
