//! Takes a request apart into JSON that never changes and the holes in it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::RenderError;
use super::place::{Hole, holes};
use super::text::Marked;
use crate::liquid;
use crate::model::{Channel, ParamType, Reference, Segment};

/// A part of a request's JSON.
#[derive(Clone, Debug)]
pub(super) enum Chunk {
    Static(Vec<u8>),
    Hole(Name, Hole),
}

/// What fills a hole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Param(String),
    Secret(String),
}

/// The chunks of a request after its `{` and its recipients.
pub(super) fn compile(
    request: &Value,
    declared: &BTreeMap<String, ParamType>,
) -> Result<Vec<Chunk>, RenderError> {
    let fields = request.as_object().ok_or(RenderError::Frozen("it is not an object"))?;
    let mut out = Compiler { declared, chunks: Vec::new(), json: Vec::new() };
    for (at, (key, value)) in fields.iter().enumerate() {
        out.key(at, key);
        match value {
            Value::Object(messages) if key == "messages" => out.messages(messages)?,
            value => out.raw(&value.to_string()),
        }
    }
    out.raw("}");
    out.flush();
    Ok(out.chunks)
}

struct Compiler<'a> {
    declared: &'a BTreeMap<String, ParamType>,
    chunks: Vec<Chunk>,
    json: Vec<u8>,
}

/// A field on the way through a message.
pub(super) struct Field<'a> {
    pub(super) channel: Channel,
    pub(super) message: &'a serde_json::Map<String, Value>,
    /// The names of the fields around it, without the places in lists.
    pub(super) path: Vec<String>,
}

/// A part of a text.
pub(super) enum Stretch {
    Literal(String),
    Hole(Name, Hole),
}

/// Takes a text apart. Literals side by side are one.
pub(super) fn stretches(
    text: &str,
    field: &Field<'_>,
    declared: &BTreeMap<String, ParamType>,
) -> Result<Vec<Stretch>, RenderError> {
    let marked = Marked::of(text);
    let holes = holes(field.channel, &field.path, field.message, &marked, declared)?;
    let mut holes = holes.into_iter();
    let mut segments = marked.segments.iter().peekable();
    let mut found = Vec::with_capacity(marked.segments.len());
    while let Some(segment) = segments.next() {
        found.push(match segment {
            Segment::Literal(text) => Stretch::Literal(literal(text, segments.peek().is_some())),
            Segment::Reference(reference) => {
                let name = match reference {
                    Reference::Param(name) => Name::Param((*name).to_owned()),
                    Reference::Secret(name) => Name::Secret((*name).to_owned()),
                };
                Stretch::Hole(name, holes.next().expect("every reference has its hole"))
            }
        });
    }
    Ok(found)
}

/// A brace right before a value would open Liquid together with the value's first character.
fn literal(text: &str, before_value: bool) -> String {
    match text.strip_suffix('{').filter(|_| before_value) {
        Some(start) => start.to_owned() + liquid::BRACE,
        None => text.to_owned(),
    }
}

impl Compiler<'_> {
    fn messages(&mut self, messages: &serde_json::Map<String, Value>) -> Result<(), RenderError> {
        self.raw("{");
        for (at, (name, message)) in messages.iter().enumerate() {
            let channel = Channel::from_sends(name).ok_or(RenderError::Frozen("an odd channel"))?;
            let message = message.as_object().ok_or(RenderError::Frozen("an odd message"))?;
            self.key(at, name);
            self.raw("{");
            for (at, (key, value)) in message.iter().enumerate() {
                self.key(at, key);
                let path = vec![key.clone()];
                self.value(value, &mut Field { channel, message, path })?;
            }
            self.raw("}");
        }
        self.raw("}");
        Ok(())
    }

    fn value(&mut self, value: &Value, field: &mut Field<'_>) -> Result<(), RenderError> {
        match value {
            Value::String(text) => self.text(text, field)?,
            Value::Array(items) => {
                self.raw("[");
                for (at, item) in items.iter().enumerate() {
                    self.raw(if at == 0 { "" } else { "," });
                    self.value(item, field)?;
                }
                self.raw("]");
            }
            Value::Object(fields) => {
                self.raw("{");
                for (at, (key, value)) in fields.iter().enumerate() {
                    self.key(at, key);
                    field.path.push(key.clone());
                    self.value(value, field)?;
                    field.path.pop();
                }
                self.raw("}");
            }
            scalar => self.raw(&scalar.to_string()),
        }
        Ok(())
    }

    fn text(&mut self, text: &str, field: &Field<'_>) -> Result<(), RenderError> {
        let stretches = stretches(text, field, self.declared)?;
        let typed = matches!(stretches.as_slice(), [Stretch::Hole(_, hole)] if hole.is_typed());
        self.raw(if typed { "" } else { "\"" });
        for stretch in stretches {
            match stretch {
                Stretch::Literal(text) => self.inner(&text),
                Stretch::Hole(name, hole) => {
                    self.flush();
                    self.chunks.push(Chunk::Hole(name, hole));
                }
            }
        }
        self.raw(if typed { "" } else { "\"" });
        Ok(())
    }

    fn inner(&mut self, text: &str) {
        self.raw(&super::json::inner(text));
    }

    fn key(&mut self, at: usize, key: &str) {
        let comma = if at == 0 { "" } else { "," };
        self.raw(&format!("{comma}\"{}\":", super::json::inner(key)));
    }

    fn raw(&mut self, json: &str) {
        self.json.extend_from_slice(json.as_bytes());
    }

    fn flush(&mut self) {
        if !self.json.is_empty() {
            self.chunks.push(Chunk::Static(std::mem::take(&mut self.json)));
        }
    }
}
