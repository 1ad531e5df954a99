//! Brackets that are not closed, and entries without a comma between them.

use crate::diagnostic::Diagnostic;

use super::{Mend, Reading, Said};

impl Reading<'_> {
    /// The parser lost its way between brackets.
    pub(super) fn within_brackets(&self, at: usize) -> Option<Said> {
        let bracket = self.bracket(at)?;
        let (opened, line) = (self.line(bracket), self.line(at));
        let next_key =
            line.start > bracket && line.indent() <= opened.indent() && line.key().is_some();
        if next_key {
            return Some((self.unclosed(bracket, Some(at)), None));
        }
        let quoted = || self.missing_comma(self.quoted_key(at)?);
        let said = self.missing_comma(at).or_else(quoted).or_else(|| self.key_below(at));
        said.or_else(|| {
            let colon = self.text[at..].starts_with(':');
            let diagnostic = self.error("a second `:` in one entry", &(at..at + 1));
            let help = "write `,` between entries; quote a text that has `: ` in it";
            colon.then(|| (diagnostic.help(help), None))
        })
    }

    /// A key on its own line, read as more of the value above.
    fn key_below(&self, at: usize) -> Option<Said> {
        let key = self.line(at).key().filter(|key| key.span.end == at)?;
        let end = self.text[..key.span.start].trim_end().len();
        let below = self.text[end..key.span.start].contains('\n');
        (below && self.is_behind_value(end)).then(|| self.lacks_comma(end, key.span.start))
    }

    fn is_behind_value(&self, end: usize) -> bool {
        self.text[..end].ends_with(|c: char| c.is_alphanumeric() || "\"']}".contains(c))
    }

    /// Where the quoted text begins that stands in front of a place.
    fn quoted_key(&self, at: usize) -> Option<usize> {
        let before = self.text[..at].trim_end();
        let mark = before.chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
        before[..before.len() - 1].rfind(mark)
    }

    /// Two values side by side, the second of which is quoted: nothing else can be meant.
    pub(super) fn missing_comma(&self, at: usize) -> Option<Said> {
        let end = self.text[..at].trim_end().len();
        let begins = self.text[at..].starts_with(['"', '\'']);
        (begins && end < at && self.is_behind_value(end)).then(|| self.lacks_comma(end, at))
    }

    fn lacks_comma(&self, end: usize, at: usize) -> Said {
        let diagnostic = self
            .error("a comma is missing between two entries", &(end..end))
            .related(self.source.locate(&(at..at + 1)), "the next entry begins here")
            .help("write `,` behind the first one");
        // A space or a line's end; neither means anything here.
        let mend = self.text[end..].starts_with([' ', '\n']).then(|| Mend::byte(end, ","));
        (diagnostic, mend)
    }

    /// A bracket without its other half; the place where the parser noticed it.
    pub(super) fn unclosed(&self, bracket: usize, noticed: Option<usize>) -> Diagnostic {
        let open = &self.text[bracket..self.after(bracket)];
        let close = if open == "[" { "]" } else { "}" };
        let diagnostic = self
            .error(format!("this `{open}` is never closed"), &(bracket..bracket + 1))
            .help(format!("write `{close}` where it ends; quote a text that begins with `{open}`"));
        match noticed {
            Some(at) => {
                let line = self.line(at);
                let place = self.source.locate(&(line.content()..line.end()));
                diagnostic.related(place, "it should have been closed before this line")
            }
            None => diagnostic,
        }
    }

    pub(super) fn mismatched(&self, at: usize, open: char, close: char) -> Diagnostic {
        let right = if open == '[' { ']' } else { '}' };
        self.error(format!("this `{open}` is closed by `{close}`"), &(at..at + 1))
            .help(format!("write `{right}` where it ends"))
    }

    pub(super) fn closes_nothing(&self, at: usize) -> Diagnostic {
        let close = &self.text[at..self.after(at)];
        self.error(format!("this `{close}` closes nothing"), &(at..at + 1))
            .help("remove it, or quote the text that it belongs to")
    }
}
