//! Lines: their indentation, their keys, and what stands between them.

use granit_parser::ErrorKind;

use crate::diagnostic::Diagnostic;

use super::unquoted::quote;
use super::{Line, Mend, Reading, Said, filler};

const NO_BREAK: char = '\u{a0}';

impl Reading<'_> {
    /// A tab in front of what a line says.
    pub(super) fn tab(&self, kind: &ErrorKind, at: usize) -> Option<Diagnostic> {
        let leading = |line: Line<'_>| {
            let blank = line.text.len() - line.text.trim_start_matches([' ', '\t']).len();
            line.text[..blank].find('\t').map(|tab| line.start + tab)
        };
        let line = self.line(at);
        let about_tabs = matches!(
            kind,
            ErrorKind::TabNotAllowed
                | ErrorKind::TabInBlockIndentation
                | ErrorKind::TabInIndentation
                | ErrorKind::TabAtBlockScalarStart
                | ErrorKind::TabInPlainScalar
        );
        let next = || {
            let newline = self.text[line.end()..].find('\n')?;
            Some(self.line(line.end() + newline + 1))
        };
        let tab = match leading(line) {
            Some(tab) if !self.in_flow(at) => Some(tab),
            _ if about_tabs => {
                let on_line = self.text[line.start..at].rfind('\t').map(|tab| line.start + tab);
                let below = next().and_then(leading);
                let behind = line.text[at - line.start..].find('\t').map(|tab| at + tab);
                on_line.or(below).or(behind).or(Some(at))
            }
            _ => None,
        }?;
        let end = self.after(tab);
        let diagnostic = Diagnostic::error("tab", "a tab is no indentation in YAML");
        Some(diagnostic.at(self.source.locate(&(tab..end))).help("indent with spaces"))
    }

    /// A space that only looks like one, in front of a line or behind a key.
    pub(super) fn no_break_space(&self, at: usize) -> Option<Diagnostic> {
        let line = self.line(at);
        [Some(line), line.above(self.text)].into_iter().flatten().find_map(|line| {
            let blank = line.text.len() - line.text.trim_start_matches([' ', NO_BREAK]).len();
            let leading = line.text[..blank].find(NO_BREAK);
            let behind_key = || {
                let colon = line.text.find(":\u{a0}")?;
                (line.key().is_none() && is_name(line.text[..colon].trim())).then_some(colon + 1)
            };
            leading.or_else(behind_key).map(|place| self.is_no_space(line.start + place))
        })
    }

    fn is_no_space(&self, at: usize) -> Diagnostic {
        self.error("a no-break space is no space in YAML", &(at..at + NO_BREAK.len_utf8()))
            .help("replace it by a plain space")
    }

    /// `|` or `>`, and then a text that does not stand below it.
    pub(super) fn unindented_text(&self, at: usize) -> Option<Diagnostic> {
        let line = self.line(at);
        let above = line.above(self.text)?;
        let header = above.block_header()?;
        // Where a value could go on, the header is the text of something else.
        if self.scalar.start < header && header < self.scalar.end {
            return None;
        }
        if line.indent() > above.indent() || line.key().is_some() {
            return None;
        }
        let sign = &self.text[header..=header];
        let diagnostic = self
            .error(
                format!("the text under `{sign}` is not indented"),
                &(line.content()..line.end()),
            )
            .related(self.source.locate(&(header..header + 1)), "its text follows this");
        Some(diagnostic.help(format!("begin each of its lines with {} spaces", above.indent() + 2)))
    }

    /// A line that is neither `key: value` nor an item.
    pub(super) fn no_key(&self, at: usize) -> Option<Said> {
        let line = self.line(at);
        if at != line.content() {
            return None;
        }
        self.missing_space(line).or_else(|| {
            let said = self.error("this line has no `key:`", &(at..line.value_end(at)));
            let help = "write `key: value`; a text that goes on is indented, and quoted if it has `: ` in it";
            Some((said.help(help), None))
        })
    }

    /// `key:value`.
    fn missing_space(&self, line: Line<'_>) -> Option<Said> {
        let said = line.said();
        let colon = said.find(':')?;
        let rest = &said[colon + 1..];
        let tight = rest.starts_with(|c: char| !c.is_whitespace() && c != '/' && c != ':');
        if !is_name(&said[..colon]) || !tight || line.key().is_some() {
            return None;
        }
        let colon = line.content() + colon;
        let end = line.value_end(colon + 1);
        let value = &self.source.text[colon + 1..end];
        let diagnostic = self
            .error("a space is missing behind `:`", &(colon..colon + 1))
            .help(format!("write `{} {value}`", &self.source.text[line.content()..=colon]));
        // The space takes the place of the first letter.
        let plain = value.starts_with(char::is_alphanumeric) && value.len() > 2;
        let mend = plain.then(|| Mend {
            filler: format!(" {}", filler(value.len() - 1)),
            span: colon + 1..end,
            scalar: Some((colon + 2, value.to_owned())),
            help: None,
        });
        Some((diagnostic, mend))
    }

    /// A `:` where no key can stand: within a text, or on a line that is indented too deep.
    pub(super) fn colon(&self, at: usize) -> Option<Said> {
        let line = self.line(at);
        let key = line.key()?;
        if key.span.end < at {
            // A second one on its line.
            let value = key.value..line.value_end(key.value);
            if value.is_empty() || self.text[value.clone()].starts_with(['|', '>', '&', '!']) {
                return None;
            }
            let message = "a text that has `: ` in it needs quotes";
            let (diagnostic, mend) = quote(self.source, "syntax", message, value);
            return Some((diagnostic, Some(mend)));
        }
        let above = line.above(self.text)?;
        if above.indent() == line.indent() {
            return self.missing_space(above);
        }
        self.deeper(line, above).map(|diagnostic| (diagnostic, None))
    }

    /// A key below one that has a value, and not as far left.
    fn deeper(&self, line: Line<'_>, above: Line<'_>) -> Option<Diagnostic> {
        let (key, sibling) = (line.key()?, above.key()?);
        let (deep, right) = (key.span.start - line.start, sibling.span.start - above.start);
        if deep <= right || sibling.value >= above.value_end(sibling.value) {
            return None;
        }
        let name = &self.source.text[sibling.span.clone()];
        let help =
            format!("begin it with {}, like `{name}`; quote a text that goes on", spaces(right));
        let diagnostic = self
            .error("this line is indented deeper than the one it follows", &key.span)
            .related(self.source.locate(&sibling.span), "this has a value already");
        Some(diagnostic.help(help))
    }

    /// Where the next key of a map should be.
    pub(super) fn among_keys(&self, at: usize) -> Option<Said> {
        let line = self.line(at);
        if self.text[at..line.end()].trim_end() == "," {
            return Some(self.comma(at));
        }
        if line.text.trim_start().starts_with("- ") && at <= line.content() {
            let dash = line.start + line.indent();
            let diagnostic = self
                .error("a list's item cannot stand among keys", &(dash..dash + 1))
                .help("write `key:` on a line above the list, and nothing behind it");
            return Some((diagnostic, None));
        }
        if at != line.start + line.indent() {
            return self.behind_value(at);
        }
        if let Some(diagnostic) = self.shallow_text(line) {
            return Some((diagnostic, None));
        }
        let mut above = line.above(self.text)?;
        if let Some(diagnostic) = self.deeper(line, above) {
            return Some((diagnostic, None));
        }
        let key = line.key()?;
        while above.indent() > 0 && above.content() - above.start <= line.indent() {
            above = above.above(self.text)?;
        }
        let sibling = above.key()?;
        let column = sibling.span.start - above.start;
        if column <= line.indent() {
            return None;
        }
        let name = &self.source.text[sibling.span.clone()];
        let help = format!(
            "begin it with {}, like `{name}`, or like what `{name}` belongs to",
            spaces(column)
        );
        let diagnostic = self
            .error("this line is indented like none above it", &key.span)
            .related(self.source.locate(&sibling.span), format!("this has {}", spaces(column)));
        Some((diagnostic.help(help), None))
    }

    /// A line behind the text of a `|` or `>` that is indented like neither the text nor its key.
    fn shallow_text(&self, line: Line<'_>) -> Option<Diagnostic> {
        let first = self.line(self.scalar.start);
        let header = first.above(self.text)?.block_header()?;
        let end = self.scalar.end.min(line.start);
        if self.scalar.start >= end || !self.text[end..line.start].trim().is_empty() {
            return None;
        }
        let sign = &self.text[header..=header];
        let said = line.content()..line.end();
        let diagnostic = self
            .error(format!("this line is indented less than the text under `{sign}`"), &said)
            .related(self.source.locate(&(header..header + 1)), "the text belongs to this")
            .help(format!("begin it with {} if it belongs to the text", spaces(first.indent())));
        Some(diagnostic)
    }

    /// More where a value has ended that is no text.
    fn behind_value(&self, at: usize) -> Option<Said> {
        let line = self.line(at);
        let value = line.key().map_or(line.content(), |key| key.value);
        if self.text[value..].starts_with('*') {
            return self.special(value);
        }
        let before = self.text[..at].trim_end();
        let close = before.chars().next_back().filter(|c| matches!(c, ']' | '}'))?;
        let message = format!("there is more text behind the `{close}`");
        let help = "remove it, or quote the whole value if it is a text";
        Some((self.error(message, &(at..line.value_end(at))).help(help), None))
    }

    /// Where the next item of a list should be.
    pub(super) fn among_items(&self, at: usize) -> Diagnostic {
        self.error("this stands among items but is none", &(at..self.line(at).value_end(at)))
            .help("begin it with `- `, or with more spaces if it belongs to the item above")
    }

    /// A text on the line of its `|` or `>`.
    pub(super) fn behind_header(&self, at: usize) -> Option<Said> {
        let sign = self.text[at..].chars().next().filter(|c| matches!(c, '|' | '>'))?;
        let end = self.line(at).value_end(at);
        let message = format!("a text behind `{sign}` begins on the next line");
        let (diagnostic, mend) = quote(self.source, "syntax", message, at..end);
        let help =
            format!("move it to the next line, indented; or quote it if it begins with `{sign}`");
        Some((diagnostic.help(help), Some(Mend { help: None, ..mend })))
    }
}

fn spaces(count: usize) -> String {
    match count {
        0 => "no space".to_owned(),
        1 => "1 space".to_owned(),
        many => format!("{many} spaces"),
    }
}

/// Whether a text could be the name of a field.
fn is_name(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && letters.all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}
