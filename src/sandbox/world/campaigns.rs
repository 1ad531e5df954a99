//! Campaigns, their variations and their conversion events.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;

use crate::sandbox::channel::Channel;
use crate::sandbox::time::Millis;

/// Campaigns in one page of a list.
const PAGE: i64 = 100;

#[expect(clippy::struct_excessive_bools, reason = "Braze's details have each of them")]
pub(in crate::sandbox) struct Campaign {
    /// The store's own name for it.
    pub(in crate::sandbox) row: i64,
    pub(in crate::sandbox) id: String,
    pub(in crate::sandbox) name: String,
    pub(in crate::sandbox) description: String,
    pub(in crate::sandbox) tags: Vec<String>,
    /// An API campaign: its messages come with each send.
    pub(in crate::sandbox) api: bool,
    pub(in crate::sandbox) draft: bool,
    pub(in crate::sandbox) archived: bool,
    pub(in crate::sandbox) enabled: bool,
    pub(in crate::sandbox) created: Millis,
    pub(in crate::sandbox) updated: Millis,
    pub(in crate::sandbox) first_sent: Option<Millis>,
    pub(in crate::sandbox) last_sent: Option<Millis>,
}

pub(in crate::sandbox) struct Variation {
    pub(in crate::sandbox) row: i64,
    pub(in crate::sandbox) campaign: i64,
    pub(in crate::sandbox) id: String,
    pub(in crate::sandbox) channel: Channel,
    pub(in crate::sandbox) name: String,
}

/// A conversion event.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::sandbox) struct Behavior {
    pub(in crate::sandbox) kind: String,
    /// The event's name or the product; `None` for those that have neither.
    pub(in crate::sandbox) subject: Option<String>,
    /// Seconds.
    pub(in crate::sandbox) window: i64,
    /// As details show it.
    pub(in crate::sandbox) export: Value,
}

/// Which campaigns a list is to hold.
pub(in crate::sandbox) struct Listing {
    pub(in crate::sandbox) page: i64,
    pub(in crate::sandbox) archived: bool,
    pub(in crate::sandbox) drafts: bool,
    pub(in crate::sandbox) newest_first: bool,
    pub(in crate::sandbox) edited_after: Option<Millis>,
}

const COLUMNS: &str = "campaign, id, name, description, tags, api, draft, archived, enabled, \
                       created, updated, first_sent, last_sent";

fn campaign(row: &Row<'_>) -> rusqlite::Result<Campaign> {
    let tags: String = row.get("tags")?;
    Ok(Campaign {
        row: row.get("campaign")?,
        id: row.get("id")?,
        name: row.get("name")?,
        description: row.get("description")?,
        tags: serde_json::from_str(&tags).unwrap_or_default(),
        api: row.get("api")?,
        draft: row.get("draft")?,
        archived: row.get("archived")?,
        enabled: row.get("enabled")?,
        created: row.get("created")?,
        updated: row.get("updated")?,
        first_sent: row.get("first_sent")?,
        last_sent: row.get("last_sent")?,
    })
}

pub(in crate::sandbox) fn find(db: &Connection, id: &str) -> rusqlite::Result<Option<Campaign>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM campaign WHERE id = ?1"))?
        .query_row([id], campaign)
        .optional()
}

pub(in crate::sandbox) fn by_row(db: &Connection, row: i64) -> rusqlite::Result<Option<Campaign>> {
    db.prepare_cached(&format!("SELECT {COLUMNS} FROM campaign WHERE campaign = ?1"))?
        .query_row([row], campaign)
        .optional()
}

/// One page, by age.
pub(in crate::sandbox) fn list(
    db: &Connection,
    listing: &Listing,
) -> rusqlite::Result<Vec<Campaign>> {
    let direction = if listing.newest_first { "DESC" } else { "ASC" };
    let sql = format!(
        "SELECT {COLUMNS} FROM campaign
         WHERE (?1 OR NOT archived) AND (?2 IS NULL OR updated > ?2) AND (?5 OR NOT draft)
         ORDER BY created {direction}, campaign {direction} LIMIT ?3 OFFSET ?4"
    );
    db.prepare_cached(&sql)?
        .query_map(
            params![
                listing.archived,
                listing.edited_after,
                PAGE,
                listing.page.saturating_mul(PAGE),
                listing.drafts,
            ],
            campaign,
        )?
        .collect()
}

