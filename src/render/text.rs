//! A text in reference form with its references marked, so that scanners can walk over it.

use crate::liquid::{self, Span};
use crate::model::{Segment, segments};

/// Stands for a reference while a text is scanned. It means nothing in HTML, JSON, URLs or Liquid.
pub(super) const MARK: char = '\u{fffc}';

/// A text taken apart.
pub(super) struct Marked<'a> {
    pub(super) segments: Vec<Segment<'a>>,
    /// The text with a [`MARK`] for each reference.
    pub(super) text: String,
    /// Where the marks are, in bytes of `text`.
    pub(super) marks: Vec<usize>,
    pub(super) liquid: Vec<Span>,
}

impl<'a> Marked<'a> {
    pub(super) fn of(source: &'a str) -> Self {
        let segments = segments(source);
        let mut text = String::with_capacity(source.len());
        let mut marks = Vec::new();
        for segment in &segments {
            match segment {
                Segment::Literal(literal) => text.push_str(literal),
                Segment::Reference(_) => {
                    marks.push(text.len());
                    text.push(MARK);
                }
            }
        }
        let liquid = if marks.is_empty() { Vec::new() } else { liquid::spans(&text) };
        Self { segments, text, marks, liquid }
    }

    /// The text as steps for a scanner: characters, with each stretch of Liquid and each reference
    /// as one.
    pub(super) fn steps(&self) -> impl Iterator<Item = Step> {
        let mut at = 0;
        let mut spans = self.liquid.iter().peekable();
        let mut marks = self.marks.iter().peekable();
        std::iter::from_fn(move || {
            if let Some(span) = spans.next_if(|span| span.range.start == at) {
                at = span.range.end;
                while marks.next_if(|mark| **mark < at).is_some() {}
                return Some(Step::Liquid);
            }
            let c = self.text[at..].chars().next()?;
            let mark = marks.next_if(|mark| **mark == at).is_some();
            at += c.len_utf8();
            Some(if mark { Step::Reference } else { Step::Char(c) })
        })
    }

    /// Whether a reference stands within Liquid.
    pub(super) fn within_liquid(&self, mark: usize) -> bool {
        self.liquid.iter().any(|span| span.range.contains(&mark))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Char(char),
    Liquid,
    Reference,
}
