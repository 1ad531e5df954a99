//! Plain and quoted scalars, which may run over several lines.

use std::borrow::Cow;

use granit_parser::ScalarStyle;

/// Writes a scalar as it was written, with its further lines indented by `indent`, and in double
/// quotes where single ones say nothing else.
pub(super) fn write(out: &mut String, text: &str, style: ScalarStyle, indent: usize) {
    let text = match style {
        ScalarStyle::SingleQuoted => double_quoted(text),
        _ => Cow::Borrowed(text),
    };
    let mut lines = text.split('\n').peekable();
    let mut first = true;
    while let Some(line) = lines.next() {
        // White space around a line break is none of the value, but for what is escaped.
        let line = if first { line } else { line.trim_start_matches([' ', '\t']) };
        let line = if lines.peek().is_none() { line } else { trim_end(line, style) };
        if !first {
            out.push('\n');
            if !line.is_empty() {
                out.extend(std::iter::repeat_n(' ', indent));
            }
        }
        out.push_str(line);
        first = false;
    }
}

/// The same text in double quotes, if neither text needs an escape.
fn double_quoted(text: &str) -> Cow<'_, str> {
    let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    let plain = |sign: char| !sign.is_control() && sign != '"' && sign != '\\';
    if inner.chars().all(plain) {
        Cow::Owned(format!("\"{}\"", inner.replace("''", "'")))
    } else {
        Cow::Borrowed(text)
    }
}

fn trim_end(line: &str, style: ScalarStyle) -> &str {
    let trimmed = line.trim_end_matches([' ', '\t']);
    let backslashes = trimmed.bytes().rev().take_while(|&byte| byte == b'\\').count();
    let escaped = style == ScalarStyle::DoubleQuoted && backslashes % 2 == 1;
    if escaped && trimmed.len() < line.len() { &line[..=trimmed.len()] } else { trimmed }
}
