//! Changes of single values, every other byte kept.
//!
//! Places come from the tree. Whether a change did what it was meant to do is for [`proved`] to say:
//! the new text is read again, and must hold the expected values and every comment.

use std::ops::Range;

use serde_json::Value;

use super::{Entry, Kind, Limits, Node, Source, Style, comments, read};

/// A stretch of the text, and what stands there afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub range: Range<usize>,
    pub text: String,
    /// Whether a thing goes as a whole, and the comment on its line with it.
    pub removes: bool,
}

impl Edit {
    fn new(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { range, text: text.into(), removes: false }
    }

    fn removal(range: Range<usize>) -> Self {
        Self { range, text: String::new(), removes: true }
    }
}

/// The text with all edits made; `None` when two of them touch each other.
pub fn apply(text: &str, mut edits: Vec<Edit>) -> Option<String> {
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(text.get(at..edit.range.start)?);
        out.push_str(&edit.text);
        at = edit.range.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}

/// Whether the new text holds exactly these documents, and every comment of the old one in order,
/// but for those in the stretches that are gone.
pub fn proved(old: &str, new: &str, gone: &[Range<usize>], expected: &[Value]) -> bool {
    let (source, roots, problems) = read("", new.as_bytes(), &Limits::default());
    let kept = comments(&source).into_iter().map(|span| &source.text[span]);
    let mut kept = kept.collect::<Vec<_>>().into_iter();
    let old = Source::new("", old);
    let gone = |span: &Range<usize>| {
        gone.iter().any(|range| range.start <= span.start && span.end <= range.end)
    };
    problems.iter().all(|problem| !problem.is_error())
        && roots.iter().map(|root| root.to_json()).eq(expected.iter().cloned())
        && comments(&old)
            .into_iter()
            .filter(|span| !gone(span))
            .all(|span| kept.any(|one| *one == old.text[span.clone()]))
}

/// Another value on the line of its key. `None` when the value is written elsewhere.
pub fn value(text: &str, entry: &Entry, new: &str) -> Option<Edit> {
    if entry.merged {
        return None;
    }
    let start = after_colon(text, entry)?;
    let block = matches!(entry.value.kind, Kind::Text(_, Style::Literal | Style::Folded))
        || is_block(text, entry);
    let span = &entry.value.span;
    let end = end_of(text, span.end);
    if block {
        return (end >= start).then(|| Edit::new(start..end, format!(" {new}")));
    }
    (span.start >= start && span.end <= line_end(text, span.end))
        .then(|| Edit::new(span.clone(), new))
}

/// An item of a list as it is to be: the old one at this place, or a new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    Keep(usize),
    New(String),
}

/// Other items in a list. Items that stay keep their lines; `items` keeps their order.
pub fn list(text: &str, entry: &Entry, items: &[Item]) -> Option<Vec<Edit>> {
    let old = entry.value.items();
    if entry.merged {
        return None;
    }
    let as_written = |item: &Item| match item {
        Item::Keep(at) => Some(text.get(old.get(*at)?.span.clone())?.to_owned()),
        Item::New(text) => Some(text.clone()),
    };
    if !is_block(text, entry) {
        let items = items.iter().map(as_written).collect::<Option<Vec<_>>>()?;
        return Some(vec![value(text, entry, &format!("[{}]", items.join(", ")))?]);
    }
    if items.is_empty() {
        return Some(vec![value(text, entry, "[]")?]);
    }
    let mut edits = Vec::new();
    for (at, item) in old.iter().enumerate() {
        if !items.contains(&Item::Keep(at)) {
            let start = line_start(text, item.span.start);
            let end = line_end(text, end_of(text, item.span.end));
            edits.push(Edit::removal(start..(end + 1).min(text.len())));
        }
    }
    let last = old.last()?;
    let dash = line_start(text, last.span.start);
    let indent: String = text[dash..].chars().take_while(|c| *c == ' ').collect();
    let new: Vec<_> = items
        .iter()
        .filter_map(|item| match item {
            Item::New(text) => Some(format!("\n{indent}- {text}")),
            Item::Keep(_) => None,
        })
        .collect();
    if !new.is_empty() {
        let end = line_end(text, end_of(text, last.span.end));
        // The last line may go; what is new stands in its place.
        match edits.last_mut().filter(|edit| edit.range.end > end || edit.range.end == text.len()) {
            Some(edit) if edit.range.contains(&last.span.start) => {
                let tail = if text[edit.range.clone()].ends_with('\n') { "\n" } else { "" };
                edit.text = format!("{}{tail}", new.concat().trim_start_matches('\n'));
            }
            _ => edits.push(Edit::new(end..end, new.concat())),
        }
    }
    Some(edits)
}

/// Takes a key with its value away, whole lines.
pub fn remove(text: &str, entry: &Entry) -> Option<Edit> {
    let start = line_start(text, entry.key_span.start);
    let end = line_end(text, end_of(text, entry.value.span.end));
    let alone = text[start..entry.key_span.start].trim().is_empty() && !entry.merged;
    alone.then(|| Edit::removal(start..(end + 1).min(text.len())))
}

/// Lines before a key, as deep as it. `None` when something else stands on its line.
pub fn before(text: &str, entry: &Entry, line: &str) -> Option<Edit> {
    let start = line_start(text, entry.key_span.start);
    let indent = &text[start..entry.key_span.start];
    indent.trim().is_empty().then(|| Edit::new(start..start, format!("{indent}{line}\n")))
}

/// Lines at the end of a block map, given what its keys are indented by.
pub fn append(text: &str, map: &Node, lines: impl FnOnce(usize) -> String) -> Option<Edit> {
    let entries = map.entries();
    let first = entries.iter().find(|entry| !entry.merged)?;
    let start = line_start(text, first.key_span.start);
    let indent = first.key_span.start - start;
    if !text[start..first.key_span.start].chars().all(|c| c == ' ') {
        return None;
    }
    let end = entries
        .iter()
        .filter(|entry| !entry.merged)
        .map(|entry| entry.key_span.end.max(deepest(&entry.value, entry.key_span.end)))
        .max()?;
    let end = line_end(text, end_of(text, end));
    let lines = lines(indent);
    Some(Edit::new(end..end, format!("\n{}", lines.trim_end_matches('\n'))))
}

/// Where a value ends that is written after `from`; what an alias stands for is written before.
fn deepest(node: &Node, from: usize) -> usize {
    if node.span.end < from { from } else { node.span.end }
}

fn is_block(text: &str, entry: &Entry) -> bool {
    let collection = matches!(entry.value.kind, Kind::List(_) | Kind::Map(_));
    collection && !text[entry.value.span.start.min(text.len())..].starts_with(['[', '{'])
}

fn after_colon(text: &str, entry: &Entry) -> Option<usize> {
    let rest = text.get(entry.key_span.end..)?;
    let colon =
        rest.find(':').filter(|at| rest[..*at].trim_matches(['"', '\'', ' ']).is_empty())?;
    Some(entry.key_span.end + colon + 1)
}

/// The end of what is written before a place, white space and breaks aside.
fn end_of(text: &str, at: usize) -> usize {
    text[..at.min(text.len())].trim_end().len()
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |at| at + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |found| at + found)
}
