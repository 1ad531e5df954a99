//! Sends: one run's summary, the list, one send with its batches.

mod human;
mod json;

pub use human::{command, list, show, summary};
pub use json::{list as list_json, show as show_json, summary as summary_json};
