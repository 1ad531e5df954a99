//! A message taken apart for those who fill it in by themselves.

use std::collections::BTreeMap;

use serde_json::Value;

use super::compile::{Field, Name, Stretch, stretches};
use super::{Place, RenderError};
use crate::model::{Channel, Content, ParamType};

/// A text of a message that is not sent as it stands: it has params, secrets or escapes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// Where it stands in the message, as a JSON Pointer (RFC 6901).
    pub pointer: String,
    pub parts: Vec<Part>,
}

/// A part of such a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Literal(String),
    /// A value that each send supplies, and what it is escaped for.
    Param(String, Place),
    /// A value of the environment, and what it is escaped for.
    Secret(String, Place),
}

/// Every text of a content that is not sent as it stands, in the content's order.
///
/// # Errors
/// When a reference is undeclared, or stands where no escaping is safe.
pub fn filled(
    channel: Channel,
    content: &Content,
    declared: &BTreeMap<String, ParamType>,
) -> Result<Vec<Filled>, RenderError> {
    let field = Field { channel, message: &content.0, path: Vec::new() };
    let mut walk = Walk { field, declared, found: Vec::new() };
    for (key, value) in &content.0 {
        walk.entry("", key, value)?;
    }
    Ok(walk.found)
}

struct Walk<'a> {
    field: Field<'a>,
    declared: &'a BTreeMap<String, ParamType>,
    found: Vec<Filled>,
}

impl Walk<'_> {
    fn entry(&mut self, pointer: &str, key: &str, value: &Value) -> Result<(), RenderError> {
        let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
        self.field.path.push(key.to_owned());
        self.value(pointer, value)?;
        self.field.path.pop();
        Ok(())
    }

    fn value(&mut self, pointer: String, value: &Value) -> Result<(), RenderError> {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    self.entry(&pointer, key, value)?;
                }
            }
            Value::Array(items) => {
                for (at, item) in items.iter().enumerate() {
                    self.value(format!("{pointer}/{at}"), item)?;
                }
            }
            Value::String(text) => {
                let stretches = stretches(text, &self.field, self.declared)?;
                let parts: Vec<_> = stretches.into_iter().map(Part::from).collect();
                let as_it_stands = match parts.as_slice() {
                    [] => true,
                    [Part::Literal(literal)] => literal == text,
                    _ => false,
                };
                if !as_it_stands {
                    self.found.push(Filled { pointer, parts });
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
        Ok(())
    }
}

impl From<Stretch> for Part {
    fn from(stretch: Stretch) -> Self {
        match stretch {
            Stretch::Literal(text) => Self::Literal(text),
            Stretch::Hole(Name::Param(name), hole) => Self::Param(name, hole.place()),
            Stretch::Hole(Name::Secret(name), hole) => Self::Secret(name, hole.place()),
        }
    }
}
