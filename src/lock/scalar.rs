//! One value on one line: plain where YAML can only read it as that text, else quoted as JSON.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::Value;

/// Words that some version of YAML reads as something else than text.
const RESERVED: [&str; 14] = [
    "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity", "nil",
    "none",
];
const LONGEST_RESERVED: usize = "infinity".len();

/// Appends a scalar or an empty container. A container with something in it has no line of its own.
pub(super) fn push(out: &mut String, value: &Value) {
    match value {
        Value::String(text) => push_text(out, text),
        other => write!(out, "{other}").expect("writing to a string cannot fail"),
    }
}

pub(super) fn push_text(out: &mut String, text: &str) {
    if is_plain(text) { out.push_str(text) } else { push_quoted(out, text) }
}

/// Reads what [`push`] writes; `None` for anything else, however YAML would take it.
pub(super) fn read(text: &str) -> Option<Value> {
    match text.as_bytes().first()? {
        b'"' => serde_json::from_str::<String>(text).ok().map(Value::String),
        b'[' if text == "[]" => Some(Value::Array(Vec::new())),
        b'{' if text == "{}" => Some(Value::Object(serde_json::Map::new())),
        _ if is_plain(text) => Some(Value::String(text.to_owned())),
        b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => {
            serde_json::from_str(text).ok().filter(|value: &Value| !value.is_string())
        }
        _ => None,
    }
}

/// Reads a text as [`push_text`] writes it; `None` for anything else.
pub(super) fn read_text(text: &str) -> Option<Cow<'_, str>> {
    if text.starts_with('"') {
        serde_json::from_str::<String>(text).ok().map(Cow::Owned)
    } else {
        is_plain(text).then_some(Cow::Borrowed(text))
    }
}

/// Splits `key: value` or `key:` where the key is written as [`push_text`] does.
pub(super) fn split_key(line: &str) -> Option<(Cow<'_, str>, Option<&str>)> {
    let end = if line.starts_with('"') { closing_quote(line)? } else { key_end(line.as_bytes())? };
    let (key, rest) = (read_text(&line[..end])?, &line[end..]);
    match rest.strip_prefix(':')? {
        "" => Some((key, None)),
        value => value.strip_prefix(' ').map(|value| (key, Some(value))),
    }
}

/// The first colon that a space or the end of the line follows.
fn key_end(line: &[u8]) -> Option<usize> {
    let colons = line.iter().enumerate().filter(|(_, byte)| **byte == b':');
    let mut ends = colons.filter(|(at, _)| matches!(line.get(at + 1), None | Some(b' ')));
    ends.next().map(|(at, _)| at)
}

/// The byte after the quote that ends a quoted text.
fn closing_quote(line: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in line.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Whether YAML, in any of its versions, reads the bare text as this text. Texts that begin with a
/// digit are quoted except ids in the form of a UUID, which are no number, date or time.
fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let starts = first.is_ascii_alphabetic() || first == '/' || is_uuid(text);
    starts
        && is_plain_inside(text)
        && !text.ends_with([' ', ':'])
        && !(text.len() <= LONGEST_RESERVED
            && RESERVED.iter().any(|word| text.eq_ignore_ascii_case(word)))
}

/// Whether there is nothing in it that YAML takes for more than text: a `: `, a ` #`, a character
/// that is no letter, digit or sign.
fn is_plain_inside(text: &str) -> bool {
    let bytes = text.as_bytes();
    let ends = bytes.windows(2).any(|pair| matches!(pair, b": " | b" #"));
    // Most texts have nothing but these.
    let plain = |byte: &u8| matches!(byte, b' '..=b'~');
    !ends
        && (bytes.iter().all(plain)
            || text.chars().all(|c| matches!(c, ' '..='~') || c.is_alphanumeric()))
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
        })
}

/// JSON's quoting is YAML's too, once everything that YAML or a terminal might not print is escaped.
fn push_quoted(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if must_be_escaped(c) => {
                write!(out, "\\u{:04x}", u32::from(c)).expect("writing to a string cannot fail");
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

fn must_be_escaped(c: char) -> bool {
    let invisible = matches!(c,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
        | '\u{feff}' | '\u{fff0}'..='\u{ffff}');
    c.is_control() || invisible
}
