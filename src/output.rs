//! Shows values to people and programs.

pub mod render;
pub mod send;
