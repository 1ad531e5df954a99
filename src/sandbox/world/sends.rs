//! Send identifiers: labels by which the statistics of one campaign's sends are told apart.

use rusqlite::{Connection, OptionalExtension, params};

use crate::sandbox::time::Millis;

/// Records a label; one that is known stays as it is.
pub(in crate::sandbox) fn put(
    db: &Connection,
    campaign: i64,
    label: &str,
    now: Millis,
) -> rusqlite::Result<()> {
    db.prepare_cached("INSERT OR IGNORE INTO send (campaign, label, used) VALUES (?1, ?2, ?3)")?
        .execute(params![campaign, label, now])?;
    Ok(())
}

/// Remembers when something was last sent under a label.
pub(in crate::sandbox) fn used(
    db: &Connection,
    campaign: i64,
    label: &str,
    now: Millis,
) -> rusqlite::Result<()> {
    db.prepare_cached(
        "INSERT INTO send (campaign, label, used) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET used = max(used, ?3)",
    )?
    .execute(params![campaign, label, now])?;
    Ok(())
}

/// When something was last sent under a label; `None` where nobody knows it.
pub(in crate::sandbox) fn last_used(
    db: &Connection,
    campaign: i64,
    label: &str,
) -> rusqlite::Result<Option<Millis>> {
    db.prepare_cached("SELECT used FROM send WHERE campaign = ?1 AND label = ?2")?
        .query_row(params![campaign, label], |row| row.get(0))
        .optional()
}

/// Whether a campaign, by the id that requests name, has a label.
pub(in crate::sandbox) fn is_known(
    db: &Connection,
    campaign: &str,
    label: &str,
) -> rusqlite::Result<bool> {
    db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM send JOIN campaign USING (campaign)
                        WHERE campaign.id = ?1 AND label = ?2)",
    )?
    .query_row([campaign, label], |row| row.get(0))
}

/// How many there are.
pub(in crate::sandbox) fn count(db: &Connection) -> rusqlite::Result<i64> {
    db.prepare_cached("SELECT count(*) FROM send")?.query_row([], |row| row.get(0))
}
