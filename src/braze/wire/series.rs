//! The answer of `/campaigns/data_series` ("Export campaign analytics").

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::lenient::{amount, count, or_default};
use crate::model::{Channel, Counters, Row, VariationId, VariationRow};

#[derive(Deserialize)]
pub(in crate::braze) struct SeriesAnswer {
    #[serde(default, deserialize_with = "or_default")]
    data: Vec<Day>,
}

#[derive(Deserialize)]
struct Day {
    time: String,
    #[serde(default, deserialize_with = "or_default")]
    messages: BTreeMap<String, Value>,
    #[serde(default)]
    unique_recipients: Value,
    #[serde(default)]
    revenue: Value,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl SeriesAnswer {
    pub(in crate::braze) fn into_rows(self) -> Vec<Row> {
        self.data.into_iter().map(Day::into_row).collect()
    }
}

impl Day {
    fn into_row(self) -> Row {
        let variations = self.messages.iter().flat_map(|(channel, rows)| {
            // Null for a channel that the campaign does not use.
            let rows = rows.as_array().map(Vec::as_slice).unwrap_or_default();
            rows.iter().filter_map(|row| variation(channel, row.as_object()?))
        });
        Row {
            // Some answers add the time of day.
            day: self.time.split('T').next().unwrap_or_default().to_owned(),
            variations: variations.collect(),
            conversions: counters(&self.rest)
                .into_iter()
                .filter(|(name, _)| name.starts_with("conversions"))
                .collect(),
            unique_recipients: count(&self.unique_recipients).unwrap_or_default(),
            revenue: amount(&self.revenue).unwrap_or_default(),
        }
    }
}

fn variation(channel: &str, row: &Map<String, Value>) -> Option<VariationRow> {
    let text = |field: &str| row.get(field).and_then(Value::as_str).filter(|text| !text.is_empty());
    let mut counters = counters(row);
    let unique_recipients = counters.remove("unique_recipients");
    counters.remove("revenue");
    // The control group's row: nothing was sent, every count is null.
    if counters.is_empty() && unique_recipients.is_none() {
        return None;
    }
    Some(VariationRow {
        channel: Channel::from_export(channel),
        variation: text("variation_api_id").and_then(|id| VariationId::parse(id).ok()),
        name: text("variation_name").map(str::to_owned),
        counters,
        unique_recipients,
        revenue: row.get("revenue").and_then(amount),
    })
}

/// Every field that holds a count: channels add counters of their own, and buttons theirs.
fn counters(row: &Map<String, Value>) -> Counters {
    let numbers = row.iter().filter(|(_, value)| value.is_number());
    numbers.filter_map(|(name, value)| Some((name.clone(), count(value)?))).collect()
}
