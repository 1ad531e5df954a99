//! Statistics: what is counted under each day, variation and send.

use std::collections::BTreeMap;

use rusqlite::types::{FromSql, ToSql};
use rusqlite::{Connection, params};

/// What a count belongs to.
#[derive(Clone, Copy, Debug)]
pub(in crate::sandbox) struct Place<'a> {
    pub(in crate::sandbox) campaign: i64,
    /// The send identifier, where the message went out under one.
    pub(in crate::sandbox) send: Option<&'a str>,
    pub(in crate::sandbox) day: i64,
    /// `None`: the campaign as a whole.
    pub(in crate::sandbox) variation: Option<i64>,
}

impl Place<'_> {
    /// Adds to a counter, and to the one of the send.
    pub(in crate::sandbox) fn add(
        &self,
        db: &Connection,
        name: &str,
        amount: impl ToSql + Copy,
    ) -> rusqlite::Result<()> {
        self.add_under(db, "", name, amount)?;
        self.add_to_send(db, name, amount)
    }

    /// Adds to the counter of the send only; without one, nothing.
    pub(in crate::sandbox) fn add_to_send(
        &self,
        db: &Connection,
        name: &str,
        amount: impl ToSql + Copy,
    ) -> rusqlite::Result<()> {
        self.send.map_or(Ok(()), |send| self.add_under(db, send, name, amount))
    }

    fn add_under(
        &self,
        db: &Connection,
        send: &str,
        name: &str,
        amount: impl ToSql,
    ) -> rusqlite::Result<()> {
        let variation = self.variation.unwrap_or(0);
        db.prepare_cached(
            "INSERT INTO counter (campaign, send, day, variation, name, value)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT DO UPDATE SET value = value + excluded.value",
        )?
        .execute(params![self.campaign, send, self.day, variation, name, amount])?;
        Ok(())
    }

    /// The same for the campaign as a whole.
    pub(in crate::sandbox) fn of_campaign(self) -> Self {
        Self { variation: None, ..self }
    }
}

/// A campaign's counters over some days, or those of one of its sends.
pub(in crate::sandbox) struct Tally {
    /// By day, variation (0: the campaign) and name.
    counts: BTreeMap<(i64, i64, String), Number>,
}

/// Counts are whole, revenue is not.
#[derive(Clone, Copy, Debug)]
enum Number {
    Whole(i64),
    Real(f64),
}

impl FromSql for Number {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        value.as_i64().map(Self::Whole).or_else(|_| value.as_f64().map(Self::Real))
    }
}

impl Tally {
    pub(in crate::sandbox) fn read(
        db: &Connection,
        campaign: i64,
        send: &str,
        days: std::ops::RangeInclusive<i64>,
    ) -> rusqlite::Result<Self> {
        let counts = db
            .prepare_cached(
                "SELECT day, variation, name, value FROM counter
                 WHERE campaign = ?1 AND send = ?2 AND day BETWEEN ?3 AND ?4",
            )?
            .query_map(params![campaign, send, days.start(), days.end()], |row| {
                Ok(((row.get(0)?, row.get(1)?, row.get(2)?), row.get(3)?))
            })?
            .collect::<rusqlite::Result<_>>()?;
        Ok(Self { counts })
    }

    /// A count, 0 where nothing was counted; `None` is the campaign as a whole.
    pub(in crate::sandbox) fn count(&self, day: i64, variation: Option<i64>, name: &str) -> i64 {
        match self.number(day, variation, name) {
            Some(Number::Whole(count)) => count,
            _ => 0,
        }
    }

    /// An amount of money.
    pub(in crate::sandbox) fn amount(&self, day: i64, variation: Option<i64>, name: &str) -> f64 {
        match self.number(day, variation, name) {
            Some(Number::Real(amount)) => amount,
            _ => 0.0,
        }
    }

    fn number(&self, day: i64, variation: Option<i64>, name: &str) -> Option<Number> {
        self.counts.get(&(day, variation.unwrap_or(0), name.to_owned())).copied()
    }
}
