//! The daily series of a campaign ("Export campaign analytics").

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Channel, VariationId};

/// Named counts, as Braze names them: `sent`, `unique_opens`, `direct_opens`, …
pub type Counters = BTreeMap<String, u64>;

/// One row per day, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Series {
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Row {
    /// `YYYY-MM-DD`.
    pub day: String,
    pub variations: Vec<VariationRow>,
    /// `conversions`, `conversions1`, …, `conversions_by_send_time`, … of the whole campaign.
    pub conversions: Counters,
    pub unique_recipients: u64,
    /// US dollars.
    pub revenue: f64,
}

/// What one variation did on one day.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VariationRow {
    /// `None` for a channel that this version does not know.
    pub channel: Option<Channel>,
    /// Braze gives the id, or only the name, or both.
    pub variation: Option<VariationId>,
    pub name: Option<String>,
    pub counters: Counters,
    pub unique_recipients: Option<u64>,
    pub revenue: Option<f64>,
}
