//! Braze's Liquid: where it is in a text, and how a value stays out of it.

mod literal;
mod piece;
mod spans;

pub use literal::{BRACE, literal};
pub use piece::{Fault, Piece, pieces};
pub use spans::{Kind, Span, has_liquid, spans};
