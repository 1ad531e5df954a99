//! Sends: one run's summary, the list, one send with its batches.

mod human;
mod json;
mod way;

pub use human::{list, show, summary};
pub use json::{
    foreseen as foreseen_json, list as list_json, show as show_json, summary as summary_json,
};
pub use way::Way;
