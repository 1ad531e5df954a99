//! Segments: named sets of users.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;

use crate::sandbox::time::Millis;

/// Segments in one page of a list.
const PAGE: i64 = 100;

pub(in crate::sandbox) struct Segment {
    pub(in crate::sandbox) id: String,
    pub(in crate::sandbox) name: String,
    pub(in crate::sandbox) description: String,
    pub(in crate::sandbox) tags: Vec<String>,
    /// A connected audience; `None` includes everybody.
    pub(in crate::sandbox) audience: Option<Value>,
    pub(in crate::sandbox) created: Millis,
    pub(in crate::sandbox) updated: Millis,
}

const COLUMNS: &str = "id, name, description, tags, audience, created, updated";

fn segment(row: &Row<'_>) -> rusqlite::Result<Segment> {
    let tags: String = row.get(3)?;
    let audience: Option<String> = row.get(4)?;
    Ok(Segment {
        id: row.get(0)?,
        name: row.get(1)?,
        description: row.get(2)?,
        tags: serde_json::from_str(&tags).unwrap_or_default(),
        audience: audience.and_then(|text| serde_json::from_str(&text).ok()),
        created: row.get(5)?,
        updated: row.get(6)?,
    })
}

pub(in crate::sandbox) fn find(db: &Connection, id: &str) -> rusqlite::Result<Option<Segment>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM segment WHERE id = ?1"))?
        .query_row([id], segment)
        .optional()
}

/// One page, by age.
pub(in crate::sandbox) fn list(
    db: &Connection,
    page: i64,
    newest_first: bool,
) -> rusqlite::Result<Vec<Segment>> {
    let direction = if newest_first { "DESC" } else { "ASC" };
    let sql = format!(
        "SELECT {COLUMNS} FROM segment ORDER BY segment {direction} LIMIT {PAGE} OFFSET ?1"
    );
    db.prepare_cached(&sql)?.query_map([page.saturating_mul(PAGE)], segment)?.collect()
}

/// Makes a segment, or makes the one of that id say the same.
pub(in crate::sandbox) fn put(db: &Connection, new: &Segment) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO segment (id, name, description, tags, audience, created, updated)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
         ON CONFLICT (id) DO UPDATE SET name = ?2, description = ?3, tags = ?4, audience = ?5,
             updated = ?6
         WHERE (name, description, tags) <> (?2, ?3, ?4) OR audience IS NOT ?5",
        params![
            new.id,
            new.name,
            new.description,
            Value::from(new.tags.clone()).to_string(),
            new.audience.as_ref().map(ToString::to_string),
            new.updated,
        ],
    )?;
    Ok(())
}
