//! What a schema is held against: trees and resolved fields as they are, without a copy as JSON.

use std::borrow::Cow;
use std::sync::Arc;
use std::{ptr, slice};

use jsonschema::json::{Array, Json, Node, NodeIdentity, Object, cmp};
use jsonschema::{JsonType, Validator};
use serde_json::{Map, Number, Value};

use crate::yaml::{self, Entry, Kind};

/// Whether a value is what a schema asks for, and nothing more: to say what is wrong takes the
/// value as JSON.
pub(in crate::spec) struct Accepts(Validator<Instances>);

impl Accepts {
    /// # Panics
    /// When the schema is none.
    pub(in crate::spec) fn new(schema: &Value) -> Self {
        let validator = jsonschema::options_for::<Instances>().build(schema);
        Self(validator.expect("a generated schema is a schema; tests compile all"))
    }

    pub(in crate::spec) fn tree(&self, tree: &yaml::Node) -> bool {
        self.0.is_valid(Instance::Tree(tree))
    }

    pub(in crate::spec) fn fields(&self, fields: &Map<String, Value>) -> bool {
        self.0.is_valid(Instance::Fields(fields))
    }
}

struct Instances;

#[derive(Clone, Copy)]
enum Instance<'a> {
    Tree(&'a yaml::Node),
    Value(&'a Value),
    /// The fields of an object that is not yet one.
    Fields(&'a Map<String, Value>),
}

#[derive(Clone, Copy)]
enum Members<'a> {
    Tree(&'a [Entry]),
    Fields(&'a Map<String, Value>),
}

#[derive(Clone, Copy)]
enum Items<'a> {
    Tree(&'a [Arc<yaml::Node>]),
    Values(&'a [Value]),
}

impl Json for Instances {
    type Node<'a> = Instance<'a>;
    type PreparedKey = String;
    type StringBuffer = Value;

    /// An alias inside of what it repeats is refused by the reader.
    const ACYCLIC: bool = true;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>(
        buffer: &mut Value,
        string: &str,
        f: impl FnOnce(Instance<'_>) -> T,
    ) -> T {
        *buffer = Value::String(string.to_owned());
        f(Instance::Value(buffer))
    }
}

impl<'a> Node<'a, Instances> for Instance<'a> {
    type Object = Members<'a>;
    type Array = Items<'a>;
    type Number = &'a Number;

    fn as_object(&self) -> Option<Members<'a>> {
        match *self {
            Self::Tree(yaml::Node { kind: Kind::Map(entries), .. }) => Some(Members::Tree(entries)),
            Self::Value(Value::Object(fields)) | Self::Fields(fields) => {
                Some(Members::Fields(fields))
            }
            Self::Tree(_) | Self::Value(_) => None,
        }
    }

    fn as_array(&self) -> Option<Items<'a>> {
        match self {
            Self::Tree(yaml::Node { kind: Kind::List(items), .. }) => Some(Items::Tree(items)),
            Self::Value(Value::Array(items)) => Some(Items::Values(items)),
            _ => None,
        }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match self {
            Self::Tree(node) => node.text().map(Cow::Borrowed),
            Self::Value(value) => value.as_str().map(Cow::Borrowed),
            Self::Fields(_) => None,
        }
    }

    fn as_number(&self) -> Option<&'a Number> {
        match self {
            Self::Tree(yaml::Node { kind: Kind::Number(number), .. })
            | Self::Value(Value::Number(number)) => Some(number),
            _ => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        match self {
            Self::Tree(node) => node.bool(),
            Self::Value(value) => value.as_bool(),
            Self::Fields(_) => None,
        }
    }

    fn is_null(&self) -> bool {
        self.json_type() == JsonType::Null
    }

    fn json_type(&self) -> JsonType {
        match self {
            Self::Tree(node) => match node.kind {
                Kind::Null => JsonType::Null,
                Kind::Bool(_) => JsonType::Boolean,
                Kind::Number(_) => JsonType::Number,
                Kind::Text(..) => JsonType::String,
                Kind::List(_) => JsonType::Array,
                Kind::Map(_) => JsonType::Object,
            },
            Self::Value(value) => match value {
                Value::Null => JsonType::Null,
                Value::Bool(_) => JsonType::Boolean,
                Value::Number(_) => JsonType::Number,
                Value::String(_) => JsonType::String,
                Value::Array(_) => JsonType::Array,
                Value::Object(_) => JsonType::Object,
            },
            Self::Fields(_) => JsonType::Object,
        }
    }

    fn equals_value(&self, expected: &Value) -> bool {
        match (self, expected) {
            (Self::Tree(node), Value::String(expected)) => node.text() == Some(expected),
            (Self::Value(value), expected) => cmp::equal(value, expected),
            _ => cmp::equal(&self.to_value(), expected),
        }
    }

    fn to_value(&self) -> Cow<'a, Value> {
        match self {
            Self::Tree(node) => Cow::Owned(node.to_json()),
            Self::Value(value) => Cow::Borrowed(value),
            Self::Fields(fields) => Cow::Owned(Value::Object((*fields).clone())),
        }
    }

    fn identity(&self) -> Option<NodeIdentity> {
        Some(match self {
            Self::Tree(node) => NodeIdentity::tagged(ptr::from_ref(*node).addr(), 0),
            Self::Value(value) => NodeIdentity::tagged(ptr::from_ref(*value).addr(), 1),
            Self::Fields(fields) => NodeIdentity::tagged(ptr::from_ref(*fields).addr(), 2),
        })
    }
}

impl<'a> Object<'a, Instances> for Members<'a> {
    type Node = Instance<'a>;
    type MemberName = &'a str;
    type MembersIter = MembersIter<'a>;

    fn len(&self) -> usize {
        match self {
            Self::Tree(entries) => entries.len(),
            Self::Fields(fields) => fields.len(),
        }
    }

    fn get(&self, key: &String) -> Option<Instance<'a>> {
        match self {
            // Of a key that is given twice, JSON has the last.
            Self::Tree(entries) => {
                let entry = entries.iter().rfind(|entry| entry.key == *key);
                entry.map(|entry| Instance::Tree(&entry.value))
            }
            Self::Fields(fields) => fields.get(key).map(Instance::Value),
        }
    }

    fn members(&self) -> MembersIter<'a> {
        match self {
            Self::Tree(entries) => MembersIter::Tree(entries.iter()),
            Self::Fields(fields) => MembersIter::Fields(fields.iter()),
        }
    }
}

