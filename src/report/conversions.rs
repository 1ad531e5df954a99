//! Conversion events of the whole campaign, with their names.

use super::Rate;
use super::rates::CONVERSIONS;
use crate::lock::Entry;
use crate::model::{Conversion, Counters};

/// One of the events A to D.
#[derive(Clone, Debug, PartialEq)]
pub struct ConversionReport {
    pub letter: char,
    /// `None` when the lockfile does not know the event.
    pub conversion: Option<Conversion>,
    /// By the day on which they happened.
    pub count: u64,
    /// By the day on which the message was sent; `None` when the series does not say.
    pub by_send_time: Option<u64>,
    /// Of the unique recipients.
    pub rate: Rate,
}

/// Every event that the lockfile names or the series counts.
pub(super) fn conversions(
    entry: &Entry,
    totals: &Counters,
    unique_recipients: u64,
) -> Vec<ConversionReport> {
    let named = entry.conversions.as_deref().unwrap_or_default();
    let letters = ('A'..='D').zip(CONVERSIONS).enumerate();
    letters
        .filter_map(|(place, (letter, (counter, rate)))| {
            let conversion = named.get(place).cloned();
            let counted = totals.get(counter).copied();
            // A series counts event A even where there is none.
            if conversion.is_none() && counted.unwrap_or_default() == 0 {
                return None;
            }
            let count = counted.unwrap_or_default();
            Some(ConversionReport {
                letter,
                conversion,
                count,
                by_send_time: totals.get(&format!("{counter}_by_send_time")).copied(),
                rate: Rate::new(rate, count, unique_recipients),
            })
        })
        .collect()
}
