//! A file's text together with its path, which is all that a place needs.

use std::ops::Range;
use std::sync::OnceLock;

use crate::diagnostic::Location;

/// A text with the path it was read from. Spans are bytes of `text`.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// From the project's root, `/`-separated.
    pub path: String,
    /// Without a byte order mark.
    pub text: String,
    /// Where each line ends, once somebody asks: places are asked for by the thousand.
    ends: OnceLock<Vec<usize>>,
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path && self.text == other.text
    }
}

impl Eq for Source {}

impl Source {
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into(), ends: OnceLock::new() }
    }

    /// Locates a stretch of bytes; any range is fine.
    pub fn locate(&self, span: &Range<usize>) -> Location {
        Location::with_lines(&self.path, &self.text, span.clone(), &|at| self.line(at))
    }

    /// The line of a byte, from 1.
    pub fn line(&self, at: usize) -> usize {
        // Near the beginning they are as soon counted.
        const NEAR: usize = 1024;
        if at <= NEAR && self.ends.get().is_none() {
            let before = &self.text.as_bytes()[..at.min(self.text.len())];
            return 1 + memchr::memchr_iter(b'\n', before).count();
        }
        let ends =
            self.ends.get_or_init(|| memchr::memchr_iter(b'\n', self.text.as_bytes()).collect());
        1 + ends.partition_point(|&end| end < at)
    }
}
