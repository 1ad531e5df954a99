//! What the parser refuses, said to people, and how reading goes on behind it.

mod block;
mod flow;
mod line;
mod quotes;
mod unquoted;

use std::ops::Range;

use granit_parser::{ErrorKind, ScanError};

use crate::diagnostic::Diagnostic;

use super::Source;
use line::Line;

pub(super) use unquoted::{starred, unquoted};

/// Something that is no YAML.
pub(super) struct Refusal {
    pub(super) diagnostic: Diagnostic,
    /// Where the parser noticed it.
    pub(super) at: usize,
    /// What was certainly meant; `None` ends the reading.
    pub(super) mend: Option<Mend>,
}

/// How a text is read on: with bytes in place of others, as many as there were, so that every other
/// byte keeps its place.
pub(super) struct Mend {
    pub(super) span: Range<usize>,
    pub(super) filler: String,
    /// The text that stands for the scalar which the filler makes, and where that scalar begins.
    pub(super) scalar: Option<(usize, String)>,
    /// The help once reading on has shown that the whole mended line is YAML.
    pub(super) help: Option<String>,
}

impl Mend {
    /// A stretch that is one text, as it stands there.
    fn text(source: &Source, span: Range<usize>) -> Self {
        let text = source.text[span.clone()].to_owned();
        Self { filler: filler(span.len()), scalar: Some((span.start, text)), span, help: None }
    }

    /// One byte that was another.
    fn byte(at: usize, is: &str) -> Self {
        Self { span: at..at + 1, filler: is.to_owned(), scalar: None, help: None }
    }
}

/// A text of a length, quoted where there is room for quotes.
fn filler(length: usize) -> String {
    match length.checked_sub(2) {
        Some(inner) => format!("\"{}\"", "x".repeat(inner)),
        None => "x".repeat(length),
    }
}

/// What has been read until the parser stopped.
pub(super) struct Reading<'a> {
    pub(super) source: &'a Source,
    /// The text that was parsed: the source's, mended.
    pub(super) text: &'a str,
    /// Where the collections begin that are open.
    pub(super) open: Vec<usize>,
    /// The last scalar.
    pub(super) scalar: Range<usize>,
}

/// What is said about a refusal, before it is known where the parser noticed it.
type Said = (Diagnostic, Option<Mend>);

impl Reading<'_> {
    /// Whether a `{ … }` or `[ … ]` is open around a place.
    pub(super) fn in_flow(&self, at: usize) -> bool {
        self.bracket(at).is_some()
    }

    /// The innermost bracket that is open around a place.
    fn bracket(&self, at: usize) -> Option<usize> {
        let flow = |start: &&usize| **start < at && self.text[**start..].starts_with(['{', '[']);
        self.open.iter().rev().find(flow).copied()
    }

    fn line(&self, at: usize) -> Line<'_> {
        Line::at(self.text, at)
    }

    fn error(&self, message: impl Into<String>, span: &Range<usize>) -> Diagnostic {
        Diagnostic::error("syntax", message).at(self.source.locate(span))
    }

    /// A refusal of the parser as a diagnostic; what is likeliest first. Where nothing is certain,
    /// the parser has the word.
    pub(super) fn refusal(&self, error: &ScanError) -> Refusal {
        let at = error.marker().byte_offset().unwrap_or(0).min(self.text.len());
        let at = self.text.floor_char_boundary(at);
        // Before the line's end, however it is written.
        let at = at.min(self.line(at).end());
        let (diagnostic, mend) = self.said(error.kind(), at).unwrap_or_else(|| {
            let text = error.kind().to_string();
            let message = format!("this is no YAML: {}", text.trim_end_matches('.'));
            (self.error(message, &(at..self.after(at))), None)
        });
        Refusal { diagnostic, at, mend }
    }

    /// The end of the character at a place.
    fn after(&self, at: usize) -> usize {
        at + self.text[at..].chars().next().map_or(0, char::len_utf8)
    }

    fn said(&self, kind: &ErrorKind, at: usize) -> Option<Said> {
        if *kind == ErrorKind::RecursionLimitExceeded {
            let message = "too many levels of values within values";
            let location = self.source.locate(&(at..self.after(at)));
            return Some((Diagnostic::error("too-deep", message).at(location), None));
        }
        let early = self.tab(kind, at).or_else(|| self.no_break_space(at));
        if let Some(diagnostic) = early.or_else(|| self.unindented_text(at)) {
            return Some((diagnostic, None));
        }
        if let Some((diagnostic, mend)) = self.unquoted_near(at) {
            return Some((diagnostic, Some(mend)));
        }
        self.of_kind(kind, at)
    }

    fn of_kind(&self, kind: &ErrorKind, at: usize) -> Option<Said> {
        match kind {
            ErrorKind::InvalidTrailingSingleQuotedScalar
            | ErrorKind::InvalidTrailingDoubleQuotedScalar => self.behind_quotes(at),
            ErrorKind::UnclosedQuotedScalar => Some((self.unclosed_quote(at), None)),
            ErrorKind::UnknownQuotedScalarEscape
            | ErrorKind::InvalidQuotedScalarHexEscape
            | ErrorKind::InvalidUnicodeEscape => self.escape(at),
            ErrorKind::UnexpectedCharacter { .. }
            | ErrorKind::MissingAnchorOrAliasName
            | ErrorKind::UnexpectedEofBlockMapping
            | ErrorKind::BlockSequenceEntryNotAllowed => self.special(at),
            ErrorKind::MisplacedFlowCollectionEnd => {
                self.special(at).or_else(|| Some((self.closes_nothing(at), None)))
            }
            ErrorKind::SimpleKeyExpected => self.no_key(at),
            ErrorKind::MappingValueNotAllowed => self.colon(at),
            ErrorKind::ExpectedBlockMappingKey => self.among_keys(at),
            ErrorKind::ExpectedBlockSequenceEntry => Some((self.among_items(at), None)),
            ErrorKind::InvalidBlockScalarHeader => self.behind_header(at),
            ErrorKind::UnclosedFlowCollection { .. } => Some((self.unclosed(at, None), None)),
            ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
                Some((self.mismatched(at, *open, *close), None))
            }
            ErrorKind::InvalidColonPlacement
            | ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator
            | ErrorKind::UnexpectedEofFlowMapping
            | ErrorKind::UnexpectedEofFlowSequence
            | ErrorKind::UnexpectedEofImplicitFlowMapping
            | ErrorKind::InvalidFlowScalarIndent => self.within_brackets(at),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
