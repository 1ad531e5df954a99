//! A file's text together with its path, which is all that a place needs.

use std::ops::Range;

use crate::diagnostic::Location;

/// A text with the path it was read from. Spans are bytes of `text`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// From the project's root, `/`-separated.
    pub path: String,
    /// Without a byte order mark.
    pub text: String,
}

impl Source {
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// Locates a stretch of bytes; any range is fine.
    pub fn locate(&self, span: &Range<usize>) -> Location {
        Location::of(&self.path, &self.text, span.clone())
    }

    /// The line of a byte, from 1.
    pub fn line(&self, at: usize) -> usize {
        let before = &self.text[..self.text.floor_char_boundary(at)];
        1 + before.matches('\n').count()
    }
}
