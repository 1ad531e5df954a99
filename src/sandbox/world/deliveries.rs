//! Dispatches and what each of them delivered to whom.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::sandbox::channel::Channel;
use crate::sandbox::id;
use crate::sandbox::time::Millis;

/// Messages in one page of the inbox.
pub(in crate::sandbox) const PAGE: i64 = 100;

/// One accepted request.
pub(in crate::sandbox) struct Dispatch {
    pub(in crate::sandbox) row: i64,
    /// 32 hexadecimal digits.
    pub(in crate::sandbox) id: String,
    pub(in crate::sandbox) campaign: Option<i64>,
    pub(in crate::sandbox) send: Option<String>,
    pub(in crate::sandbox) time: Millis,
}

/// One message that reached one user.
pub(in crate::sandbox) struct Delivery {
    pub(in crate::sandbox) row: i64,
    pub(in crate::sandbox) user: i64,
    pub(in crate::sandbox) campaign: i64,
    pub(in crate::sandbox) variation: i64,
    pub(in crate::sandbox) channel: Channel,
    pub(in crate::sandbox) send: Option<String>,
    pub(in crate::sandbox) time: Millis,
    /// When it counts as received: for a Content Card, at its first impression.
    pub(in crate::sandbox) received: Option<Millis>,
    pub(in crate::sandbox) bounced: bool,
}

pub(in crate::sandbox) const COLUMNS: &str =
    "delivery, user, campaign, variation, channel, send, time, received, bounced";

pub(in crate::sandbox) fn delivery(row: &Row<'_>) -> rusqlite::Result<Delivery> {
    Ok(Delivery {
        row: row.get(0)?,
        user: row.get(1)?,
        campaign: row.get(2)?,
        variation: row.get(3)?,
        channel: row.get(4)?,
        send: row.get(5)?,
        time: row.get(6)?,
        received: row.get(7)?,
        bounced: row.get(8)?,
    })
}

/// Records an accepted request, to be carried out at an instant.
pub(in crate::sandbox) fn dispatch(
    db: &Connection,
    seed: u64,
    campaign: Option<i64>,
    label: Option<String>,
    time: Millis,
) -> rusqlite::Result<Dispatch> {
    db.prepare_cached("INSERT INTO dispatch (campaign, send, time) VALUES (?1, ?2, ?3)")?
        .execute(params![campaign, label, time])?;
    let row = db.last_insert_rowid();
    // A store that was made anew counts from 1 again; its time goes on.
    let id = id::hex(&format!("dispatch at {time}"), seed, row);
    db.prepare_cached("UPDATE dispatch SET id = ?2 WHERE dispatch = ?1")?
        .execute(params![row, id])?;
    Ok(Dispatch { row, id, campaign, send: label, time })
}

/// The number of the last accepted request.
pub(in crate::sandbox) fn last_number(db: &Connection) -> rusqlite::Result<i64> {
    db.prepare_cached("SELECT coalesce(max(dispatch), 0) FROM dispatch")?
        .query_row([], |row| row.get(0))
}

/// A request that was recorded earlier.
pub(in crate::sandbox) fn recorded(db: &Connection, row: i64) -> rusqlite::Result<Dispatch> {
    db.prepare_cached(
        "SELECT dispatch, id, campaign, send, time FROM dispatch WHERE dispatch = ?1",
    )?
    .query_row([row], |row| {
        Ok(Dispatch {
            row: row.get(0)?,
            id: row.get(1)?,
            campaign: row.get(2)?,
            send: row.get(3)?,
            time: row.get(4)?,
        })
    })
}

/// Keeps a message object, each text once.
pub(in crate::sandbox) fn content(db: &Connection, message: &Value) -> rusqlite::Result<i64> {
    let text = message.to_string();
    let digest = Sha256::digest(&text);
    let known = db
        .prepare_cached("SELECT content FROM content WHERE digest = ?1")?
        .query_row([&digest[..]], |row| row.get(0))
        .optional()?;
    if let Some(content) = known {
        return Ok(content);
    }
    db.prepare_cached("INSERT INTO content (digest, message) VALUES (?1, ?2)")?
        .execute(params![&digest[..], text])?;
    Ok(db.last_insert_rowid())
}

/// One message on its way to one user.
pub(in crate::sandbox) struct Outgoing {
    pub(in crate::sandbox) channel: Channel,
    pub(in crate::sandbox) variation: Option<i64>,
    pub(in crate::sandbox) content: i64,
}

