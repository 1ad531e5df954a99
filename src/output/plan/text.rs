//! Other people's texts on our lines.

use serde_json::Value;

use crate::model::printable;

/// One line of text without anything that a terminal obeys or that hides what it says; a tab is
/// four spaces.
pub(super) fn escaped(text: &str) -> String {
    printable(&text.replace('\t', "    ")).into_owned()
}

/// A value on one line: a text as it is when it fits on one, else quoted.
pub(super) fn value(value: &Value) -> String {
    match value {
        Value::String(text) if !text.is_empty() && !text.contains('\n') && text.trim() == text => {
            escaped(text)
        }
        Value::Array(items) if items.iter().all(Value::is_string) && !items.is_empty() => {
            let texts: Vec<_> = items.iter().filter_map(Value::as_str).map(escaped).collect();
            texts.join(", ")
        }
        other => escaped(&other.to_string()),
    }
}

/// `1 release`, `2 releases`.
pub(super) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
