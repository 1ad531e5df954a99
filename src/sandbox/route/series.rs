//! Rows of statistics, one a day.

use std::ops::RangeInclusive;

use rusqlite::Connection;
use serde_json::{Map, Value, json};

use crate::sandbox::answer::Refusal;
use crate::sandbox::call::Call;
use crate::sandbox::channel::Channel;
use crate::sandbox::time;
use crate::sandbox::world::campaigns::{self, Variation};
use crate::sandbox::world::conversions;
use crate::sandbox::world::counters::Tally;

/// A channel that no API campaign has, and that rows name all the same.
const IN_APP: &str = "trigger_in_app_message";

/// The days that are asked for: `length` of them, up to the one of `ending_at`.
pub(super) fn days(call: &Call<'_>) -> Result<RangeInclusive<i64>, Refusal> {
    let length = call.query_integer("length", 1..=100)?;
    let length = length.ok_or_else(|| Refusal::bad("`length` is required"))?;
    let ending = call.query_time("ending_at")?.unwrap_or(call.now);
    let last = time::day(ending, call.settings.company_utc_offset_minutes);
    Ok(last - (length - 1)..=last)
}

/// The statistics of a campaign, or of one of its sends.
pub(super) struct Series {
    days: RangeInclusive<i64>,
    tally: Tally,
    variations: Vec<Variation>,
    /// How many conversion events there are.
    events: usize,
    /// Whether rows carry ids, and not names only.
    ids: bool,
}

impl Series {
    /// An empty send is the whole campaign.
    pub(super) fn read(
        db: &Connection,
        campaign: i64,
        send: &str,
        days: RangeInclusive<i64>,
    ) -> rusqlite::Result<Self> {
        let tally = Tally::read(db, campaign, send, days.clone())?;
        let variations = campaigns::variations(db, campaign)?;
        let events = campaigns::behaviors(db, campaign)?.len();
        Ok(Self { days, tally, variations, events, ids: true })
    }

    /// Without ids: the series of a send has none.
    pub(super) fn by_name(self) -> Self {
        Self { ids: false, ..self }
    }

    pub(super) fn answer(&self) -> Value {
        let rows: Vec<_> = self.days.clone().map(|day| self.row(day)).collect();
        json!({ "message": "success", "data": rows })
    }

    fn row(&self, day: i64) -> Value {
        let mut row = Map::new();
        row.insert("time".to_owned(), time::date(day).into());
        row.insert("messages".to_owned(), self.messages(day));
        self.outcome(&mut row, day, None);
        row.into()
    }

    /// By channel; null where the campaign has no message of it.
    fn messages(&self, day: i64) -> Value {
        let mut messages = Map::new();
        for channel in Channel::ALL {
            let rows = self.variations.iter().filter(|variation| variation.channel == channel);
            let rows: Vec<_> = rows.map(|variation| self.variation(day, variation)).collect();
            let rows = if rows.is_empty() { Value::Null } else { rows.into() };
            messages.insert(channel.in_exports().to_owned(), rows);
        }
        messages.insert(IN_APP.to_owned(), Value::Null);
        messages.into()
    }

    fn variation(&self, day: i64, variation: &Variation) -> Value {
        let mut row = Map::new();
        if self.ids {
            row.insert("variation_api_id".to_owned(), variation.id.clone().into());
        }
        row.insert("variation_name".to_owned(), variation.name.clone().into());
        for name in variation.channel.counters() {
            let count = self.tally.count(day, Some(variation.row), name);
            row.insert((*name).to_owned(), count.into());
        }
        if !self.ids && variation.channel.is_push() {
            let of = |name| self.tally.count(day, Some(variation.row), name);
            row.insert("delivered".to_owned(), (of("sent") - of("bounces")).into());
            row.insert("undelivered".to_owned(), of("bounces").into());
            row.insert("delivery_failed".to_owned(), 0.into());
        }
        self.outcome(&mut row, day, Some(variation.row));
        row.into()
    }

    /// What a campaign and each of its variations have alike.
    fn outcome(&self, row: &mut Map<String, Value>, day: i64, variation: Option<i64>) {
        for position in 0..self.events {
            let name = conversions::name(i64::try_from(position).unwrap_or(i64::MAX));
            for name in [name.clone(), format!("{name}_by_send_time")] {
                let count = self.tally.count(day, variation, &name);
                row.insert(name, count.into());
            }
        }
        let unique = self.tally.count(day, variation, "unique_recipients");
        row.insert("unique_recipients".to_owned(), unique.into());
        let revenue = self.tally.amount(day, variation, "revenue");
        row.insert("revenue".to_owned(), revenue.into());
    }
}
