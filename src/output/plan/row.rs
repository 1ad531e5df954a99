//! The rows of a difference, and how much of a long text is shown.

use std::borrow::Cow;

use serde::Deserialize as _;
use serde_json::{Map, Value};

use super::text;
use crate::model::Conversion;
use crate::plan::{Difference, Hunk, Line, LineKind, Shown, conversion_in_words};

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row {
    /// `email.subject`; empty on the rows that go on.
    pub(super) label: String,
    pub(super) mark: Mark,
    pub(super) text: String,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    Removed,
    Added,
    Plain,
    /// A line of its own: no field stands before it.
    Whole,
}

const CONVERSIONS: &str = "conversions";
/// Without a word on these in the definition the workspace keeps what it has.
const UNMANAGED: [&str; 4] = ["name", "description", "tags", CONVERSIONS];
/// Rows of one long text.
const MAX_LINES: usize = 200;
/// Characters of one line: emails are often one line of many thousands.
const MAX_WIDTH: usize = 400;
/// Characters that are shown before a change in such a line.
const LEAD: usize = 60;

pub(super) fn difference_rows(message: Option<&str>, difference: &Difference) -> Vec<Row> {
    let field = text::escaped(&difference.field);
    let label = match message {
        Some(message) => format!("{message}.{field}"),
        None => field.clone(),
    };
    let mut rows = match &difference.shown {
        Shown::Value { old, new } => {
            let sides = [old, new].map(|side| side.as_ref().map(|value| readable(&field, value)));
            field_rows(&field, sides[0].as_deref(), sides[1].as_deref())
        }
        Shown::Remark(remark) => vec![row(Mark::Plain, text::escaped(remark))],
        Shown::Text { path, hunks } => text_rows(path, hunks),
    };
    if let Some(first) = rows.first_mut() {
        first.label = label;
    }
    rows
}

fn field_rows(field: &str, old: Option<&Value>, new: Option<&Value>) -> Vec<Row> {
    match (old, new) {
        (Some(old), None) if UNMANAGED.contains(&field) => {
            vec![row(Mark::Plain, format!("not managed any more; was {}", whole(old)))]
        }
        _ => value_rows(old, new),
    }
}

/// Conversion events in words, each with its letter; anything else as it is.
fn readable<'a>(field: &str, value: &'a Value) -> Cow<'a, Value> {
    let (CONVERSIONS, Value::Array(events)) = (field, value) else { return Cow::Borrowed(value) };
    let words = |(event, letter): (&Value, char)| match Conversion::deserialize(event) {
        Ok(conversion) => format!("{letter}: {}", conversion_in_words(&conversion)).into(),
        Err(_) => event.clone(),
    };
    Cow::Owned(events.iter().zip('A'..).map(words).collect())
}

/// A row that goes on, or stands alone.
pub(super) fn plain(text: &str) -> Row {
    row(Mark::Whole, text.to_owned())
}

fn row(mark: Mark, text: String) -> Row {
    Row { label: String::new(), mark, text }
}

/// Of lists and of maps only what differs.
fn value_rows(old: Option<&Value>, new: Option<&Value>) -> Vec<Row> {
    let marked = |mark, texts: Vec<String>| texts.into_iter().map(move |text| row(mark, text));
    let (gone, come) = match (old, new) {
        (Some(Value::Array(old)), Some(Value::Array(new))) => {
            let only = |these: &[Value], others: &[Value]| {
                these.iter().filter(|one| !others.contains(one)).map(text::value).collect()
            };
            (only(old, new), only(new, old))
        }
        (Some(Value::Object(old)), Some(Value::Object(new))) => (only(old, new), only(new, old)),
        (Some(Value::String(old)), Some(Value::String(new))) => {
            let from = common(old, new);
            (vec![quoted(old, from)], vec![quoted(new, from)])
        }
        (old, new) => {
            let shown = |side: Option<&Value>| side.map(whole).into_iter().collect();
            (shown(old), shown(new))
        }
    };
    let rows: Vec<_> = marked(Mark::Removed, gone).chain(marked(Mark::Added, come)).collect();
    // The same items in another order.
    if rows.is_empty() { vec![row(Mark::Plain, "in another order".to_owned())] } else { rows }
}

/// The entries that the other map has not, or has otherwise.
fn only(these: &Map<String, Value>, others: &Map<String, Value>) -> Vec<String> {
    let differing = these.iter().filter(|(key, value)| others.get(*key) != Some(value));
    differing.map(|(key, value)| format!("{}: {}", text::escaped(key), whole(value))).collect()
}

fn whole(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text, 0),
        other => cut(&text::value(other), 0),
    }
}

/// A text on one line, from where it begins to differ.
fn quoted(text: &str, from: usize) -> String {
    if text.chars().count() <= MAX_WIDTH {
        return text::value(&text.into());
    }
    cut(&text::escaped(text), from)
}

