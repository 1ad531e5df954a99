//! Reports for programs, version 1. These types are the format: they change only by addition.

use std::collections::BTreeMap;
use std::io::{self, Write};

use schemars::{JsonSchema, Schema};
use serde::Serialize;

use super::Detail;
use crate::model::{Conversion, ConversionEvent};
use crate::report::{ConversionReport, MessageReport, Rate, Report};

/// Writes reports as one JSON document, with a line break at its end.
///
/// # Errors
/// When `out` cannot be written.
pub fn json(out: &mut dyn Write, reports: &[Report], detail: Detail) -> io::Result<()> {
    let reports = reports.iter().map(|report| campaign(report, detail)).collect();
    serde_json::to_writer_pretty(&mut *out, &Document { version: 1, reports })?;
    writeln!(out)
}

/// The JSON Schema of what [`json`] writes.
pub fn schema() -> Schema {
    let generator =
        schemars::generate::SchemaSettings::draft2020_12().for_serialize().into_generator();
    generator.into_root_schema_for::<Document>()
}

/// What `campaignctl report --format json` prints.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "campaignctl report, version 1")]
struct Document {
    /// The version of this format: 1.
    version: u32,
    /// One for each campaign.
    reports: Vec<CampaignV1>,
}

/// One campaign over some days.
#[derive(Serialize, JsonSchema)]
struct CampaignV1 {
    /// The campaign's key.
    campaign: String,
    campaign_id: Option<String>,
    title: String,
    retired: bool,
    /// The first day of the series, `YYYY-MM-DD`; null when there is none.
    first_day: Option<String>,
    last_day: Option<String>,
    /// The sum of each day's unique recipients.
    unique_recipients: u64,
    /// US dollars.
    revenue: f64,
    /// The events A to D.
    conversions: Vec<ConversionV1>,
    messages: Vec<MessageV1>,
    /// Each day; only when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<Vec<DayV1>>,
}

/// One conversion event.
#[derive(Serialize, JsonSchema)]
struct ConversionV1 {
    /// `A` to `D`.
    letter: char,
    /// The event, when the lockfile has it.
    event: Option<EventV1>,
    count: u64,
    /// Counted by the day of the send; null when the series does not say.
    by_send_time: Option<u64>,
    /// Of the unique recipients.
    rate: RateV1,
}

/// What counts as a conversion.
#[derive(Serialize, JsonSchema)]
struct EventV1 {
    /// `clicks_email`, `makes_any_purchase`, `makes_specific_purchase`, `opens_email`,
    /// `performs_custom_event`, `starts_session`, `upgrades_app`, or the text that Braze has for it.
    event: String,
    /// The name of the custom event or product.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The apps that count; absent where every app does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    apps: Vec<String>,
    /// The window after receipt.
    within_seconds: u64,
}

/// One message variation.
#[derive(Serialize, JsonSchema)]
struct MessageV1 {
    /// The message's key; null when the variation is not in the lockfile.
    message: Option<String>,
    retired: bool,
    /// As sends spell it; null when this version does not know it.
    channel: Option<&'static str>,
    message_variation_id: Option<String>,
    title: Option<String>,
    /// Sums, in Braze's names.
    counters: BTreeMap<String, u64>,
    /// What arrived; null for channels that do not tell.
    deliveries: Option<u64>,
    rates: Vec<RateV1>,
    unique_recipients: Option<u64>,
    /// US dollars.
    revenue: Option<f64>,
}

