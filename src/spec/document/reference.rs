//! A value that is no text, or exactly one reference to it.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::model::is_name;

/// Exactly one `@{name}` or `@{param.name}`.
pub(super) const PATTERN: &str = r"^@\{(param\.)?[A-Za-z_][A-Za-z0-9_]*\}$";

/// An integer, a number or a boolean, or exactly one reference: `"@{card_days}"`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum OrReference<T> {
    Value(T),
    Reference(WholeReference),
}

/// One of a few words, or exactly one reference.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Choice<T> {
    One(T),
    Reference(WholeReference),
}

/// A string that is one reference and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct WholeReference(String);

impl WholeReference {
    /// The reference's inside: `card_days`, `param.items`.
    pub fn name(&self) -> &str {
        &self.0
    }
}

/// The text is no reference, or more than one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected exactly one reference, such as \"@{{name}}\"")]
pub struct NotOneReference;

impl TryFrom<String> for WholeReference {
    type Error = NotOneReference;

    fn try_from(text: String) -> Result<Self, NotOneReference> {
        let inside = text.strip_prefix("@{").and_then(|rest| rest.strip_suffix('}'));
        let inside = inside.ok_or(NotOneReference)?;
        let name = inside.strip_prefix("param.").unwrap_or(inside);
        if is_name(name) { Ok(Self(inside.to_owned())) } else { Err(NotOneReference) }
    }
}

/// The JSON types that a reference may stand for.
pub trait Referable {
    /// As JSON Schema spells it.
    const TYPE: &'static str;
    /// For people, with its article.
    const NOUN: &'static str;
    /// The name of its schema.
    const NAME: &'static str;
}

impl Referable for i64 {
    const TYPE: &'static str = "integer";
    const NOUN: &'static str = "an integer";
    const NAME: &'static str = "Integer";
}

impl Referable for f64 {
    const TYPE: &'static str = "number";
    const NOUN: &'static str = "a number";
    const NAME: &'static str = "Number";
}

impl Referable for bool {
    const TYPE: &'static str = "boolean";
    const NOUN: &'static str = "`true` or `false`";
    const NAME: &'static str = "Boolean";
}

impl<T: Referable> JsonSchema for OrReference<T> {
    fn schema_name() -> Cow<'static, str> {
        T::NAME.into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": [T::TYPE, "string"],
            "pattern": PATTERN,
            "errorMessage": format!("expected {}, or exactly one reference such as \"@{{name}}\"", T::NOUN),
        })
    }
}

impl<T: JsonSchema> JsonSchema for Choice<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("{}OrReference", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "if": { "type": "string", "pattern": r"^@\{" },
            "then": {
                "pattern": PATTERN,
                "errorMessage": "expected nothing around the reference: \"@{name}\"",
            },
            "else": generator.subschema_for::<T>(),
            // Always holds: editors suggest words from `anyOf`, and not from `else`.
            "anyOf": [generator.subschema_for::<T>(), {}],
        })
    }
}
