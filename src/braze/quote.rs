//! Makes what the far side said fit to be shown: short, on one line, without the key.

use crate::model::is_unprintable;

/// In characters; Braze's longest error has some hundred.
const LONGEST: usize = 300;

/// A 401 repeats the key it refuses, behind one of these ("API errors and responses").
const BEFORE_A_KEY: [&str; 3] = ["api key:", "bearer ", "api_key="];

/// One line of visible characters. Whatever could be a key is left out, and what no terminal
/// should be told (control characters, marks that turn the direction of text) becomes a space.
pub(super) fn quote(text: &str) -> String {
    let text: String = text.chars().take(4 * LONGEST).collect();
    let line = text.split(|c| is_unprintable(c) || c == ' ').filter(|word| !word.is_empty());
    let line = without_keys(&line.collect::<Vec<_>>().join(" "));
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

fn without_keys(line: &str) -> String {
    let mut shown = line.to_owned();
    for marker in BEFORE_A_KEY {
        let mut from = 0;
        // ASCII only changes case here, so places in both texts are the same.
        while let Some(found) = shown.to_ascii_lowercase()[from..].find(marker) {
            let start = from + found + marker.len();
            let rest = &shown[start..];
            let key = rest.trim_start().split([' ', '"']).next().unwrap_or_default();
            let end = start + (rest.len() - rest.trim_start().len()) + key.len();
            let space = if marker.ends_with(':') { " " } else { "" };
            shown.replace_range(start..end, &format!("{space}[key]"));
            from = start;
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_in_a_refusal_is_left_out() {
        assert_eq!(quote("Invalid API key: 8f0c-11"), "Invalid API key: [key]");
        assert_eq!(quote("INVALID API KEY:8f0c-11, sorry"), "INVALID API KEY: [key] sorry");
        assert_eq!(
            quote("got Bearer 8f0c-11 and api_key=8f0c-11"),
            "got Bearer [key] and api_key=[key]"
        );
        assert_eq!(quote("Invalid API key:"), "Invalid API key: [key]");
        assert_eq!(
            quote(r#"["api key: 8f0c","api key:8f0c"]"#),
            r#"["api key: [key]","api key: [key]"]"#
        );
    }

    #[test]
    fn a_terminal_is_told_nothing() {
        assert_eq!(quote("a\u{1b}[31mb\r\nc\td\u{202e}e"), "a [31mb c d e");
    }

    #[test]
    fn a_long_answer_is_cut_between_characters() {
        assert_eq!(quote(&"ä".repeat(1000)), "ä".repeat(300) + "…");
    }
}