/// Makes a campaign and returns the store's name for it.
pub(in crate::sandbox) fn insert(db: &Connection, new: &Campaign) -> rusqlite::Result<i64> {
    db.execute(
        "INSERT INTO campaign (id, name, description, tags, api, draft, archived, enabled, created, updated)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
        params![
            new.id,
            new.name,
            new.description,
            Value::from(new.tags.clone()).to_string(),
            new.api,
            new.draft,
            new.archived,
            new.enabled,
            new.created,
        ],
    )?;
    Ok(db.last_insert_rowid())
}

/// Writes a campaign's settings. What is as it was leaves `updated` as it was.
pub(in crate::sandbox) fn update(
    db: &Connection,
    new: &Campaign,
    now: Millis,
) -> rusqlite::Result<()> {
    let tags = Value::from(new.tags.clone()).to_string();
    db.execute(
        "UPDATE campaign SET name = ?2, description = ?3, tags = ?4, draft = ?5, archived = ?6,
             enabled = ?7, updated = ?8
         WHERE campaign = ?1
           AND (name, description, tags, draft, archived, enabled) <> (?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            new.row,
            new.name,
            new.description,
            tags,
            new.draft,
            new.archived,
            new.enabled,
            now
        ],
    )?;
    Ok(())
}

/// Says that something about a campaign was edited.
fn touch(db: &Connection, campaign: i64, now: Millis) -> rusqlite::Result<()> {
    db.execute("UPDATE campaign SET updated = ?2 WHERE campaign = ?1", [campaign, now])?;
    Ok(())
}

/// Remembers when a campaign was sent.
pub(in crate::sandbox) fn sent(
    db: &Connection,
    campaign: i64,
    now: Millis,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "UPDATE campaign SET first_sent = coalesce(first_sent, ?2), last_sent = ?2
         WHERE campaign = ?1",
    )?
    .execute([campaign, now])?;
    Ok(())
}

fn variation(row: &Row<'_>) -> rusqlite::Result<Variation> {
    Ok(Variation {
        row: row.get(0)?,
        campaign: row.get(1)?,
        id: row.get(2)?,
        channel: row.get(3)?,
        name: row.get(4)?,
    })
}

/// A campaign's variations, oldest first.
pub(in crate::sandbox) fn variations(
    db: &Connection,
    campaign: i64,
) -> rusqlite::Result<Vec<Variation>> {
    db.prepare_cached(
        "SELECT variation, campaign, id, channel, name FROM variation
         WHERE campaign = ?1 ORDER BY variation",
    )?
    .query_map([campaign], variation)?
    .collect()
}

pub(in crate::sandbox) fn find_variation(
    db: &Connection,
    id: &str,
) -> rusqlite::Result<Option<Variation>> {
    db.prepare_cached("SELECT variation, campaign, id, channel, name FROM variation WHERE id = ?1")?
        .query_row([id], variation)
        .optional()
}

pub(in crate::sandbox) fn add_variation(
    db: &Connection,
    new: &Variation,
    now: Millis,
) -> rusqlite::Result<()> {
    db.execute(
        "INSERT INTO variation (campaign, id, channel, name) VALUES (?1, ?2, ?3, ?4)",
        params![new.campaign, new.id, new.channel, new.name],
    )?;
    touch(db, new.campaign, now)
}

pub(in crate::sandbox) fn rename_variation(
    db: &Connection,
    variation: &Variation,
    name: &str,
    now: Millis,
) -> rusqlite::Result<()> {
    if variation.name == name {
        return Ok(());
    }
    db.execute(
        "UPDATE variation SET name = ?2 WHERE variation = ?1",
        params![variation.row, name],
    )?;
    touch(db, variation.campaign, now)
}

/// A campaign's conversion events, the primary one first.
pub(in crate::sandbox) fn behaviors(
    db: &Connection,
    campaign: i64,
) -> rusqlite::Result<Vec<Behavior>> {
    db.prepare_cached(
        "SELECT kind, subject, window, export FROM behavior WHERE campaign = ?1 ORDER BY position",
    )?
    .query_map([campaign], |row| {
        let export: String = row.get(3)?;
        let export = serde_json::from_str(&export).unwrap_or_default();
        Ok(Behavior { kind: row.get(0)?, subject: row.get(1)?, window: row.get(2)?, export })
    })?
    .collect()
}

pub(in crate::sandbox) fn add_behaviors(
    db: &Connection,
    campaign: i64,
    behaviors: &[Behavior],
) -> rusqlite::Result<()> {
    for (position, behavior) in (0_i64..).zip(behaviors) {
        let Behavior { kind, subject, window, export } = behavior;
        db.execute(
            "INSERT INTO behavior (campaign, position, kind, subject, window, export)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![campaign, position, kind, subject, window, export.to_string()],
        )?;
    }
    Ok(())
}
