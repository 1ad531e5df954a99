//! A text as one YAML scalar on one line.

use std::fmt::Write as _;

/// Words that some version of YAML reads as something else than text.
const RESERVED: [&str; 10] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan"];

/// A text that is not sent, such as a title: `@{` in it is no reference.
pub(super) fn literal(text: &str) -> String {
    scalar(&unreferenced(text))
}

/// The text, plain where it can only be read as itself, in a flow collection too, else quoted.
pub(super) fn scalar(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

fn is_plain(text: &str) -> bool {
    let inside = |c: char| c.is_alphanumeric() || " -_./()+%".contains(c);
    text.starts_with(char::is_alphabetic)
        && text.chars().all(inside)
        && !text.ends_with(' ')
        && !RESERVED.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// JSON's quoting is YAML's too, once everything that an editor might not show is escaped.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        let hidden = matches!(c,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
            | '\u{feff}' | '\u{fff0}'..='\u{ffff}');
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() || hidden => {
                write!(out, "\\u{:04x}", u32::from(c)).expect("writing to a string cannot fail");
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Every two `@` before a single `{` stand for one, so that a title may hold `@{`.
fn unreferenced(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < chars.len() {
        let run = chars[at..].iter().take_while(|&&c| c == '@').count();
        let opens = chars.get(at + run) == Some(&'{') && chars.get(at + run + 1) != Some(&'{');
        if run > 0 {
            out.extend(std::iter::repeat_n('@', if opens { 2 * run } else { run }));
            at += run;
        } else {
            out.push(chars[at]);
            at += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml;

    #[track_caller]
    fn check(text: &str, written: &str) {
        assert_eq!(scalar(text), written);
        for whole in [format!("a: {written}\n"), format!("a: [{written}]\n")] {
            let (_, roots, problems) =
                yaml::read("a.yaml", whole.as_bytes(), &yaml::Limits::default());
            assert!(problems.is_empty(), "{problems:?}");
            let value = roots[0].get("a").unwrap();
            let value = value.items().first().unwrap_or(value);
            assert_eq!(value.text(), Some(text));
        }
    }

    #[test]
    fn only_what_cannot_be_misread_stands_bare() {
        check("Order shipped", "Order shipped");
        check("Заказ отправлен", "Заказ отправлен");
        check("yes", "\"yes\"");
        check("2", "\"2\"");
        check("", "\"\"");
        check("a, b", "\"a, b\"");
        check("a: b # c", "\"a: b # c\"");
        check("say \"hi\" \\ \n\u{1b}\u{202e}", "\"say \\\"hi\\\" \\\\ \\n\\u001b\\u202e\"");
    }

    #[test]
    fn what_looks_like_a_reference_is_none() {
        assert_eq!(literal("@{site} @@{x} @{{y}} a@b"), "\"@@{site} @@@@{x} @{{y}} a@b\"");
    }
}
