//! What was written, read and judged: definitions into [`crate::model::Desired`].

pub mod document;
pub mod schema;
