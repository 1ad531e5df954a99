//! YAML as a value, with the place of each of its parts.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use serde_yaml::{Location, Spanned};

use super::Mistake;

/// Bytes of the text, by JSON pointer.
#[derive(Default)]
pub(super) struct Places {
    values: HashMap<String, Range<usize>>,
    keys: HashMap<String, Range<usize>>,
}

impl Places {
    /// The place of a part, or of the nearest around it.
    pub(super) fn of(&self, pointer: &str) -> Range<usize> {
        let mut pointer = pointer;
        loop {
            if let Some(place) = self.values.get(pointer) {
                return place.clone();
            }
            let Some((around, _)) = pointer.rsplit_once('/') else { return 0..1 };
            pointer = around;
        }
    }

    /// The place of a field's name.
    pub(super) fn of_key(&self, pointer: &str, name: &str) -> Range<usize> {
        let pointer = format!("{pointer}/{}", escaped(name));
        self.keys.get(&pointer).cloned().unwrap_or_else(|| self.of(&pointer))
    }
}

/// The bytes that a place of the reader covers, at least one.
fn bytes(location: &Location) -> Range<usize> {
    let of = |number: Option<u64>| number.and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let (start, length) = (of(location.span().byte_offset()), of(location.span().byte_len()));
    start..start + length.max(1)
}

/// The place of an error of the reader, which knows its line and column better than its bytes.
fn of_line(text: &str, location: &Location) -> Range<usize> {
    let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
    let lines = text.split_inclusive('\n').take(number(location.line()));
    let start: usize = lines.map(str::len).sum();
    let before = text[start..].chars().take(number(location.column()));
    let start = start + before.map(char::len_utf8).sum::<usize>();
    start..start + 1
}

fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// Reads a text; where it is no YAML, the first mistake.
pub(super) fn read(text: &str) -> Result<(Value, Places), Mistake> {
    let options = serde_yaml::options! { strict_booleans: true };
    let read = serde_yaml::from_str_with_options::<Spanned<Node>>(text, options);
    let root = read.map_err(|error| {
        let at = error.location().map_or(0..1, |location| of_line(text, &location));
        Mistake::new(at, words(&error.to_string()))
    })?;
    let mut places = Places::default();
    let value = unfold(root, "", &mut places);
    Ok((value, places))
}

/// What a reader's error says, without the place and the advice for programmers.
fn words(error: &str) -> &str {
    let line = error.lines().next().unwrap_or_default();
    let line = line.strip_prefix("error: ").unwrap_or(line);
    let line = line.split_once(", set ").map_or(line, |(what, _)| what);
    match line.split_once(": ") {
        Some((place, what)) if place.starts_with("line ") => what,
        _ => line,
    }
}

/// `campaigns[0].messages[1].channel`, for people.
pub(super) fn place(pointer: &str) -> String {
    let mut place = String::new();
    for piece in pointer.split('/').skip(1) {
        if piece.bytes().all(|byte| byte.is_ascii_digit()) && !piece.is_empty() {
            place.extend(["[", piece, "]"]);
        } else {
            let dot = if place.is_empty() { "" } else { "." };
            place.extend([dot, &piece.replace("~1", "/").replace("~0", "~")]);
        }
    }
    place
}

enum Node {
    Scalar(Value),
    List(Vec<Spanned<Self>>),
    Map(Vec<(Spanned<String>, Spanned<Self>)>),
}

fn unfold(node: Spanned<Node>, pointer: &str, places: &mut Places) -> Value {
    places.values.insert(pointer.to_owned(), bytes(&node.referenced));
    match node.value {
        Node::Scalar(value) => value,
        Node::List(items) => {
            let items = items.into_iter().enumerate();
            items.map(|(at, item)| unfold(item, &format!("{pointer}/{at}"), places)).collect()
        }
        Node::Map(entries) => {
            let mut map = Map::new();
            for (key, value) in entries {
                let below = format!("{pointer}/{}", escaped(&key.value));
                let value = unfold(value, &below, places);
                places.keys.insert(below, bytes(&key.referenced));
                map.insert(key.value, value);
            }
            Value::Object(map)
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Nodes)
    }
}

struct Nodes;

impl<'de> Visitor<'de> for Nodes {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scalar, a list or a map")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Node, E> {
        Ok(Node::Scalar(Value::Null))
    }

    fn visit_none<E: de::Error>(self) -> Result<Node, E> {
        Ok(Node::Scalar(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Node, E> {
        let number = Number::from_f64(value).ok_or_else(|| E::custom("not a finite number"))?;
        Ok(Node::Scalar(number.into()))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Scalar(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Node::Map(map))
    }
}