fn text_rows(path: &str, hunks: &[Hunk]) -> Vec<Row> {
    let mut rows = Vec::new();
    for hunk in hunks {
        let place = format!("{}:{}", text::escaped(path), hunk.new_start);
        rows.push(row(Mark::Plain, place));
        for run in hunk.lines.chunk_by(|a, b| is_kept(a) == is_kept(b)) {
            rows.extend(run.iter().map(|line| line_row(line, run)));
        }
    }
    let more = rows.len().saturating_sub(MAX_LINES);
    rows.truncate(MAX_LINES);
    let lines = if more == 1 { "line" } else { "lines" };
    rows.extend((more > 0).then(|| plain(&format!("… {more} more {lines}"))));
    rows
}

fn is_kept(line: &Line) -> bool {
    line.kind == LineKind::Kept
}

/// A long line is shown from where it differs from the one that it takes the place of.
fn line_row(line: &Line, run: &[Line]) -> Row {
    let shown = |text: &str| {
        if text.chars().count() <= MAX_WIDTH {
            return text::escaped(text);
        }
        let same: Vec<_> = run.iter().filter(|one| one.kind == line.kind).collect();
        let at = same.iter().position(|one| std::ptr::eq(*one, line)).unwrap_or(0);
        let other = run.iter().filter(|one| one.kind != line.kind).nth(at);
        cut(&text::escaped(text), other.map_or(0, |other| common(text, &other.text)))
    };
    match line.kind {
        LineKind::Kept => row(Mark::Plain, format!("  {}", shown(&line.text))),
        LineKind::Removed => row(Mark::Removed, shown(&line.text)),
        LineKind::Added => row(Mark::Added, shown(&line.text)),
    }
}

/// How many characters two texts have in common from their beginning.
fn common(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count()
}

/// At most [`MAX_WIDTH`] characters, with a word about those that are left out.
fn cut(text: &str, from: usize) -> String {
    let length = text.chars().count();
    if length <= MAX_WIDTH {
        return text.to_owned();
    }
    let from = from.saturating_sub(LEAD).min(length - MAX_WIDTH);
    let shown: String = text.chars().skip(from).take(MAX_WIDTH).collect();
    let before = if from > 0 { "… " } else { "" };
    let after = if from + MAX_WIDTH < length { " …" } else { "" };
    format!("{before}{shown}{after} ({length} characters)")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(old: &Value, new: &Value, expected: &[&str]) {
        let rows = value_rows(Some(old), Some(new)).into_iter().map(|row| match row.mark {
            Mark::Removed => format!("- {}", row.text),
            Mark::Added => format!("+ {}", row.text),
            _ => row.text,
        });
        assert_eq!(rows.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn lists_and_maps_show_what_differs() {
        check(&json!(["a", "b"]), &json!(["b", "c"]), &["- a", "+ c"]);
        check(&json!(["a", "b"]), &json!(["b", "a"]), &["in another order"]);
        let (old, new) = (json!({ "a": 1, "b": "x" }), json!({ "b": "y", "a": 1, "c": true }));
        check(&old, &new, &["- b: x", "+ b: y", "+ c: true"]);
    }

    #[test]
    fn conversion_events_are_told_in_words() {
        let event = |name: &str, seconds: u64| json!({ "event": "performs_custom_event", "name": name, "within_seconds": seconds });
        let show = |old: Value, new: Option<Value>| {
            let shown = Shown::Value { old: Some(old), new };
            let difference = Difference { field: "conversions".to_owned(), shown };
            let rows = difference_rows(None, &difference).into_iter();
            rows.map(|row| row.text).collect::<Vec<_>>()
        };
        let (looked, bought) = (event("looked", 259_200), event("bought", 3600));
        let changed = show(json!([looked, bought]), Some(json!([event("looked", 60), bought])));
        let looked_for =
            |long: &str| format!("A: performs the custom event \"looked\", within {long}");
        assert_eq!(changed, [looked_for("3 days"), looked_for("1 minute")]);
        // The first one is the primary: their order is no matter of taste.
        assert_eq!(show(json!([looked, bought]), Some(json!([bought, looked]))).len(), 4);
        let gone = show(json!([looked]), None);
        assert_eq!(gone, [format!("not managed any more; was {}", looked_for("3 days"))]);
    }

    #[test]
    fn a_long_line_is_shown_where_it_changes() {
        let long = |middle: &str| format!("{}{middle}{}", "a".repeat(1_000), "z".repeat(1_000));
        let shown = |middle: &str| {
            format!("… {}{middle}{} … (2001 characters)", "a".repeat(60), "z".repeat(339))
        };
        let (old, new) = (format!("- {}", shown("1")), format!("+ {}", shown("2")));
        check(&json!(long("1")), &json!(long("2")), &[&old, &new]);
        let line = |kind, text: &str| Line { kind, text: long(text) };
        let lines = vec![line(LineKind::Removed, "1"), line(LineKind::Added, "2")];
        let rows = text_rows("a.html", &[Hunk { old_start: 1, new_start: 1, lines }]);
        let texts: Vec<_> = rows.into_iter().map(|row| row.text).collect();
        assert_eq!(texts, ["a.html:1".to_owned(), shown("1"), shown("2")]);
    }
}
