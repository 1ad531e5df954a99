//! Conversions: what recipients did within the windows of what they received ("Conversion events").

use rusqlite::{Connection, params};

use super::counters::Place;
use super::deliveries::{self, Delivery};
use crate::sandbox::time::{Millis, SECOND};
use crate::sandbox::world::workspace;

/// Where the window of revenue ends when a campaign has no conversion event: 3 days.
const DEFAULT_WINDOW: i64 = 3 * 86_400;

/// Something that a user did.
#[derive(Clone, Copy, Debug)]
pub(in crate::sandbox) struct Deed<'a> {
    /// As exports spell the type of a conversion event.
    pub(in crate::sandbox) kind: &'a str,
    /// The event's name or the product.
    pub(in crate::sandbox) subject: Option<&'a str>,
    /// Deeds that belong to one campaign, as opening its email does.
    pub(in crate::sandbox) campaign: Option<i64>,
    /// The app it was done in; an event may wait for some apps only.
    pub(in crate::sandbox) app: Option<&'a str>,
    pub(in crate::sandbox) time: Millis,
}

/// Counts a deed for every campaign whose window it falls into: once per user, event and window,
/// and on a multichannel campaign once per channel.
pub(in crate::sandbox) fn convert(
    db: &Connection,
    user: i64,
    deed: Deed<'_>,
) -> rusqlite::Result<()> {
    for (campaign, position, window) in watching(db, user, deed)? {
        for delivery in received(db, user, campaign, deed.time, window)? {
            if first(db, &delivery, position, deed.time)? {
                count(db, &delivery, position, deed.time)?;
            }
        }
    }
    Ok(())
}

/// The conversion events that wait for such a deed: campaign, position, window.
fn watching(db: &Connection, user: i64, deed: Deed<'_>) -> rusqlite::Result<Vec<(i64, i64, i64)>> {
    db.prepare_cached(
        "SELECT campaign, position, window FROM behavior
         WHERE kind = ?2 AND subject IS ?3 AND (?4 IS NULL OR campaign = ?4)
           AND campaign IN (SELECT campaign FROM delivery WHERE user = ?1)
           AND (json_extract(export, '$.app_ids') IS NULL
                OR ?5 IN (SELECT value FROM json_each(export, '$.app_ids')))
         ORDER BY campaign, position",
    )?
    .query_map(params![user, deed.kind, deed.subject, deed.campaign, deed.app], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get(2)?))
    })?
    .collect()
}

/// The last message of each channel whose window a time falls into, the latest first.
fn received(
    db: &Connection,
    user: i64,
    campaign: i64,
    time: Millis,
    window: i64,
) -> rusqlite::Result<Vec<Delivery>> {
    let sql = format!(
        "SELECT {} FROM delivery
         WHERE user = ?1 AND campaign = ?2 AND received BETWEEN ?3 AND ?4
         ORDER BY received DESC, delivery DESC",
        deliveries::COLUMNS
    );
    let from = time.saturating_sub(window.saturating_mul(SECOND));
    let mut statement = db.prepare_cached(&sql)?;
    let found = statement.query_map([user, campaign, from, time], deliveries::delivery)?;
    let mut latest: Vec<Delivery> = Vec::new();
    for delivery in found {
        let delivery = delivery?;
        if latest.iter().all(|other| other.channel != delivery.channel) {
            latest.push(delivery);
        }
    }
    Ok(latest)
}

/// Whether this is the first conversion in the window that a message opened.
fn first(
    db: &Connection,
    delivery: &Delivery,
    position: i64,
    time: Millis,
) -> rusqlite::Result<bool> {
    let inserted = db
        .prepare_cached(
            "INSERT OR IGNORE INTO conversion (delivery, position, time) VALUES (?1, ?2, ?3)",
        )?
        .execute([delivery.row, position, time])?;
    Ok(inserted == 1)
}

fn count(
    db: &Connection,
    delivery: &Delivery,
    position: i64,
    time: Millis,
) -> rusqlite::Result<()> {
    let name = name(position);
    let by_send_time = format!("{name}_by_send_time");
    for (time, name) in [(time, &name), (delivery.time, &by_send_time)] {
        let place = place(db, delivery, time)?;
        place.add(db, name, 1)?;
        place.of_campaign().add(db, name, 1)?;
    }
    Ok(())
}

/// `conversions` is event A, `conversions1` event B.
pub(in crate::sandbox) fn name(position: i64) -> String {
    if position == 0 { "conversions".to_owned() } else { format!("conversions{position}") }
}

/// Counts a purchase as revenue of every campaign whose primary window it falls into, under the
/// message that was received last.
pub(in crate::sandbox) fn earn(
    db: &Connection,
    user: i64,
    amount: f64,
    time: Millis,
) -> rusqlite::Result<()> {
    for (campaign, window) in primary_windows(db, user)? {
        if let Some(delivery) = received(db, user, campaign, time, window)?.first() {
            let place = place(db, delivery, time)?;
            place.add(db, "revenue", amount)?;
            place.of_campaign().add(db, "revenue", amount)?;
        }
    }
    Ok(())
}

fn primary_windows(db: &Connection, user: i64) -> rusqlite::Result<Vec<(i64, i64)>> {
    db.prepare_cached(
        "SELECT received.campaign, coalesce(behavior.window, ?2)
         FROM (SELECT DISTINCT campaign FROM delivery
               WHERE user = ?1 AND campaign IS NOT NULL) AS received
         LEFT JOIN behavior ON behavior.campaign = received.campaign AND position = 0
         ORDER BY received.campaign",
    )?
    .query_map([user, DEFAULT_WINDOW], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

pub(super) fn place<'a>(
    db: &Connection,
    delivery: &'a Delivery,
    time: Millis,
) -> rusqlite::Result<Place<'a>> {
    Ok(Place {
        campaign: delivery.campaign,
        send: delivery.send.as_deref(),
        day: workspace::day(db, time)?,
        variation: Some(delivery.variation),
    })
}
