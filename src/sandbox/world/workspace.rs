//! What holds for the whole workspace.

use rusqlite::{Connection, OptionalExtension};
use serde_json::{Map, Value};

use crate::sandbox::settings::Settings;
use crate::sandbox::time::{self, Millis};

const AHEAD: &str = "clock_ahead_ms";
/// Every switch, as it is.
const SWITCHES: &str = "switches";
/// As the settings said it when the store was last opened.
const SAID: &str = "switches.said";

/// Takes over what the settings say now and did not say when the store was last opened; what
/// `/_sandbox/settings` has changed since stays.
pub(super) fn configure(db: &Connection, settings: &Settings) -> rusqlite::Result<()> {
    let now = settings.switches();
    let before = map(db, SAID)?;
    let mut switches = map(db, SWITCHES)?;
    switches.retain(|name, _| now.contains_key(name));
    for (name, value) in &now {
        if before.get(name) != Some(value) {
            switches.insert(name.clone(), value.clone());
        }
    }
    set_map(db, SAID, now)?;
    set_map(db, SWITCHES, switches)
}

/// The switches as they are, with the keys and the seed of `own`.
pub(in crate::sandbox) fn settings(db: &Connection, own: &Settings) -> rusqlite::Result<Settings> {
    let text = get(db, SWITCHES)?;
    let switches: Settings = serde_json::from_str(&text).unwrap_or_default();
    Ok(Settings { keys: Vec::new(), seed: own.seed, ..switches })
}

pub(in crate::sandbox) fn set_settings(db: &Connection, to: &Settings) -> rusqlite::Result<()> {
    set_map(db, SWITCHES, to.switches())
}

/// The company's day of an instant.
pub(in crate::sandbox) fn day(db: &Connection, time: Millis) -> rusqlite::Result<i64> {
    Ok(time::day(time, settings(db, &Settings::default())?.company_utc_offset_minutes))
}

/// How far the workspace's clock is ahead of the machine's.
pub(in crate::sandbox) fn ahead(db: &Connection) -> rusqlite::Result<Millis> {
    let ahead = get(db, AHEAD).optional()?;
    Ok(ahead.and_then(|text| text.parse().ok()).unwrap_or(0))
}

pub(in crate::sandbox) fn set_ahead(db: &Connection, to: Millis) -> rusqlite::Result<()> {
    set(db, AHEAD, &to.to_string())
}

fn map(db: &Connection, name: &str) -> rusqlite::Result<Map<String, Value>> {
    let text = get(db, name).optional()?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

fn set_map(db: &Connection, name: &str, to: Map<String, Value>) -> rusqlite::Result<()> {
    set(db, name, &Value::Object(to).to_string())
}

fn get(db: &Connection, name: &str) -> rusqlite::Result<String> {
    db.prepare_cached("SELECT value FROM setting WHERE name = ?1")?
        .query_row([name], |row| row.get(0))
}

fn set(db: &Connection, name: &str, value: &str) -> rusqlite::Result<()> {
    db.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)", [name, value])?;
    Ok(())
}
