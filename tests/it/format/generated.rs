//! Whatever a document says and however it is laid out, formatting it keeps what it says.

use campaignctl::yaml::format::format;
use proptest::prelude::*;
use serde_json::{Value, json};

proptest! {
    #[test]
    fn a_formatted_document_says_the_same_and_stays_as_it_is(
        document in document(),
        whims in prop::collection::vec(any::<u8>(), 1..64),
    ) {
        let text = Scribbler::scribble(&document, whims);
        let formatted = format(&text).unwrap_or_else(|error| panic!("{error}:\n{text}"));
        prop_assert_eq!(format(&formatted).unwrap(), formatted.as_str(), "not settled:\n{}", text);
        let read: Value = serde_yaml::from_str(&formatted).unwrap();
        prop_assert_eq!(&read, &document, "{}\n---\n{}", text, formatted);
        prop_assert_eq!(comments(&formatted), comments(&text));
        prop_assert!(!formatted.contains("\n\n\n") && !formatted.contains(" \n"));
    }

    #[test]
    fn any_text_is_formatted_or_refused(text in "[-a\\[\\]{}:,?|>&*!%@#\"' \t\n]{0,60}") {
        if let Ok(formatted) = format(&text) {
            prop_assert_eq!(format(&formatted), Ok(formatted.clone()), "from {:?}", text);
        }
    }
}

fn comments(text: &str) -> Vec<&str> {
    text.match_indices("#@ ").map(|(at, _)| text[at..].lines().next().unwrap().trim()).collect()
}

fn document() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        "[a-z][a-z ':]{0,12}[a-z]".prop_map(Value::from),
        "[a-z\"'\\\\@{}%é😀-]{1,8}".prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        Just(Value::Null),
    ];
    let tree = leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,6}x", inner, 0..5).prop_map(|map| json!(map)),
        ]
    });
    prop::collection::btree_map("[a-z]{1,6}x", tree, 1..5).prop_map(|map| json!(map))
}

/// Writes a document as a careless person would.
struct Scribbler {
    out: String,
    whims: Vec<u8>,
    at: usize,
}

impl Scribbler {
    fn scribble(document: &Value, whims: Vec<u8>) -> String {
        let mut scribbler = Self { out: String::new(), whims, at: 0 };
        scribbler.interlude(0);
        scribbler.block(document, 0);
        scribbler.out
    }

    fn whim(&mut self, choices: u8) -> u8 {
        self.at += 1;
        // A document is longer than its list of whims: walk it in changing steps.
        let place = (self.at + self.at / self.whims.len()) % self.whims.len();
        self.whims[place].wrapping_add(u8::try_from(self.at % 251).unwrap()) % choices
    }

    /// A collection, every entry on lines of its own that are indented by `indent`.
    fn block(&mut self, value: &Value, indent: usize) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    self.pad(indent);
                    self.out.push_str(key);
                    self.spaces(2);
                    self.out.push(':');
                    self.value(value, indent, false);
                }
            }
            Value::Array(items) => {
                for item in items {
                    self.pad(indent);
                    self.out.push('-');
                    self.value(item, indent, true);
                }
            }
            _ => unreachable!("only collections are blocks"),
        }
    }

    /// What follows a `:` or a `-`, to the end of its last line.
    fn value(&mut self, value: &Value, indent: usize, in_list: bool) {
        let empty = match value {
            Value::Object(map) => map.is_empty(),
            Value::Array(items) => items.is_empty(),
            _ => true,
        };
        if empty || self.whim(4) == 0 {
            self.out.push(' ');
            self.spaces(2);
            self.flow(value);
            return self.end_line(indent);
        }
        self.end_line(indent);
        let unindented = value.is_array() && !in_list && self.whim(2) == 0;
        let deeper = if unindented { 0 } else { 1 + usize::from(self.whim(5)) };
        self.block(value, indent + deeper);
    }

    fn flow(&mut self, value: &Value) {
        let (open, close) = match value {
            Value::Array(_) => ("[", "]"),
            Value::Object(_) => ("{", "}"),
            scalar => return self.scalar(scalar),
        };
        self.out.push_str(open);
        self.spaces(3);
        match value {
            Value::Array(items) => {
                for item in items {
                    self.flow(item);
                    self.comma();
                }
            }
            Value::Object(map) => {
                for (key, value) in map {
                    self.out.push_str(key);
                    self.out.push_str(": ");
                    self.spaces(2);
                    self.flow(value);
                    self.comma();
                }
            }
            _ => {}
        }
        self.out.push_str(close);
    }

    fn comma(&mut self) {
        self.spaces(2);
        self.out.push(',');
        self.spaces(3);
    }

    fn scalar(&mut self, value: &Value) {
        let Value::String(text) = value else {
            return self.out.push_str(&value.to_string());
        };
        if self.whim(2) == 0 {
            self.out.extend(["'", &text.replace('\'', "''"), "'"]);
        } else {
            self.out.push_str(&value.to_string());
        }
    }

    fn end_line(&mut self, indent: usize) {
        self.spaces(3);
        if self.whim(4) == 0 {
            self.out.push_str(" #@ behind ");
        }
        self.out.push('\n');
        self.interlude(indent);
    }

    /// Blank lines and comments, anywhere.
    fn interlude(&mut self, indent: usize) {
        while self.whim(4) == 0 {
            let width = indent + usize::from(self.whim(5));
            self.pad(width);
            let blank = self.whim(2) == 0;
            self.out.push_str(if blank { "\n" } else { "#@ between\n" });
        }
    }

    fn spaces(&mut self, most: u8) {
        let width = usize::from(self.whim(most));
        self.pad(width);
    }

    fn pad(&mut self, width: usize) {
        self.out.extend(std::iter::repeat_n(' ', width));
    }
}
