//! Turns statistics into what people want to know: what each message did, and how sure that is.

mod attribution;
mod conversions;
mod interval;
mod rates;

pub use conversions::ConversionReport;
pub use interval::Interval;
pub use rates::Rate;

use std::collections::BTreeMap;

use crate::lock::{Entry, MessageEntry};
use crate::model::{
    CampaignId, CampaignKey, Channel, Counters, MessageKey, Series, VariationId, VariationRow,
};
use attribution::{Attribution, Owner};

/// One campaign over some days. Sums of uniques are sums of each day's uniques: Braze gives no others.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    pub campaign: CampaignKey,
    pub campaign_id: Option<CampaignId>,
    pub title: String,
    pub retired: bool,
    /// In the order of their keys; retired ones only where they did something.
    pub messages: Vec<MessageReport>,
    /// What the series has and the lockfile has not.
    pub unlisted: Vec<MessageReport>,
    /// A to D.
    pub conversions: Vec<ConversionReport>,
    pub unique_recipients: u64,
    /// US dollars.
    pub revenue: f64,
    /// Oldest first.
    pub days: Vec<DayReport>,
}

/// One day of the whole campaign.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DayReport {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// `conversions`, `conversions1`, …, as Braze names them.
    pub conversions: Counters,
    pub unique_recipients: u64,
    pub revenue: f64,
}

/// One message over the days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MessageReport {
    /// `None` when it is not in the lockfile.
    pub key: Option<MessageKey>,
    pub retired: bool,
    /// `None` for a channel that this version does not know.
    pub channel: Option<Channel>,
    pub variation: Option<VariationId>,
    pub title: Option<String>,
    /// Sums, in Braze's names; empty when the series has nothing of it.
    pub counters: Counters,
    /// What arrived, for channels that tell.
    pub deliveries: Option<u64>,
    pub rates: Vec<Rate>,
    pub unique_recipients: Option<u64>,
    pub revenue: Option<f64>,
    /// The counters of each of the report's days.
    pub by_day: Vec<Counters>,
}

/// What the series says of a campaign, under the keys that the lockfile has.
pub fn report(entry: &Entry, key: &CampaignKey, series: &Series) -> Report {
    let days = days(series);
    let (messages, unlisted) = messages(entry, series, &days);
    let unique_recipients = days.values().map(|day| day.unique_recipients).sum();
    let mut totals = Counters::new();
    for day in days.values() {
        add(&mut totals, &day.conversions);
    }
    Report {
        campaign: key.clone(),
        campaign_id: entry.campaign_id.clone(),
        title: entry.name.clone().unwrap_or_else(|| key.to_string()),
        retired: entry.retired,
        messages,
        unlisted,
        conversions: conversions::conversions(entry, &totals, unique_recipients),
        unique_recipients,
        revenue: days.values().map(|day| day.revenue).sum(),
        days: days.into_values().collect(),
    }
}

fn days(series: &Series) -> BTreeMap<&str, DayReport> {
    let mut days: BTreeMap<&str, DayReport> = BTreeMap::new();
    for row in &series.rows {
        let day = days.entry(&row.day).or_default();
        row.day.clone_into(&mut day.day);
        add(&mut day.conversions, &row.conversions);
        day.unique_recipients += row.unique_recipients;
        day.revenue += row.revenue;
    }
    days
}

fn messages(
    entry: &Entry,
    series: &Series,
    days: &BTreeMap<&str, DayReport>,
) -> (Vec<MessageReport>, Vec<MessageReport>) {
    let attribution = Attribution::of(entry);
    let listed = entry
        .messages
        .iter()
        .map(|(key, message)| (Owner::Message(key), listed(key, message, days.len())));
    let mut reports: BTreeMap<Owner, MessageReport> = listed.collect();
    for row in &series.rows {
        let day = days.range(..row.day.as_str()).count();
        for variation in &row.variations {
            let owner = attribution.owner(variation);
            let report = reports.entry(owner).or_insert_with(|| unlisted(variation, days.len()));
            report.take(day, variation);
        }
    }
    let derived = reports.into_values().map(MessageReport::derived);
    let shown = derived.filter(|report| !report.retired || !report.counters.is_empty());
    shown.partition(|report| report.key.is_some())
}

fn listed(key: &MessageKey, message: &MessageEntry, days: usize) -> MessageReport {
    MessageReport {
        key: Some(key.clone()),
        retired: message.retired,
        channel: Some(message.channel),
        variation: message.message_variation_id.clone(),
        title: message.name.clone(),
        by_day: vec![Counters::new(); days],
        ..MessageReport::default()
    }
}

fn unlisted(row: &VariationRow, days: usize) -> MessageReport {
    MessageReport {
        channel: row.channel,
        variation: row.variation.clone(),
        title: row.name.clone(),
        by_day: vec![Counters::new(); days],
        ..MessageReport::default()
    }
}

impl MessageReport {
    fn take(&mut self, day: usize, row: &VariationRow) {
        add(&mut self.counters, &row.counters);
        add(&mut self.by_day[day], &row.counters);
        if let Some(more) = row.unique_recipients {
            *self.unique_recipients.get_or_insert_default() += more;
        }
        if let Some(more) = row.revenue {
            *self.revenue.get_or_insert_default() += more;
        }
    }

    fn derived(self) -> Self {
        let deliveries = rates::deliveries(self.channel, &self.counters);
        let rates = rates::rates(self.channel, &self.counters, self.unique_recipients);
        Self { deliveries, rates, ..self }
    }
}

fn add(sums: &mut Counters, more: &Counters) {
    for (name, count) in more {
        let sum = sums.entry(name.clone()).or_default();
        *sum = sum.saturating_add(*count);
    }
}
