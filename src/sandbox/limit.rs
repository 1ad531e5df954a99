//! Rate limits: per workspace, in windows that end on the clock ("API rate limits").

use axum::http::{HeaderName, HeaderValue};
use rusqlite::{Connection, params};
use serde_json::{Map, Value};

use super::call::Fields;
use super::id;
use super::settings::Settings;
use super::time::{Millis, SECOND};
use super::world::sends;

/// Which endpoints share a counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pool {
    /// The default: one counter for most endpoints.
    Shared,
    DataSeries,
    Track,
    Duplicate,
    Export,
    Identify,
    SubscriptionSet,
    /// A day's send identifiers.
    SendIds,
    /// The default, but for sends to whoever a filter includes: those have limits of their own.
    Sends,
    Broadcast,
    /// What only a sandbox has is not limited; its answers carry the shared counter, unchanged.
    Free,
}

/// What is left of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quota {
    limit: u64,
    remaining: u64,
    /// Seconds since 1970.
    reset: i64,
}

impl Pool {
    fn name(self) -> &'static str {
        match self {
            Self::Shared | Self::Sends | Self::Free => "shared",
            Self::DataSeries => "campaigns/data_series",
            Self::Track => "users/track",
            Self::Duplicate => "campaigns/duplicate",
            Self::Export => "users/export/ids",
            Self::Identify => "users/identify",
            Self::SubscriptionSet => "subscription/status/set",
            Self::SendIds => "sends/id/create",
            Self::Broadcast => "broadcast",
        }
    }

    fn calls(self, settings: &Settings) -> u64 {
        match self {
            Self::Shared | Self::Sends | Self::Free => settings.hourly_limit,
            Self::DataSeries => 50_000,
            Self::Track => 3_000,
            Self::Duplicate | Self::SendIds => 100,
            Self::Broadcast => settings.broadcasts_a_minute,
            Self::Export => settings.exports_a_minute,
            Self::Identify => 20_000,
            Self::SubscriptionSet => 5_000,
        }
    }

    fn seconds(self) -> i64 {
        match self {
            Self::Shared | Self::Sends | Self::Free => 3_600,
            Self::DataSeries
            | Self::Duplicate
            | Self::Broadcast
            | Self::Export
            | Self::Identify
            | Self::SubscriptionSet => 60,
            Self::Track => 3,
            Self::SendIds => 86_400,
        }
    }

    /// Counts one call; `true` when it was one too many.
    pub(super) fn spend(
        self,
        db: &Connection,
        settings: &Settings,
        now: Millis,
        body: &Map<String, Value>,
    ) -> rusqlite::Result<(Quota, bool)> {
        let pool = if self == Self::Sends && is_broadcast(body) { Self::Broadcast } else { self };
        let cost = match pool {
            Self::Free => 0,
            Self::SendIds => i64::from(!names_known_send(db, body)?),
            _ => 1,
        };
        let all = pool.count(db, settings, now, cost)?;
        if pool != Self::Broadcast {
            return Ok(all);
        }
        let one = spend_on_audience(db, settings, now, body)?;
        // Whichever bites first is told.
        let (quota, _) = if one.0.remaining < all.0.remaining { one } else { all };
        Ok((quota, all.1 || one.1))
    }

    /// Counts a send identifier that a send makes; `true` when it was one too many.
    pub(super) fn spend_send_id(
        db: &Connection,
        settings: &Settings,
        now: Millis,
    ) -> rusqlite::Result<bool> {
        Ok(Self::SendIds.count(db, settings, now, 1)?.1)
    }

    fn count(
        self,
        db: &Connection,
        settings: &Settings,
        now: Millis,
        cost: i64,
    ) -> rusqlite::Result<(Quota, bool)> {
        let (limit, seconds) = (self.calls(settings), self.seconds());
        count(db, self.name(), limit, seconds, now, cost)
    }
}

fn is_broadcast(body: &Map<String, Value>) -> bool {
    matches!(Fields::body(body).flag("broadcast"), Ok(true))
}

/// Whether a pair of campaign and send identifier is there already: each counts once.
fn names_known_send(db: &Connection, body: &Map<String, Value>) -> rusqlite::Result<bool> {
    let body = Fields::body(body);
    match (body.text("campaign_id"), body.text("send_id")) {
        (Ok(Some(campaign)), Ok(Some(label))) => sends::is_known(db, &campaign, &label),
        _ => Ok(false),
    }
}

/// One audience is the same campaign, segment and filters.
fn spend_on_audience(
    db: &Connection,
    settings: &Settings,
    now: Millis,
    body: &Map<String, Value>,
) -> rusqlite::Result<(Quota, bool)> {
    let parts = ["campaign_id", "segment_id", "audience"].map(|name| body.get(name));
    let audience = id::hex(&format!("{parts:?}"), 0, 0);
    db.prepare_cached("DELETE FROM spent WHERE pool LIKE 'audience %' AND ends * 1000 <= ?1")?
        .execute([now])?;
    let limit = settings.broadcasts_a_minute_to_one_audience;
    count(db, &format!("audience {audience}"), limit, 60, now, 1)
}

fn count(
    db: &Connection,
    pool: &str,
    limit: u64,
    seconds: i64,
    now: Millis,
    cost: i64,
) -> rusqlite::Result<(Quota, bool)> {
    let reset = (now.div_euclid(SECOND).div_euclid(seconds) + 1) * seconds;
    let spent: i64 = db
        .prepare_cached(
            "INSERT INTO spent (pool, ends, calls) VALUES (?1, ?2, ?3)
             ON CONFLICT (pool) DO UPDATE SET ends = ?2,
                 calls = CASE WHEN ends = ?2 THEN calls ELSE 0 END + ?3
             RETURNING calls",
        )?
        .query_row(params![pool, reset, cost], |row| row.get(0))?;
    let spent = spent.unsigned_abs();
    let quota = Quota { limit, remaining: limit.saturating_sub(spent), reset };
    Ok((quota, cost > 0 && spent > limit))
}

impl Quota {
    /// The same window with nothing left of it.
    pub(super) fn exhausted(self) -> Self {
        Self { remaining: 0, ..self }
    }
}

/// The three headers; empty where no key was accepted.
pub(super) fn headers(quota: Option<Quota>) -> [(HeaderName, HeaderValue); 3] {
    let value = |number: Option<i128>| {
        let text = number.map(|number| number.to_string()).unwrap_or_default();
        HeaderValue::from_str(&text).expect("digits are a header's value")
    };
    let limit = quota.map(|quota| i128::from(quota.limit));
    let remaining = quota.map(|quota| i128::from(quota.remaining));
    let reset = quota.map(|quota| i128::from(quota.reset));
    [
        (HeaderName::from_static("x-ratelimit-limit"), value(limit)),
        (HeaderName::from_static("x-ratelimit-remaining"), value(remaining)),
        (HeaderName::from_static("x-ratelimit-reset"), value(reset)),
    ]
}
