//! Texts of people within code: comments that cannot be left, strings that cannot be ended.

use super::catalog::{Campaign, Message};
use crate::model::is_unprintable;

/// How long a comment about one thing may become, in characters.
const MOST: usize = 400;

/// What the documentation of a campaign says after its key, on one line.
pub(super) fn about_campaign(campaign: &Campaign) -> String {
    after_key(&campaign.about.iter().map(|text| sentence(text)).collect::<Vec<_>>().join(" "))
}

/// What the documentation of a message says after its key, on one line.
pub(super) fn about_message(message: &Message) -> String {
    after_key(&message.about.as_deref().map(sentence).unwrap_or_default())
}

/// What people say about a key, after the key.
fn after_key(about: &str) -> String {
    let line = one_line(about);
    if line.is_empty() { line } else { format!(": {line}") }
}

fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.is_empty() || text.ends_with(['.', '!', '?']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// Nothing that turns, hides or ends a line is left.
fn one_line(text: &str) -> String {
    let shown = text.chars().map(|c| if is_unprintable(c) { ' ' } else { c }).collect::<String>();
    let words: Vec<_> = shown.split_whitespace().collect();
    let line = words.join(" ");
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Within `/* … */`, in languages where comments nest and where they do not.
pub(super) fn in_block_comment(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        let joins = matches!((safe.chars().last(), c), (Some('*'), '/') | (Some('/'), '*'));
        if joins {
            safe.push(' ');
        }
        safe.push(c);
    }
    safe
}

/// Within Javadoc. Java reads `\u` everywhere, also in comments, and a file in the platform's
/// encoding.
pub(super) fn in_javadoc(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '&' | '<' | '>' | '@' | '\\' | '{' | '}' | '*') || !c.is_ascii() {
            safe.extend(["&#", &u32::from(c).to_string(), ";"]);
        } else {
            safe.push(c);
        }
    }
    safe
}

/// Within Markdown of a line comment.
pub(super) fn in_markdown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '[' | ']' | '<' | '`' | '\\') {
            safe.push('\\');
        }
        safe.push(c);
    }
    safe
}

/// A string in double quotes, as all of these languages read it. Ids are visible ASCII.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_text_cannot_leave_its_comment(text in "[*/\\\\u0-9a{}\"'`\u{2028}\u{202e}\r\n é-]{0,24}") {
            let line = one_line(&text);
            prop_assert!(!line.contains(is_unprintable) && !line.contains('\n'));
            let block = in_block_comment(&line);
            prop_assert!(!block.contains("*/") && !block.contains("/*"));
            let javadoc = in_javadoc(&line);
            prop_assert!(!javadoc.contains(['\\', '*', '@']) && javadoc.is_ascii());
        }

        #[test]
        fn a_string_reads_back(text in "[!-~]{0,16}") {
            let read: String = serde_json::from_str(&quoted(&text)).unwrap();
            prop_assert_eq!(read, text);
        }
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(one_line(&"ü".repeat(401)).chars().count(), 401);
        assert_eq!(sentence("Order shipped "), "Order shipped.");
    }
}
