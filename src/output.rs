//! Shows values to people and programs.

pub mod plan;
pub mod report;