/// A part of a whole, with the interval in which the true share lies with 95 % confidence (Wilson).
#[derive(Serialize, JsonSchema)]
struct RateV1 {
    name: &'static str,
    part: u64,
    whole: u64,
    /// Null of nothing; above 1 where one recipient may count more than once.
    share: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

/// One day of the campaign.
#[derive(Serialize, JsonSchema)]
struct DayV1 {
    /// `YYYY-MM-DD`.
    day: String,
    unique_recipients: u64,
    revenue: f64,
    /// `conversions`, `conversions1`, …, as Braze names them.
    conversions: BTreeMap<String, u64>,
    /// In the order of the campaign's `messages`.
    messages: Vec<BTreeMap<String, u64>>,
}

fn campaign(report: &Report, detail: Detail) -> CampaignV1 {
    let day = |day: Option<&crate::report::DayReport>| day.map(|day| day.day.clone());
    CampaignV1 {
        campaign: report.campaign.to_string(),
        campaign_id: report.campaign_id.as_ref().map(ToString::to_string),
        title: report.title.clone(),
        retired: report.retired,
        first_day: day(report.days.first()),
        last_day: day(report.days.last()),
        unique_recipients: report.unique_recipients,
        revenue: cents(report.revenue),
        conversions: report.conversions.iter().map(conversion).collect(),
        messages: all(report).map(message).collect(),
        days: (detail == Detail::ByDay).then(|| days(report)),
    }
}

fn all(report: &Report) -> impl Iterator<Item = &MessageReport> {
    report.messages.iter().chain(&report.unlisted)
}

fn message(message: &MessageReport) -> MessageV1 {
    MessageV1 {
        message: message.key.as_ref().map(ToString::to_string),
        retired: message.retired,
        channel: message.channel.map(crate::model::Channel::in_sends),
        message_variation_id: message.variation.as_ref().map(ToString::to_string),
        title: message.title.clone(),
        counters: message.counters.clone(),
        deliveries: message.deliveries,
        rates: message.rates.iter().map(rate).collect(),
        unique_recipients: message.unique_recipients,
        revenue: message.revenue.map(cents),
    }
}

fn conversion(report: &ConversionReport) -> ConversionV1 {
    let ConversionReport { letter, conversion, count, by_send_time, rate: share } = report;
    ConversionV1 {
        letter: *letter,
        event: conversion.as_ref().map(event),
        count: *count,
        by_send_time: *by_send_time,
        rate: rate(share),
    }
}

fn event(conversion: &Conversion) -> EventV1 {
    let none = Vec::new;
    let (event, name, apps) = match &conversion.event {
        ConversionEvent::ClicksEmail => ("clicks_email", None, none()),
        ConversionEvent::MakesAnyPurchase => ("makes_any_purchase", None, none()),
        ConversionEvent::MakesSpecificPurchase { product } => {
            ("makes_specific_purchase", Some(product.clone()), none())
        }
        ConversionEvent::OpensEmail => ("opens_email", None, none()),
        ConversionEvent::PerformsCustomEvent { name } => {
            ("performs_custom_event", Some(name.clone()), none())
        }
        ConversionEvent::StartsSession { apps } => ("starts_session", None, apps.clone()),
        ConversionEvent::UpgradesApp { apps } => ("upgrades_app", None, apps.clone()),
        ConversionEvent::Other { kind } => (kind.as_str(), None, none()),
    };
    EventV1 { event: event.to_owned(), name, apps, within_seconds: conversion.within_seconds }
}

fn rate(rate: &Rate) -> RateV1 {
    let &Rate { name, part, whole, share, interval } = rate;
    let (low, high) = (interval.map(|found| found.low), interval.map(|found| found.high));
    let [share, low, high] = [share, low, high].map(|number| number.map(short));
    RateV1 { name, part, whole, share, low, high }
}

fn days(report: &Report) -> Vec<DayV1> {
    let day = |(place, day): (usize, &crate::report::DayReport)| DayV1 {
        day: day.day.clone(),
        unique_recipients: day.unique_recipients,
        revenue: cents(day.revenue),
        conversions: day.conversions.clone(),
        messages: all(report).map(|message| message.by_day[place].clone()).collect(),
    };
    report.days.iter().enumerate().map(day).collect()
}

/// Sums of cents pick up dust.
fn cents(amount: f64) -> f64 {
    (amount * 100.0).round() / 100.0
}

/// Six digits say more than any count supports.
fn short(number: f64) -> f64 {
    (number * 1e6).round() / 1e6
}
