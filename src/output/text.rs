//! Text of other people, made safe to print.

use std::borrow::Cow;

/// The text with everything that could steer a terminal spelled out (`\u{1b}`). Tabs and line breaks
/// are spelled out, too: what is printed stays on its line.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_unsafe) { Cow::Owned(spelled(text)) } else { Cow::Borrowed(text) }
}

fn spelled(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => safe.push_str("\\n"),
            '\t' => safe.push_str("\\t"),
            '\r' => safe.push_str("\\r"),
            c if is_unsafe(c) => safe.extend(c.escape_unicode()),
            c => safe.push(c),
        }
    }
    safe
}

/// Control characters, and what reorders or hides text.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn terminal_escapes_and_hidden_characters_are_spelled_out() {
        assert_eq!(escaped("plain ü 日本"), "plain ü 日本");
        assert_eq!(escaped("a\x1b[31mb\nc"), "a\\u{1b}[31mb\\nc");
        assert_eq!(escaped("abc\u{202e}def"), "abc\\u{202e}def");
    }
}
