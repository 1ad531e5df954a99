//! Shows values to people and programs.

pub mod diagnostics;
pub mod plan;
pub mod report;
pub mod text;
