//! The tree: values with the place of every key and value.

use std::ops::Range;
use std::sync::Arc;

use serde_json::{Map, Number, Value};

/// A value and the bytes it was written in. Behind an alias these are the bytes of the anchor.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub span: Range<usize>,
    pub kind: Kind,
    pub(super) weight: Weight,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Null,
    Bool(bool),
    Number(Number),
    Text(String, Style),
    List(Vec<Arc<Node>>),
    Map(Vec<Entry>),
}

/// One key of a map with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub key: String,
    pub key_span: Range<usize>,
    pub value: Arc<Node>,
    /// Whether `<<` brought it in from another map.
    pub merged: bool,
}

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// What a node costs once every alias is written out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Weight {
    pub(super) nodes: usize,
    pub(super) text: usize,
    pub(super) height: usize,
}

impl Weight {
    pub(super) fn of(kind: &Kind) -> Self {
        let mut weight = Self { nodes: 1, ..Self::default() };
        match kind {
            Kind::Text(text, _) => weight.text = text.len(),
            Kind::List(items) => items.iter().for_each(|item| weight.hold(item.weight)),
            Kind::Map(entries) => entries.iter().for_each(|entry| {
                weight.text = weight.text.saturating_add(entry.key.len());
                weight.hold(entry.value.weight);
            }),
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => {}
        }
        weight
    }

    fn hold(&mut self, child: Self) {
        self.nodes = self.nodes.saturating_add(child.nodes);
        self.text = self.text.saturating_add(child.text);
        self.height = self.height.max(child.height + 1);
    }
}

impl Node {
    pub(super) fn new(span: Range<usize>, kind: Kind) -> Self {
        let weight = Weight::of(&kind);
        Self { span, kind, weight }
    }

    /// The value of a key, when this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Arc<Node>> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// Of a key that is given twice, which is a mistake of its own, this is the last, as in
    /// [`Self::to_json`].
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().rfind(|entry| entry.key == key)
    }

    /// The keys of a map in their order; nothing for any other value.
    pub fn entries(&self) -> &[Entry] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; nothing for any other value.
    pub fn items(&self) -> &[Arc<Node>] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text, _) => Some(text),
            _ => None,
        }
    }

    pub fn bool(&self) -> Option<bool> {
        match &self.kind {
            Kind::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The value as JSON, keys in the author's order, aliases written out.
    pub fn to_json(&self) -> Value {
        match &self.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Number(number) => Value::Number(number.clone()),
            Kind::Text(text, _) => Value::String(text.clone()),
            Kind::List(items) => Value::Array(items.iter().map(|item| item.to_json()).collect()),
            Kind::Map(entries) => {
                let field = |entry: &Entry| (entry.key.clone(), entry.value.to_json());
                Value::Object(entries.iter().map(field).collect::<Map<_, _>>())
            }
        }
    }

    /// The node at a JSON pointer.
    pub fn at(&self, pointer: &str) -> Option<&Node> {
        steps(pointer).try_fold(self, |node, step| node.step(&step))
    }

    /// The bytes of the key that a JSON pointer ends in; for an item of a list the item's own, for
    /// the root nothing.
    pub fn key_span(&self, pointer: &str) -> Option<Range<usize>> {
        let (owner, last) = pointer.rsplit_once('/')?;
        let owner = self.at(owner)?;
        let last = steps(&pointer[pointer.len() - last.len() - 1..]).next()?;
        match owner.entry(&last) {
            Some(entry) => Some(entry.key_span.clone()),
            None => owner.step(&last).map(|item| item.span.clone()),
        }
    }

    fn step(&self, step: &str) -> Option<&Node> {
        match &self.kind {
            Kind::Map(_) => self.get(step).map(Arc::as_ref),
            Kind::List(items) => items.get(step.parse::<usize>().ok()?).map(Arc::as_ref),
            _ => None,
        }
    }
}

fn steps(pointer: &str) -> impl Iterator<Item = String> + '_ {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"))
}
