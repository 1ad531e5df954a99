//! YAML as a value, with the line of each of its parts.

use std::collections::HashMap;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use serde_yaml::Spanned;

use super::Mistake;

/// Lines by JSON pointer.
pub(super) struct Lines(HashMap<String, u64>);

impl Lines {
    /// The line of a part, or of the nearest around it.
    pub(super) fn of(&self, pointer: &str) -> u64 {
        let mut pointer = pointer;
        loop {
            if let Some(line) = self.0.get(pointer) {
                return *line;
            }
            let Some((around, _)) = pointer.rsplit_once('/') else { return 1 };
            pointer = around;
        }
    }
}

/// Reads a text; where it is no YAML, the first mistake.
pub(super) fn read(text: &str) -> Result<(Value, Lines), Mistake> {
    let options = serde_yaml::options! { strict_booleans: true };
    let read = serde_yaml::from_str_with_options::<Spanned<Node>>(text, options);
    let root = read.map_err(|error| {
        let line = error.location().map_or(1, |location| location.line());
        let text = error.to_string();
        Mistake { line, text: text.lines().next().unwrap_or_default().to_owned() }
    })?;
    let mut lines = Lines(HashMap::new());
    let value = unfold(root, "", &mut lines);
    Ok((value, lines))
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
    Map(Vec<(String, Spanned<Self>)>),
}

fn unfold(node: Spanned<Node>, pointer: &str, lines: &mut Lines) -> Value {
    lines.0.insert(pointer.to_owned(), node.referenced.line());
    match node.value {
        Node::Scalar(value) => value,
        Node::List(items) => {
            let items = items.into_iter().enumerate();
            items.map(|(at, item)| unfold(item, &format!("{pointer}/{at}"), lines)).collect()
        }
        Node::Map(entries) => {
            let mut map = Map::new();
            for (key, value) in entries {
                let below = key.replace('~', "~0").replace('/', "~1");
                let value = unfold(value, &format!("{pointer}/{below}"), lines);
                map.insert(key, value);
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
