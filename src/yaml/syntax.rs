//! What the parser refuses, said to people.

use granit_parser::{ErrorKind, ScanError};

use crate::diagnostic::Diagnostic;

use super::Source;

/// A refusal of the parser as a diagnostic; the commonest cause first: an unquoted reference.
/// `in_flow` says whether a place is inside of `{ … }` or `[ … ]`.
pub(super) fn refusal(
    source: &Source,
    error: &ScanError,
    in_flow: impl Fn(usize) -> bool,
) -> Diagnostic {
    let at = error.marker().byte_offset().unwrap_or(0).min(source.text.len());
    if let Some(diagnostic) = unquoted_near(source, at, in_flow) {
        return diagnostic;
    }
    let span = at..at + usize::from(at < source.text.len());
    let diagnostic = match error.kind() {
        ErrorKind::TabNotAllowed | ErrorKind::TabInBlockIndentation => {
            Diagnostic::error("tab", "a tab is no indentation in YAML").help("indent with spaces")
        }
        ErrorKind::RecursionLimitExceeded => {
            Diagnostic::error("too-deep", "too many levels of values within values")
        }
        kind => {
            let text = kind.to_string();
            let text = text.trim_end_matches('.');
            let diagnostic = Diagnostic::error("syntax", format!("this is no YAML: {text}"));
            match hint(source, at) {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            }
        }
    };
    diagnostic.at(source.locate(&span))
}

/// A value that begins with a reference or with Liquid and is not quoted: YAML sees an indicator.
/// Inside of `{ … }` or `[ … ]` it ends where the next entry begins.
pub(super) fn unquoted(source: &Source, at: usize, in_flow: bool) -> Option<Diagnostic> {
    let (start, line) = line_of(&source.text, at);
    let value = at - start;
    let kind = opening(line.get(value..)?)?;
    let end = if in_flow { flow_end(line, value) } else { value_end(line, value) };
    let (written, comment) = (&line[value..end], &line[end..]);
    let quoted = if written.contains(['"', '\\']) {
        format!("'{}'", written.replace('\'', "''"))
    } else {
        format!("\"{written}\"")
    };
    let shown = format!("{}{quoted}{comment}", &line[..value]);
    Some(
        Diagnostic::error(
            "unquoted-reference",
            format!("a value that begins with {kind} needs quotes"),
        )
        .at(source.locate(&(at..start + end)))
        .help(format!("write `{}`", shown.trim())),
    )
}

fn opening(text: &str) -> Option<&'static str> {
    [("@{", "`@{`"), ("{{", "`{{`"), ("{%", "`{%`"), ("@@{", "`@@{`")]
        .into_iter()
        .find_map(|(prefix, name)| text.starts_with(prefix).then_some(name))
}

/// Looks on the line of the refusal, and on the one before, where an unquoted value may have begun.
fn unquoted_near(
    source: &Source,
    at: usize,
    in_flow: impl Fn(usize) -> bool,
) -> Option<Diagnostic> {
    if let Some(diagnostic) = unquoted(source, at, in_flow(at)) {
        return Some(diagnostic);
    }
    let (start, line) = line_of(&source.text, at);
    let before = start.checked_sub(1).map(|end| line_of(&source.text, end));
    [Some((start, line)), before].into_iter().flatten().find_map(|(start, line)| {
        let value = start + value_start(line)?;
        unquoted(source, value, in_flow(value))
    })
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

fn value_end(line: &str, value: usize) -> usize {
    let text = line[value..].find(" #").map_or(&line[value..], |at| &line[value..value + at]);
    value + text.trim_end().len()
}

/// The end of a value among others: its own braces hold what would end it.
fn flow_end(line: &str, value: usize) -> usize {
    let mut depth = 0_usize;
    let end = line[value..].find(|letter| match letter {
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
    let end = end.map_or(line.len(), |end| value + end);
    value + line[value..end].trim_end().len()
}

fn line_of(text: &str, at: usize) -> (usize, &str) {
    let at = text.floor_char_boundary(at);
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    (start, text[start..end].trim_end_matches('\r'))
}

fn hint(source: &Source, at: usize) -> Option<&'static str> {
    let (_, line) = line_of(&source.text, at);
    (line.matches(": ").count() > 1 && !line.contains(['"', '\'', '{']))
        .then_some("quote a text that has `: ` in it")
}
