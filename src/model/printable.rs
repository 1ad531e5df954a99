//! Text of other people, made safe to print.

use std::borrow::Cow;

/// The text on one line, with everything that a terminal obeys or that hides what it says spelled
/// out: `\n`, `\u{1b}`. What only joins letters and emoji stays.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_unprintable) { Cow::Owned(spelled(text)) } else { Cow::Borrowed(text) }
}

/// Whether a character controls a terminal, turns the direction of text, or cannot be seen.
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn spelled(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => safe.push_str("\\n"),
            '\t' => safe.push_str("\\t"),
            '\r' => safe.push_str("\\r"),
            c if is_unprintable(c) => safe.extend(c.escape_unicode()),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn terminal_escapes_and_hidden_characters_are_spelled_out() {
        assert_eq!(printable("plain ü 日本 👩\u{200d}🚀"), "plain ü 日本 👩\u{200d}🚀");
        assert_eq!(printable("a\x1b[31mb\nc"), "a\\u{1b}[31mb\\nc");
        assert_eq!(printable("abc\u{202e}def"), "abc\\u{202e}def");
    }
}
