//! Shows values to people and programs.

pub mod diagnostics;
pub mod doctor;
pub mod import;
pub mod lock;
pub mod plan;
pub mod render;
pub mod report;
pub mod sarif;
pub mod send;
pub mod shell;
