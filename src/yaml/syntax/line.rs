//! A line of a text that the parser refused, as its author sees it.

use std::ops::Range;

/// A line without its end; places are bytes of the whole text.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) start: usize,
    pub(super) text: &'a str,
}

/// `key:` at the beginning of a line, behind any `- `.
pub(super) struct Key {
    pub(super) span: Range<usize>,
    /// Where the value begins, or the end of the line.
    pub(super) value: usize,
}

impl<'a> Line<'a> {
    pub(super) fn at(text: &'a str, at: usize) -> Self {
        let at = text.floor_char_boundary(at);
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
        Self { start, text: text[start..end].trim_end_matches('\r') }
    }

    /// The line above that says something.
    pub(super) fn above(self, text: &'a str) -> Option<Self> {
        let mut line = self;
        loop {
            line = Self::at(text, line.start.checked_sub(1)?);
            let said = line.text.trim_start();
            if !said.is_empty() && !said.starts_with('#') {
                return Some(line);
            }
        }
    }

    pub(super) fn end(self) -> usize {
        self.start + self.text.len()
    }

    /// How many spaces it begins with.
    pub(super) fn indent(self) -> usize {
        self.text.len() - self.text.trim_start_matches(' ').len()
    }

    /// Where it says something, behind spaces and any `- `.
    pub(super) fn content(self) -> usize {
        let mut from = self.indent();
        while let Some(rest) = self.text[from..].strip_prefix("- ") {
            from = self.text.len() - rest.trim_start_matches(' ').len();
        }
        self.start + from
    }

    pub(super) fn said(self) -> &'a str {
        self.text[self.content() - self.start..].trim_end()
    }

    pub(super) fn key(self) -> Option<Key> {
        let content = self.content();
        let said = self.said();
        let colon = match said.chars().next()? {
            quote @ ('"' | '\'') => quoted_end(said, quote)?,
            '{' if said.starts_with("{{") || said.starts_with("{%") => {
                let (before, _) = said.rsplit_once("}:")?;
                before.len() + 1
            }
            '[' | '{' | '#' | '|' | '>' => return None,
            _ => match said.find(": ") {
                Some(colon) => colon,
                None => said.strip_suffix(':')?.len(),
            },
        };
        let rest = said[colon..].strip_prefix(':')?;
        if !rest.is_empty() && !rest.starts_with(' ') {
            return None;
        }
        let value = content + said.len() - rest.trim_start().len();
        Some(Key { span: content..content + colon, value })
    }

    /// Where a value ends that begins at a byte of the text: before any comment.
    pub(super) fn value_end(self, value: usize) -> usize {
        let rest = &self.text[value - self.start..];
        let rest = rest.find(" #").map_or(rest, |at| &rest[..at]);
        value + rest.trim_end().len()
    }

    /// The `|` or `>` that this line ends with.
    pub(super) fn block_header(self) -> Option<usize> {
        let end = self.value_end(self.content());
        let said = &self.text[..end - self.start];
        let at = said
            .trim_end_matches(|c: char| matches!(c, '+' | '-' | '1'..='9'))
            .len()
            .checked_sub(1)?;
        let before = said.get(..at)?;
        let stands_alone = before.is_empty() || before.ends_with(' ');
        (stands_alone && said[at..].starts_with(['|', '>'])).then_some(self.start + at)
    }
}

/// The length of a quoted text, its quotes among it; `None` when it does not end.
pub(super) fn quoted_end(text: &str, quote: char) -> Option<usize> {
    let mut letters = text.char_indices().skip(1).peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' if quote == '"' => {
                letters.next();
            }
            '\'' if quote == '\'' && letters.peek().is_some_and(|(_, next)| *next == '\'') => {
                letters.next();
            }
            _ if letter == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}
