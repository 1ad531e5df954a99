//! Reports for programs, version 1.

use std::io::{self, Write};

use schemars::Schema;
use schemars::generate::SchemaSettings;

use super::Detail;
use super::v1::{CampaignV1, ConversionV1, DayV1, Document, EventV1, MessageV1, RateV1};
use crate::model::{Channel, Conversion, ConversionEvent};
use crate::report::{ConversionReport, DayReport, MessageReport, Rate, Report};

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
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    generator.into_root_schema_for::<Document>()
}

fn campaign(report: &Report, detail: Detail) -> CampaignV1 {
    let day = |day: Option<&DayReport>| day.map(|day| day.day.clone());
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
        channel: message.channel.map(Channel::in_sends),
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
    let day = |(place, day): (usize, &DayReport)| DayV1 {
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
