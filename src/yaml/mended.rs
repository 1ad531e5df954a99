//! Reading on behind what is no YAML, where it is certain what was meant.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use crate::diagnostic::Diagnostic;

use super::Source;
use super::read::MOST_PROBLEMS;
use super::syntax::{Mend, Refusal};

/// How many bytes are read anew, all in all, to find what is wrong behind what could be mended.
const MOST_READ_AGAIN: usize = 4 << 20;

/// A text that is read again and again, each time with one more mistake mended.
pub(super) struct Mended<'a> {
    source: &'a Source,
    pub(super) text: Cow<'a, str>,
    /// The texts that stand for scalars which only fill a place, by where those begin.
    pub(super) scalars: HashMap<usize, String>,
    spans: Vec<Range<usize>>,
    told: Vec<Diagnostic>,
    /// What was mended last. That it was mended well is known once it has been read.
    last: Option<Last>,
    /// How many more bytes may be read.
    left: usize,
}

struct Last {
    diagnostic: Diagnostic,
    span: Range<usize>,
    /// Where the scalar begins that it makes.
    scalar: Option<usize>,
    help: Option<String>,
}

impl<'a> Mended<'a> {
    pub(super) fn new(source: &'a Source) -> Self {
        Self {
            source,
            text: Cow::Borrowed(&source.text),
            scalars: HashMap::new(),
            spans: Vec::new(),
            told: Vec::new(),
            last: None,
            left: MOST_READ_AGAIN,
        }
    }

    /// Takes what ended a reading, and which of the scalars were met; gives it back if it can be mended.
    pub(super) fn settle(
        &mut self,
        refusal: Option<Refusal>,
        filled: &[usize],
    ) -> Option<(Diagnostic, Mend)> {
        let mut follows = false;
        if let Some(Last { mut diagnostic, span, scalar, help }) = self.last.take() {
            let line_end = self.source.text[span.end..].find('\n');
            let line_end = line_end.map_or(self.source.text.len(), |end| span.end + end);
            let next = refusal.as_ref().map(|refusal| refusal.at);
            let read = scalar.is_none_or(|at| filled.contains(&at));
            // What comes of the mending itself is nobody's mistake.
            follows = !read || next.is_some_and(|next| self.goes_on(&span, next));
            let line = self.source.text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
            let alone = !self.spans.iter().any(|old| (line..span.start).contains(&old.start));
            if !follows && alone && next.is_none_or(|next| next > line_end) && help.is_some() {
                diagnostic.help = help;
            }
            self.told.push(diagnostic);
        }
        let Refusal { diagnostic, mend, .. } = refusal.filter(|_| !follows)?;
        let again = self.told.len() < MOST_PROBLEMS && self.left >= self.text.len();
        match mend {
            Some(mend) if again && self.is_new(&mend) => Some((diagnostic, mend)),
            _ => {
                self.told.push(diagnostic);
                None
            }
        }
    }

    /// Whether a place is within what was mended, or where a text of several lines goes on.
    fn goes_on(&self, span: &Range<usize>, next: usize) -> bool {
        let text = &self.source.text;
        let Some(between) = text.get(span.end..next) else { return true };
        let deeper = |column: usize| {
            let line = text[..span.start].rfind('\n').map_or(0, |newline| newline + 1);
            let indent = text[line..].len() - text[line..].trim_start_matches(' ').len();
            column > indent
        };
        let blank = between.trim().is_empty();
        blank && between.rfind('\n').is_none_or(|newline| deeper(between.len() - newline - 1))
    }

    fn is_new(&self, mend: &Mend) -> bool {
        let Mend { span, .. } = mend;
        self.spans.iter().all(|old| old.end <= span.start || span.end <= old.start)
    }

    pub(super) fn mend(&mut self, diagnostic: Diagnostic, mend: Mend) {
        let Mend { span, filler, scalar, help } = mend;
        self.left = self.left.saturating_sub(self.text.len());
        self.text.to_mut().replace_range(span.clone(), &filler);
        let begins = scalar.as_ref().map(|(at, _)| *at);
        self.scalars.extend(scalar);
        self.spans.push(span.clone());
        self.last = Some(Last { diagnostic, span, scalar: begins, help });
    }

    /// Everything that ended a reading, among what did not.
    pub(super) fn told(self, problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut told = self.told;
        if told.is_empty() {
            return problems;
        }
        told.extend(problems);
        told.sort_by_key(|one| one.location.as_ref().map(|at| (at.line, at.column)));
        told.truncate(MOST_PROBLEMS);
        told
    }
}
