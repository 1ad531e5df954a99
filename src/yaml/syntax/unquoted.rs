//! Texts that need quotes, because YAML sees something else in them.

use std::ops::Range;

use crate::diagnostic::Diagnostic;

use super::super::Source;
use super::{Line, Mend, Reading, Said};

impl Reading<'_> {
    /// Looks on the line of the refusal, and on the one before, where an unquoted value may have begun.
    pub(super) fn unquoted_near(&self, at: usize) -> Option<(Diagnostic, Mend)> {
        let found = |value: usize| {
            // What merely stands within a text is none.
            let within = self.scalar.start < value && value < self.scalar.end;
            let opens = opening(&self.text[value..]).is_some() && !within;
            if opens { unquoted(self.source, value, self.in_flow(value)) } else { None }
        };
        if let Some(said) = self.liquid_within(at).or_else(|| found(at)) {
            return Some(said);
        }
        let line = self.line(at);
        let before = line.start.checked_sub(1).map(|end| self.line(end));
        [Some(line), before]
            .into_iter()
            .flatten()
            .find_map(|line| found(line.start + value_start(line.text)?))
    }

    /// `Hi {{…}}` among others: the brace ends the text.
    fn liquid_within(&self, at: usize) -> Option<(Diagnostic, Mend)> {
        let kind = opening(&self.text[at..]).filter(|_| self.in_flow(at))?;
        let line = self.line(at);
        let start = self.scalar.start;
        let plain = !self.text[start..].starts_with(['"', '\'']) && start >= line.start;
        let adjacent = self.text.get(self.scalar.end..at)?.trim().is_empty();
        if !plain || !adjacent || start >= self.scalar.end {
            return None;
        }
        let message =
            format!("a text that has {kind} in it needs quotes within `{{ … }}` and `[ … ]`");
        Some(quote(self.source, "syntax", message, start..flow_end(line, start)))
    }

    /// A text that begins with what means something in YAML.
    pub(super) fn special(&self, at: usize) -> Option<Said> {
        let line = self.line(at);
        let begins = at == line.content() || line.key().is_some_and(|key| key.value == at);
        let letter = self.text[at..].chars().next()?;
        if !begins || self.in_flow(at) || !"@`%*&!,]}-".contains(letter) {
            return None;
        }
        if letter == '-' {
            return Some((self.item_behind_key(at), None));
        }
        let (diagnostic, mend) = beginning_with(self.source, at, letter);
        Some((diagnostic, Some(mend)))
    }

    fn item_behind_key(&self, at: usize) -> Diagnostic {
        self.error("a list cannot begin on the line of its key", &(at..at + 1))
            .help("begin the list on the next line, or write `[one, two]`; quote a text")
    }
}

/// A text such as `*Sale* today`, of which the parser has read an alias.
pub(in super::super) fn starred(
    source: &Source,
    alias: &Range<usize>,
) -> Option<(Diagnostic, Mend)> {
    let line = Line::at(&source.text, alias.start);
    let name = source.text[alias.clone()].trim_start_matches('*');
    let rest = &source.text[alias.end.min(line.end())..line.value_end(alias.start).max(alias.end)];
    let named = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let value =
        alias.start == line.content() || line.key().is_some_and(|key| key.value == alias.start);
    let goes_on = !rest.trim().is_empty() && !rest.trim_start().starts_with(':');
    (value && (goes_on || !named)).then(|| beginning_with(source, alias.start, '*'))
}

fn beginning_with(source: &Source, at: usize, letter: char) -> (Diagnostic, Mend) {
    let name = if letter == '`' { "a backtick".to_owned() } else { format!("`{letter}`") };
    let span = at..Line::at(&source.text, at).value_end(at);
    quote(source, "syntax", format!("a text that begins with {name} needs quotes"), span)
}

/// A value that begins with a reference or with Liquid and is not quoted: YAML sees an indicator.
/// Inside of `{ … }` or `[ … ]` it ends where the next entry begins.
pub(in super::super) fn unquoted(
    source: &Source,
    at: usize,
    in_flow: bool,
) -> Option<(Diagnostic, Mend)> {
    let line = Line::at(&source.text, at);
    let kind = opening(source.text.get(at..)?)?;
    // Or a key that begins with one.
    let key = line.key().filter(|key| key.span.start == at && !in_flow);
    let end = if in_flow { flow_end(line, at) } else { line.value_end(at) };
    let end = key.map_or(end, |key| key.span.end);
    let message = format!("a value that begins with {kind} needs quotes");
    Some(quote(source, "unquoted-reference", message, at..end))
}

/// A text that needs quotes, shown with them.
pub(super) fn quote(
    source: &Source,
    rule: &'static str,
    message: impl Into<String>,
    span: Range<usize>,
) -> (Diagnostic, Mend) {
    let quoted = quoted(&source.text[span.clone()]);
    let line = Line::at(&source.text, span.start);
    let (before, behind) =
        (&source.text[line.start..span.start], &source.text[span.end..line.end()]);
    let whole = format!("write `{}`", format!("{before}{quoted}{behind}").trim());
    let diagnostic =
        Diagnostic::error(rule, message).at(source.locate(&span)).help(format!("write `{quoted}`"));
    (diagnostic, Mend { help: Some(whole), ..Mend::text(source, span) })
}

/// A text in the quotes that leave it as it is.
pub(super) fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        format!("\"{text}\"")
    }
}

fn opening(text: &str) -> Option<&'static str> {
    [("@{", "`@{`"), ("{{", "`{{`"), ("{%", "`{%`"), ("@@{", "`@@{`")]
        .into_iter()
        .find_map(|(prefix, name)| text.starts_with(prefix).then_some(name))
}

/// Where the value of a line begins: behind `key:` and any `- `.
fn value_start(line: &str) -> Option<usize> {
    let indent = line.len() - line.trim_start_matches([' ', '-']).len();
    if opening(&line[indent..]).is_some() {
        return Some(indent);
    }
    let mut from = 0;
    while let Some(colon) = line[from..].find(": ") {
        let rest = &line[from + colon + 2..];
        let value = line.len() - rest.trim_start().len();
        if opening(&line[value..]).is_some() {
            return Some(value);
        }
        from += colon + 2;
    }
    None
}

/// The end of a value among others: its own braces hold what would end it.
fn flow_end(line: Line<'_>, value: usize) -> usize {
    let mut depth = 0_usize;
    let rest = &line.text[value - line.start..];
    let end = rest.find(|letter| match letter {
        '{' => {
            depth += 1;
            false
        }
        '}' if depth > 0 => {
            depth -= 1;
            false
        }
        ',' | '}' | ']' => depth == 0,
        _ => false,
    });
    value + rest[..end.unwrap_or(rest.len())].trim_end().len()
}
