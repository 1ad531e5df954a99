//! The JSON of reports, version 1. These types are the format: they change only by addition.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// What `campaignctl report --format json` prints.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "campaignctl report, version 1")]
pub(super) struct Document {
    /// The version of this format: 1.
    pub(super) version: u32,
    /// One for each campaign.
    pub(super) reports: Vec<CampaignV1>,
}

/// One campaign over some days.
#[derive(Serialize, JsonSchema)]
pub(super) struct CampaignV1 {
    /// The campaign's key.
    pub(super) campaign: String,
    pub(super) campaign_id: Option<String>,
    pub(super) title: String,
    pub(super) retired: bool,
    /// The first day of the series, `YYYY-MM-DD`; null when there is none.
    pub(super) first_day: Option<String>,
    pub(super) last_day: Option<String>,
    /// The sum of each day's unique recipients.
    pub(super) unique_recipients: u64,
    /// US dollars.
    pub(super) revenue: f64,
    /// The events A to D.
    pub(super) conversions: Vec<ConversionV1>,
    pub(super) messages: Vec<MessageV1>,
    /// Each day; only when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) days: Option<Vec<DayV1>>,
}

/// One conversion event.
#[derive(Serialize, JsonSchema)]
pub(super) struct ConversionV1 {
    /// `A` to `D`.
    pub(super) letter: char,
    /// The event, when the lockfile has it.
    pub(super) event: Option<EventV1>,
    pub(super) count: u64,
    /// Counted by the day of the send; null when the series does not say.
    pub(super) by_send_time: Option<u64>,
    /// Of the unique recipients.
    pub(super) rate: RateV1,
}

/// What counts as a conversion.
#[derive(Serialize, JsonSchema)]
pub(super) struct EventV1 {
    /// `clicks_email`, `makes_any_purchase`, `makes_specific_purchase`, `opens_email`,
    /// `performs_custom_event`, `starts_session`, `upgrades_app`, or the text that Braze has for it.
    pub(super) event: String,
    /// The name of the custom event or product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    /// The apps that count; absent where every app does.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    pub(super) apps: Vec<String>,
    /// The window after receipt.
    pub(super) within_seconds: u64,
}

/// One message variation.
#[derive(Serialize, JsonSchema)]
pub(super) struct MessageV1 {
    /// The message's key; null when the variation is not in the lockfile.
    pub(super) message: Option<String>,
    pub(super) retired: bool,
    /// As sends spell it; null when this version does not know it.
    pub(super) channel: Option<&'static str>,
    pub(super) message_variation_id: Option<String>,
    pub(super) title: Option<String>,
    /// Sums, in Braze's names.
    pub(super) counters: BTreeMap<String, u64>,
    /// What arrived; null for channels that do not tell.
    pub(super) deliveries: Option<u64>,
    pub(super) rates: Vec<RateV1>,
    pub(super) unique_recipients: Option<u64>,
    /// US dollars.
    pub(super) revenue: Option<f64>,
}

/// A part of a whole, with the interval in which the true share lies with 95 % confidence (Wilson).
#[derive(Serialize, JsonSchema)]
pub(super) struct RateV1 {
    pub(super) name: &'static str,
    pub(super) part: u64,
    pub(super) whole: u64,
    /// Null of nothing; above 1 where one recipient may count more than once.
    pub(super) share: Option<f64>,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
}

/// One day of the campaign.
#[derive(Serialize, JsonSchema)]
pub(super) struct DayV1 {
    /// `YYYY-MM-DD`.
    pub(super) day: String,
    pub(super) unique_recipients: u64,
    pub(super) revenue: f64,
    /// `conversions`, `conversions1`, …, as Braze names them.
    pub(super) conversions: BTreeMap<String, u64>,
    /// In the order of the campaign's `messages`.
    pub(super) messages: Vec<BTreeMap<String, u64>>,
}