enum MembersIter<'a> {
    Tree(slice::Iter<'a, Entry>),
    Fields(serde_json::map::Iter<'a>),
}

impl<'a> Iterator for MembersIter<'a> {
    type Item = (&'a str, Instance<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::Tree(entries) => {
                entries.next().map(|entry| (&*entry.key, Instance::Tree(&entry.value)))
            }
            Self::Fields(fields) => {
                fields.next().map(|(name, value)| (&**name, Instance::Value(value)))
            }
        }
    }
}

impl<'a> Array<'a, Instances> for Items<'a> {
    type Node = Instance<'a>;
    type ElementsIter = ItemsIter<'a>;

    fn len(&self) -> usize {
        match self {
            Self::Tree(items) => items.len(),
            Self::Values(items) => items.len(),
        }
    }

    fn elements(&self) -> ItemsIter<'a> {
        match self {
            Self::Tree(items) => ItemsIter::Tree(items.iter()),
            Self::Values(items) => ItemsIter::Values(items.iter()),
        }
    }
}

enum ItemsIter<'a> {
    Tree(slice::Iter<'a, Arc<yaml::Node>>),
    Values(slice::Iter<'a, Value>),
}

impl<'a> Iterator for ItemsIter<'a> {
    type Item = Instance<'a>;

    fn next(&mut self) -> Option<Instance<'a>> {
        match self {
            Self::Tree(items) => items.next().map(|item| Instance::Tree(item)),
            Self::Values(items) => items.next().map(Instance::Value),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::model::Channel;
    use crate::spec::schema;

    /// Values of the words that campaigns are made of.
    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-2_i64..4).prop_map(Value::from),
            prop::sample::select(vec![1.5, 2.0, -0.5]).prop_map(Value::from),
            prop::sample::select(vec![
                "email",
                "sms",
                "x",
                "",
                "@{a}",
                "@{param.a}",
                "3d",
                "https://a.example"
            ])
            .prop_map(Value::from),
        ];
        let name = || {
            prop::sample::select(vec![
                "campaign",
                "messages",
                "m",
                "channel",
                "body",
                "subject",
                "alert",
                "title",
                "file",
                "secret",
                "extra",
                "tags",
                "params",
                "draft",
                "buttons",
                "badge",
                "conversions",
                "within",
            ])
        };
        leaf.prop_recursive(4, 24, 5, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::vec((name(), inner), 0..5).prop_map(|fields| {
                    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
                }),
            ]
        })
    }

    fn tree(value: &Value) -> Arc<yaml::Node> {
        let text = value.to_string();
        let (_, roots, problems) = yaml::read("x.yaml", text.as_bytes(), &yaml::Limits::default());
        assert_eq!(problems, [], "{text}");
        Arc::clone(&roots[0])
    }

    fn both(schema: &Value) -> (Accepts, Validator) {
        (Accepts::new(schema), schema::validator(schema))
    }

    fn check((accepts, validator): &(Accepts, Validator), value: &Value) {
        let expected = validator.is_valid(value);
        assert_eq!(accepts.tree(&tree(value)), expected, "{value}");
        if let Value::Object(fields) = value {
            assert_eq!(accepts.fields(fields), expected, "{value}");
        }
    }

    #[test]
    fn trees_and_fields_are_accepted_as_their_json_is() {
        let campaign = both(&schema::campaign());
        let contents = [Channel::Email, Channel::ApplePush].map(|it| both(&schema::content(it)));
        proptest!(|(value in value(), message in value())| {
            check(&campaign, &json!({ "campaign": "a", "messages": { "m": message } }));
            check(&campaign, &value);
            for content in &contents {
                check(content, &value);
            }
        });
    }

    #[test]
    fn every_kind_of_keyword_is_read() {
        let schema = json!({
            "type": "object",
            "propertyNames": { "pattern": "^[a-z]+$" },
            "properties": {
                "const": { "const": 1 },
                "enum": { "enum": ["a", null, [1, { "b": 2.0 }]] },
                "list": { "uniqueItems": true, "maxItems": 2, "items": { "type": "integer" } },
                "text": { "minLength": 2, "maxLength": 3 },
                "number": { "minimum": 0, "multipleOf": 0.5 },
            },
        });
        for value in [
            json!({ "const": 1.0 }),
            json!({ "const": 2 }),
            json!({ "enum": [1.0, { "b": 2 }] }),
            json!({ "enum": "b" }),
            json!({ "enum": null }),
            json!({ "list": [1, 1.0] }),
            json!({ "list": [1, 2] }),
            json!({ "list": [1, "2"] }),
            json!({ "list": [1, 2, 3] }),
            json!({ "text": "äöü" }),
            json!({ "text": "äöüß" }),
            json!({ "number": 1.5 }),
            json!({ "number": 1.25 }),
            json!({ "A": 1 }),
            json!([]),
        ] {
            check(&both(&schema), &value);
        }
    }
}
