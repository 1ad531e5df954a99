//! One canonical way to write a YAML text, with its comments and blank lines.
//!
//! Every line stays a line: what changes is the white space before, between and after what is
//! written, and single quotes that can as well be double ones. So nothing moves, comments stay where
//! they were put, and the result can be proved: both texts are read and must say the same.

mod block_scalar;
mod flow_scalar;
mod layout;
mod meaning;
mod piece;

use granit_parser::ScanError;
use thiserror::Error;

/// Collections within collections, as deep as the reader goes.
const DEPTH: usize = 64;

#[derive(Debug, Error, PartialEq, Eq)]
pub enum FormatError {
    /// The text is no YAML; the reader's diagnostic says more.
    #[error("not YAML at {line}:{column}: {message}")]
    Syntax { line: usize, column: usize, message: String },
    /// The formatted text would say something else, so there is none.
    #[error("this way of writing cannot be formatted without changing what it says")]
    Unfaithful,
}

/// Formats a text. The result reads back as the same documents with the same comments, and
/// formatting it again changes nothing.
pub fn format(text: &str) -> Result<String, FormatError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let before = meaning::read(&text)?;
    let steps = piece::split(&text)?;
    let formatted = layout::write(&steps);
    match meaning::read(&formatted) {
        Ok(after) if after == before => Ok(formatted),
        _ => Err(FormatError::Unfaithful),
    }
}

impl From<ScanError> for FormatError {
    fn from(error: ScanError) -> Self {
        let place = error.marker();
        Self::Syntax {
            line: place.line(),
            column: place.col() + 1,
            message: error.info().escape_debug().to_string(),
        }
    }
}
