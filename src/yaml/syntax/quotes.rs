//! Quotes within quotes, quotes that do not end, and escapes.

use crate::diagnostic::Diagnostic;

use super::line::quoted_end;
use super::unquoted::{quote, quoted};
use super::{Mend, Reading, Said};

impl Reading<'_> {
    /// There is more where a quoted text has ended.
    pub(super) fn behind_quotes(&self, at: usize) -> Option<Said> {
        let line = self.line(at);
        let ended = line.start + self.text[line.start..at].trim_end().len();
        let mark = self.text[..ended].chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
        let rest = self.text[at..line.end()].trim_end();
        if rest == "," && !self.in_flow(at) {
            return Some(self.comma(at));
        }
        if self.in_flow(at) && at > ended {
            return self.missing_comma(at);
        }
        // The quote that opened it, if that was on this line.
        let opened = self.text[line.start..ended].match_indices(mark).find_map(|(from, _)| {
            let from = line.start + from;
            let quoted = quoted_end(&self.text[from..], mark)?;
            (from + quoted == ended).then_some(from)
        })?;
        if at == ended {
            return self.quote_within(opened, ended - 1, mark);
        }
        let end = line.value_end(ended);
        let (diagnostic, mend) =
            quote(self.source, "syntax", "there is more text behind the quotes", opened..end);
        let diagnostic = diagnostic.at(self.source.locate(&(at..end)));
        let related = self.source.locate(&(opened..ended));
        Some((diagnostic.related(related, "this text ends here"), Some(mend)))
    }

    /// `'It's here'`: the second quote was to be one of the text.
    fn quote_within(&self, opened: usize, inner: usize, mark: char) -> Option<Said> {
        let line = self.line(opened);
        let bare = line.value_end(inner + 1);
        let end =
            if self.in_flow(opened) { flow_quote_end(self.text, inner, bare, mark)? } else { bare };
        let said = match mark {
            '\'' => "a `'` within single quotes ends the text",
            _ => "a `\"` within double quotes ends the text",
        };
        let diagnostic = self.error(said, &(inner..inner + 1));
        if end <= inner + 1 || !self.text[..end].ends_with(mark) {
            let help = "write a quote of the text twice, `''`, in single quotes and as `\\\"` in double quotes";
            return Some((diagnostic.help(help), None));
        }
        let text = &self.source.text[opened + 1..end - 1];
        let help = match mark {
            '\'' => format!("write `''` for it, or use double quotes: `{}`", quoted(text)),
            _ => format!(
                "write `\\\"` for it, or use single quotes: `'{}'`",
                text.replace('\'', "''")
            ),
        };
        let mend = Mend {
            scalar: Some((opened, text.to_owned())),
            ..Mend::text(self.source, opened..end)
        };
        Some((diagnostic.help(help), Some(mend)))
    }

    /// JSON's comma at the end of a line, where no bracket is open.
    pub(super) fn comma(&self, at: usize) -> Said {
        let diagnostic = self
            .error("a line of `key: value` ends without a comma", &(at..at + 1))
            .help("remove the comma; only within `{ … }` and `[ … ]` commas part the entries");
        (diagnostic, Some(Mend::byte(at, " ")))
    }

    pub(super) fn unclosed_quote(&self, at: usize) -> Diagnostic {
        let mark = &self.text[at..self.after(at)];
        self.error(format!("this `{mark}` is never closed"), &(at..self.after(at)))
            .help(format!("write `{mark}` where the text ends"))
    }

    /// A `\` in double quotes that begins no escape, or not a whole one.
    pub(super) fn escape(&self, at: usize) -> Option<Said> {
        let quoted = &self.text[at..];
        let length = quoted_end(quoted, '"').unwrap_or(quoted.len());
        let (wrong, digits) = wrong_escape(&quoted[..length])?;
        let letter = quoted[wrong + 1..].chars().next()?;
        let span = at + wrong..at + wrong + 1 + letter.len_utf8();
        let shown = &self.text[span.clone()];
        let message = match digits {
            Some(digits) => format!("`{shown}` takes {digits} hexadecimal digits"),
            None => format!("`{shown}` means nothing in double quotes"),
        };
        let help = format!("write `\\{shown}` for a backslash, or put the text in single quotes");
        let one_line = quoted_end(quoted, '"').is_some() && !quoted[..length].contains('\n');
        let mend = one_line.then(|| {
            let text = self.source.text[at + 1..at + length - 1].to_owned();
            Mend { scalar: Some((at, text)), ..Mend::text(self.source, at..at + length) }
        });
        Some((self.error(message, &span).help(help), mend))
    }
}

/// The first escape that is none, and how many digits it lacks some of.
fn wrong_escape(quoted: &str) -> Option<(usize, Option<usize>)> {
    let mut letters = quoted.char_indices();
    while let Some((at, letter)) = letters.next() {
        if letter != '\\' {
            continue;
        }
        let (_, escaped) = letters.next()?;
        let digits = match escaped {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            '\n' | '\r' => 0,
            known if "0abt\tnvfre \"/\\N_LP".contains(known) => 0,
            _ => return Some((at, None)),
        };
        let given = quoted[at + 2..].bytes().take(digits).take_while(u8::is_ascii_hexdigit).count();
        if given < digits {
            return Some((at, Some(digits)));
        }
    }
    None
}

/// Among others a text ends at the last of its quotes that an end of the entry follows.
fn flow_quote_end(text: &str, inner: usize, end: usize, mark: char) -> Option<usize> {
    let rest = &text[inner + 1..end];
    let ends = rest.match_indices(mark).map(|(at, _)| inner + 1 + at + 1);
    let mut ends = ends.filter(|&at| text[at..end].trim_start().starts_with([',', '}', ']']));
    ends.next()
}
