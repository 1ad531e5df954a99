//! Braze's Liquid: where it is in a text, and how a value stays out of it.

mod literal;
mod spans;

pub use literal::{BRACE, literal};
pub use spans::{Kind, Span, has_liquid, spans};
