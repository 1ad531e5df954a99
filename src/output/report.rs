//! Shows reports: as tables for people, as JSON for programs.

mod human;
mod json;
mod messages;
mod numbers;
mod sparkline;
mod table;
mod v1;

pub use human::human;
pub use json::{json, schema};

/// How much of a report is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// The sums of all days.
    #[default]
    Sums,
    /// The sums, and each day.
    ByDay,
}
