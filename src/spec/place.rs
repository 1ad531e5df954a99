//! From a field of a message to the bytes that wrote it.

use std::fmt::Write as _;

use crate::diagnostic::{Diagnostic, Location};
use crate::model::path_step;
use crate::yaml::{Node, Source};

/// The JSON pointer of a field path (`buttons[0]/text` → `/buttons/0/text`).
pub(super) fn pointer(field: &str) -> String {
    field.split('/').fold(String::new(), |mut pointer, part| {
        let (key, indices) = part.split_at(part.find('[').unwrap_or(part.len()));
        pointer.extend(["/", &key.replace("~2", "[")]);
        for index in indices.split(['[', ']']).filter(|index| !index.is_empty()) {
            pointer.extend(["/", index]);
        }
        pointer
    })
}

/// A key as a step of a JSON pointer.
pub(super) fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The field path of a key inside of another: `alert` and `title` → `alert/title`.
pub(super) fn child(path: &str, key: &str) -> String {
    let key = path_step(key);
    if path.is_empty() { key.into_owned() } else { [path, "/", &key].concat() }
}

pub(super) fn item(path: &str, index: usize) -> String {
    let mut path = path.to_owned();
    write!(path, "[{index}]").expect("writing to a string cannot fail");
    path
}

/// The node at a pointer, else the nearest one around it.
pub(super) fn nearest<'a>(root: &'a Node, pointer: &str) -> &'a Node {
    let mut pointer = pointer;
    loop {
        if let Some(node) = root.at(pointer) {
            return node;
        }
        pointer = pointer.rsplit_once('/').map_or("", |(owner, _)| owner);
    }
}

/// Where the value at a pointer stands: scalars themselves, collections at their key.
pub(super) fn value_at(source: &Source, root: &Node, pointer: &str) -> Location {
    let node = nearest(root, pointer);
    let collection = !node.entries().is_empty() || !node.items().is_empty();
    match root.key_span(pointer) {
        Some(key) if collection => source.locate(&key),
        _ => of_scalar(source, node),
    }
}

/// Where a value that is no collection stands: its first line.
pub(super) fn of_scalar(source: &Source, node: &Node) -> Location {
    source.locate(&first_line(source, node))
}

/// Where the key at a pointer stands.
pub(super) fn key_at(source: &Source, root: &Node, pointer: &str) -> Location {
    match root.key_span(pointer) {
        Some(key) => source.locate(&key),
        None => value_at(source, root, pointer),
    }
}

fn first_line(source: &Source, node: &Node) -> std::ops::Range<usize> {
    let text = source.text.get(node.span.clone()).unwrap_or_default();
    let line = text.find('\n').unwrap_or(text.len());
    node.span.start..node.span.start + text[..line].trim_end().len()
}

/// A problem with the value at a pointer.
pub(super) fn problem(
    source: &Source,
    root: &Node,
    pointer: &str,
    diagnostic: Diagnostic,
) -> Diagnostic {
    diagnostic.at(value_at(source, root, pointer))
}