pub(in crate::sandbox) fn deliver(
    db: &Connection,
    dispatch: &Dispatch,
    user: i64,
    message: &Outgoing,
) -> rusqlite::Result<()> {
    let received = (message.channel != Channel::ContentCard).then_some(dispatch.time);
    db.prepare_cached(
        "INSERT INTO delivery
             (dispatch, user, campaign, variation, channel, send, content, time, received)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        dispatch.row,
        user,
        dispatch.campaign,
        message.variation,
        message.channel,
        dispatch.send,
        message.content,
        dispatch.time,
        received,
    ])?;
    Ok(())
}

/// Which variations of a campaign, under which sends, a user was delivered between two instants.
pub(in crate::sandbox) fn between(
    db: &Connection,
    user: i64,
    campaign: i64,
    from: Millis,
    until: Millis,
) -> rusqlite::Result<Vec<(i64, Option<String>)>> {
    db.prepare_cached(
        "SELECT variation, send FROM delivery
         WHERE user = ?1 AND campaign = ?2 AND time >= ?3 AND time < ?4",
    )?
    .query_map([user, campaign, from, until], |row| Ok((row.get(0)?, row.get(1)?)))?
    .collect()
}

/// The last delivery of a variation to a person up to an instant.
pub(in crate::sandbox) fn latest(
    db: &Connection,
    external_id: &str,
    variation: i64,
    until: Millis,
) -> rusqlite::Result<Option<Delivery>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM delivery
         WHERE user = (SELECT user FROM user WHERE external_id = ?1)
           AND variation = ?2 AND time <= ?3
         ORDER BY time DESC, delivery DESC LIMIT 1"
    );
    db.prepare_cached(&sql)?.query_row(params![external_id, variation, until], delivery).optional()
}

/// Whose messages of what; `None` is all.
pub(in crate::sandbox) struct Inbox<'a> {
    pub(in crate::sandbox) campaign_id: Option<&'a str>,
    pub(in crate::sandbox) variation_id: Option<&'a str>,
    pub(in crate::sandbox) external_id: Option<&'a str>,
    pub(in crate::sandbox) page: i64,
}

/// A delivered message as its recipient would see it arrive.
pub(in crate::sandbox) struct Arrived {
    pub(in crate::sandbox) external_id: Option<String>,
    pub(in crate::sandbox) campaign_id: Option<String>,
    pub(in crate::sandbox) variation_id: Option<String>,
    pub(in crate::sandbox) channel: Channel,
    pub(in crate::sandbox) dispatch_id: String,
    pub(in crate::sandbox) send: Option<String>,
    pub(in crate::sandbox) time: Millis,
    pub(in crate::sandbox) message: Value,
}

/// One page, oldest first.
pub(in crate::sandbox) fn inbox(db: &Connection, of: &Inbox<'_>) -> rusqlite::Result<Vec<Arrived>> {
    db.prepare_cached(
        "SELECT user.external_id, campaign.id, variation.id, delivery.channel, dispatch.id,
                delivery.send, delivery.time, content.message
         FROM delivery
         JOIN user ON user.user = delivery.user
         JOIN dispatch ON dispatch.dispatch = delivery.dispatch
         JOIN content ON content.content = delivery.content
         LEFT JOIN campaign ON campaign.campaign = delivery.campaign
         LEFT JOIN variation ON variation.variation = delivery.variation
         WHERE (?1 IS NULL OR campaign.id = ?1) AND (?2 IS NULL OR variation.id = ?2)
           AND (?3 IS NULL OR user.external_id = ?3)
         ORDER BY delivery.delivery LIMIT ?4 OFFSET ?5",
    )?
    .query_map(
        params![
            of.campaign_id,
            of.variation_id,
            of.external_id,
            PAGE,
            of.page.saturating_mul(PAGE)
        ],
        arrived,
    )?
    .collect()
}

fn arrived(row: &Row<'_>) -> rusqlite::Result<Arrived> {
    let message: String = row.get(7)?;
    Ok(Arrived {
        external_id: row.get(0)?,
        campaign_id: row.get(1)?,
        variation_id: row.get(2)?,
        channel: row.get(3)?,
        dispatch_id: row.get(4)?,
        send: row.get(5)?,
        time: row.get(6)?,
        message: serde_json::from_str(&message).unwrap_or_default(),
    })
}
