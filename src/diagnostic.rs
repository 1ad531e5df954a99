//! A problem in what somebody wrote: what, where, and what to do. Rendering is somebody else's work.

use serde::Serialize;

/// One problem. It is complete in itself: the text of its lines is inside, so that the files it
/// speaks of can be dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// A stable kebab-case id, such as `unknown-field`; `campaignctl explain ID` tells more. Empty
    /// where there is no more to tell.
    pub rule: &'static str,
    pub severity: Severity,
    /// One sentence fragment without a full stop, in lower case, names in backticks.
    pub message: String,
    /// `None` when the problem has no file (a bad argument, an empty project).
    pub location: Option<Location>,
    /// Other places that matter: the first of two duplicates, the including file.
    pub related: Vec<Related>,
    /// What to do about it.
    pub help: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Error,
    Warning,
    Note,
}

/// A stretch of a file, with the lines that show it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Location {
    /// From the project's root, `/`-separated.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
    /// The lines `line..=end_line`, cut to a decent length; empty when there is nothing to show.
    #[serde(skip)]
    pub excerpt: String,
    /// The stretch within `excerpt`, in bytes.
    #[serde(skip)]
    pub mark: (usize, usize),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Related {
    pub location: Location,
    pub message: String,
}

impl Diagnostic {
    pub fn error(rule: &'static str, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: Severity::Error,
            message: message.into(),
            location: None,
            related: Vec::new(),
            help: None,
        }
    }

    /// An error in a file that the catalogue's rules are not about.
    pub fn unruled(message: impl Into<String>) -> Self {
        Self::error("", message)
    }

    pub fn warning(rule: &'static str, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(rule, message) }
    }

    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }

    #[must_use]
    pub fn related(mut self, location: Location, message: impl Into<String>) -> Self {
        self.related.push(Related { location, message: message.into() });
        self
    }

    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl Location {
    /// The longest excerpt that is kept, in bytes. Longer lines are cut around the mark.
    pub const MAX_EXCERPT: usize = 400;

    /// Locates a stretch of bytes of a text. Both ends are moved to character boundaries and into
    /// the text, so any range is fine.
    pub fn of(file: &str, text: &str, range: std::ops::Range<usize>) -> Self {
        let line = |at: usize| 1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count();
        Self::with_lines(file, text, range, &line)
    }

    /// [`Self::of`] where `line_of` knows the line of a byte, from 1.
    pub fn with_lines(
        file: &str,
        text: &str,
        range: std::ops::Range<usize>,
        line_of: &dyn Fn(usize) -> usize,
    ) -> Self {
        let start = floor_boundary(text, range.start.min(text.len()));
        let end = floor_boundary(text, range.end.clamp(start, text.len()));
        let first = line_start(text, start);
        let first_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let column = |from: usize, at: usize| 1 + text[from..at].chars().count();
        let line = line_of(start);
        let (end_line, end_start) =
            if end <= first_end { (line, first) } else { (line_of(end), line_start(text, end)) };
        // One line is enough to find the place; a mark over several lines is shown on its first.
        let shown_end = end.min(first_end);
        let from = floor_boundary(text, first.max(start.saturating_sub(Self::MAX_EXCERPT / 2)));
        let to = floor_boundary(text, first_end.min(from + Self::MAX_EXCERPT));
        let excerpt = text[from..to].trim_end_matches('\r');
        let shown = |at: usize| (at - from).min(excerpt.len());
        Self {
            file: file.to_owned(),
            line,
            column: column(first, start),
            end_line,
            end_column: column(end_start, end),
            excerpt: excerpt.to_owned(),
            mark: (shown(start), shown(shown_end)),
        }
    }

    /// The whole of a file, when no line of it can be shown.
    pub fn file(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            line: 1,
            column: 1,
            end_line: 1,
            end_column: 1,
            excerpt: String::new(),
            mark: (0, 0),
        }
    }
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}
