//! What was written, read and judged: definitions into [`crate::model::Desired`].
