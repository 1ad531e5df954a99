//! The fields of a content as a flat list: `alert/title`, `buttons[0]/text`.
//!
//! Inside a key, `~`, `/` and `[` are spelled `~0`, `~1` and `~2`. Leaves are JSON scalars and empty
//! containers.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::Content;

/// Every leaf with its path, in the author's order.
pub fn flatten(content: &Content) -> Vec<(String, Value)> {
    let mut leaves = Vec::new();
    each_leaf(content, &mut |path, leaf| leaves.push((path.to_owned(), leaf.clone())));
    leaves
}

/// Shows every leaf with its path, in the author's order.
pub fn each_leaf<'a>(content: &'a Content, tell: &mut dyn FnMut(&str, &'a Value)) {
    let mut path = String::new();
    for (key, value) in &content.0 {
        path.clear();
        path.push_str(&path_step(key));
        each_below(&mut path, value, tell);
    }
}

/// Puts leaves together again, in any order; [`flatten`] takes the result apart into the same
/// leaves, sorted.
/// `None` when the paths contradict each other or a list has a gap.
pub fn unflatten<'a>(leaves: impl IntoIterator<Item = (&'a str, Value)>) -> Option<Content> {
    let mut leaves: Vec<_> =
        leaves.into_iter().map(|(path, leaf)| Some((steps(path)?, leaf))).collect::<Option<_>>()?;
    // As text, `[10]` sorts before `[2]`; a list is filled from its first item on.
    leaves.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut root = Value::Object(Map::new());
    for (steps, leaf) in leaves {
        let mut at = &mut root;
        for step in steps {
            at = enter(at, step)?;
        }
        if !at.is_null() {
            return None;
        }
        *at = leaf;
    }
    match root {
        Value::Object(fields) => Some(Content(fields)),
        _ => None,
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Key(String),
    Index(usize),
}

fn each_below<'a>(path: &mut String, value: &'a Value, tell: &mut dyn FnMut(&str, &'a Value)) {
    let length = path.len();
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (key, value) in fields {
                path.push('/');
                path.push_str(&path_step(key));
                each_below(path, value, tell);
                path.truncate(length);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, value) in items.iter().enumerate() {
                write!(path, "[{index}]").expect("writing to a string cannot fail");
                each_below(path, value, tell);
                path.truncate(length);
            }
        }
        leaf => tell(path, leaf),
    }
}

/// A key as a step of a path.
pub fn path_step(key: &str) -> Cow<'_, str> {
    let special = key.bytes().any(|byte| matches!(byte, b'~' | b'/' | b'['));
    if special {
        Cow::Owned(key.replace('~', "~0").replace('/', "~1").replace('[', "~2"))
    } else {
        Cow::Borrowed(key)
    }
}

fn unescape(key: &str) -> String {
    key.replace("~2", "[").replace("~1", "/").replace("~0", "~")
}

fn steps(path: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    for part in path.split('/') {
        let (key, mut indices) = part.split_at(part.find('[').unwrap_or(part.len()));
        steps.push(Step::Key(unescape(key)));
        while let Some(rest) = indices.strip_prefix('[') {
            let (index, after) = rest.split_once(']')?;
            steps.push(Step::Index(index.parse().ok()?));
            indices = after;
        }
        if !indices.is_empty() {
            return None;
        }
    }
    Some(steps)
}

fn enter(at: &mut Value, step: Step) -> Option<&mut Value> {
    match step {
        Step::Key(key) => {
            if at.is_null() {
                *at = Value::Object(Map::new());
            }
            Some(at.as_object_mut()?.entry(key).or_insert(Value::Null))
        }
        Step::Index(index) => {
            if at.is_null() {
                *at = Value::Array(Vec::new());
            }
            let items = at.as_array_mut()?;
            if index == items.len() {
                items.push(Value::Null);
            }
            items.get_mut(index)
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn content(value: Value) -> Content {
        match value {
            Value::Object(fields) => Content(fields),
            other => panic!("{other} is no object"),
        }
    }

    #[test]
    fn a_content_flattens_into_paths_and_back() {
        let original = content(json!({
            "alert": { "title": "Hi", "loc_args": ["a", "b"] },
            "buttons": [{ "text": "Open" }, { "text": "Close" }],
            "extra": {},
            "request_headers": { "X/A[0]~": "1" },
            "header_variables": { "0": "zero" },
        }));
        let leaves = flatten(&original);
        let paths: Vec<_> = leaves.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "alert/title",
                "alert/loc_args[0]",
                "alert/loc_args[1]",
                "buttons[0]/text",
                "buttons[1]/text",
                "extra",
                "request_headers/X~1A~20]~0",
                "header_variables/0",
            ]
        );
        let back = unflatten(leaves.iter().map(|(path, leaf)| (path.as_str(), leaf.clone())));
        assert_eq!(back, Some(original));
    }

    #[test]
    fn contradicting_paths_are_no_content() {
        let twice = [("a", json!(1)), ("a/b", json!(2))];
        assert_eq!(unflatten(twice), None);
        assert_eq!(unflatten([("a[1]", json!(1))]), None);
        assert_eq!(unflatten([("a[x]", json!(1))]), None);
    }

    #[test]
    fn the_order_of_leaves_does_not_matter() {
        let items: Vec<_> = (0..12).map(Value::from).collect();
        let mut leaves: Vec<_> = flatten(&content(json!({ "list": items })));
        leaves.sort_by(|(a, _), (b, _)| a.cmp(b));
        let back = unflatten(leaves.iter().map(|(path, leaf)| (path.as_str(), leaf.clone())));
        assert_eq!(back, Some(content(json!({ "list": items }))));
    }
}
