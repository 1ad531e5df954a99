//! What sends refer to by name or id: content blocks, email templates, and the apps and
//! subscription groups that a workspace declares.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Map, Value};

use crate::sandbox::time::Millis;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sandbox) enum Kind {
    ContentBlock,
    EmailTemplate,
    App,
    SubscriptionGroup,
}

pub(in crate::sandbox) struct Document {
    pub(in crate::sandbox) kind: Kind,
    pub(in crate::sandbox) id: String,
    pub(in crate::sandbox) name: String,
    /// What it says, by Braze's names.
    pub(in crate::sandbox) fields: Map<String, Value>,
    pub(in crate::sandbox) created: Millis,
    pub(in crate::sandbox) updated: Millis,
}

/// Which documents a list is to hold.
pub(in crate::sandbox) struct Shelf {
    pub(in crate::sandbox) modified_after: Option<Millis>,
    pub(in crate::sandbox) modified_before: Option<Millis>,
    pub(in crate::sandbox) limit: i64,
    pub(in crate::sandbox) offset: i64,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::ContentBlock => "content block",
            Self::EmailTemplate => "email template",
            Self::App => "app",
            Self::SubscriptionGroup => "subscription group",
        }
    }
}

const COLUMNS: &str = "id, name, fields, created, updated";

fn document(kind: Kind, row: &Row<'_>) -> rusqlite::Result<Document> {
    let fields: String = row.get(2)?;
    Ok(Document {
        kind,
        id: row.get(0)?,
        name: row.get(1)?,
        fields: serde_json::from_str(&fields).unwrap_or_default(),
        created: row.get(3)?,
        updated: row.get(4)?,
    })
}

pub(in crate::sandbox) fn find(
    db: &Connection,
    kind: Kind,
    id: &str,
) -> rusqlite::Result<Option<Document>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM document WHERE kind = ?1 AND id = ?2"))?
        .query_row([kind.name(), id], |row| document(kind, row))
        .optional()
}

pub(in crate::sandbox) fn find_named(
    db: &Connection,
    kind: Kind,
    name: &str,
) -> rusqlite::Result<Option<Document>> {
    let sql = format!("SELECT {COLUMNS} FROM document WHERE kind = ?1 AND name = ?2 LIMIT 1");
    db.prepare_cached(&sql)?.query_row([kind.name(), name], |row| document(kind, row)).optional()
}

/// Whether a workspace that declares such things has this one not. One that declares none knows
/// them all.
pub(in crate::sandbox) fn is_foreign(
    db: &Connection,
    kind: Kind,
    id: &str,
) -> rusqlite::Result<bool> {
    Ok(count(db, kind)? > 0 && find(db, kind, id)?.is_none())
}

/// How many there are.
pub(in crate::sandbox) fn count(db: &Connection, kind: Kind) -> rusqlite::Result<i64> {
    db.prepare_cached("SELECT count(*) FROM document WHERE kind = ?1")?
        .query_row([kind.name()], |row| row.get(0))
}

/// Some of them, oldest first.
pub(in crate::sandbox) fn list(
    db: &Connection,
    kind: Kind,
    shelf: &Shelf,
) -> rusqlite::Result<Vec<Document>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM document
         WHERE kind = ?1 AND (?2 IS NULL OR updated > ?2) AND (?3 IS NULL OR updated < ?3)
         ORDER BY document LIMIT ?4 OFFSET ?5"
    );
    let Shelf { modified_after, modified_before, limit, offset } = shelf;
    db.prepare_cached(&sql)?
        .query_map(params![kind.name(), modified_after, modified_before, limit, offset], |row| {
            document(kind, row)
        })?
        .collect()
}

/// Makes a document, or makes the one of that id say the same.
pub(in crate::sandbox) fn put(db: &Connection, new: &Document) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO document (kind, id, name, fields, created, updated)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (kind, id) DO UPDATE SET name = ?3, fields = ?4, updated = ?6
         WHERE (name, fields) <> (?3, ?4)",
        params![
            new.kind.name(),
            new.id,
            new.name,
            Value::Object(new.fields.clone()).to_string(),
            new.created,
            new.updated,
        ],
    )?;
    Ok(())
}
