//! Rate limits: per workspace, in windows that end on the clock ("API rate limits").

use axum::http::{HeaderName, HeaderValue};
use rusqlite::{Connection, params};

use super::settings::Settings;
use super::time::{Millis, SECOND};

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
    /// Sends to whoever a filter includes.
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
            Self::Shared | Self::Free => "shared",
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
            Self::Shared | Self::Free => settings.hourly_limit,
            Self::DataSeries => 50_000,
            Self::Track => 3_000,
            Self::Duplicate | Self::SendIds => 100,
            Self::Broadcast | Self::Export => 250,
            Self::Identify => 20_000,
            Self::SubscriptionSet => 5_000,
        }
    }

    fn seconds(self) -> i64 {
        match self {
            Self::Shared | Self::Free => 3_600,
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
    ) -> rusqlite::Result<(Quota, bool)> {
        let seconds = self.seconds();
        let reset = (now.div_euclid(SECOND).div_euclid(seconds) + 1) * seconds;
        let call = i64::from(self != Self::Free);
        let spent: i64 = db
            .prepare_cached(
                "INSERT INTO spent (pool, ends, calls) VALUES (?1, ?2, ?3)
                 ON CONFLICT (pool) DO UPDATE SET ends = ?2,
                     calls = CASE WHEN ends = ?2 THEN calls ELSE 0 END + ?3
                 RETURNING calls",
            )?
            .query_row(params![self.name(), reset, call], |row| row.get(0))?;
        let (limit, spent) = (self.calls(settings), spent.unsigned_abs());
        let quota = Quota { limit, remaining: limit.saturating_sub(spent), reset };
        Ok((quota, self != Self::Free && spent > limit))
    }
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
