//! Shows values to people and programs.

pub mod report;
