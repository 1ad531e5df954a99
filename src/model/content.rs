//! What a message says: a JSON object in Braze's own field names, in *reference form*.
//!
//! In reference form every string has its workspace variables and included files filled in, while
//! what only a send knows stays a reference: `@{param.order}`, `@{secret.ERP_AUTH}`. A literal
//! `@{` is spelled `@@{`. So a released message can be stored, compared and digested as plain JSON
//! and never holds a secret.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Digest;

/// The fields of one message object, without `message_variation_id`. Key order is the author's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Content(pub Map<String, Value>);

impl Content {
    /// The digest of the canonical form: keys sorted, no insignificant space.
    pub fn digest(&self) -> Digest {
        Digest::of(canonical(&Value::Object(self.0.clone())).to_string().as_bytes())
    }
}

fn canonical(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let mut sorted: Vec<_> = fields.iter().collect();
            sorted.sort_by_key(|(key, _)| *key);
            Value::Object(sorted.into_iter().map(|(k, v)| (k.clone(), canonical(v))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(canonical).collect()),
        other => other.clone(),
    }
}

/// A part of a text in reference form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment<'a> {
    Literal(&'a str),
    Reference(Reference<'a>),
}

/// Something that only a send knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reference<'a> {
    /// A value that each send or recipient supplies: `@{param.order}`.
    Param(&'a str),
    /// A value read from the environment when a request is made: `@{secret.ERP_AUTH}`.
    Secret(&'a str),
}

/// Takes a text in reference form apart. An escaped `@@{` yields the literal `@{`.
pub fn segments(text: &str) -> Vec<Segment<'_>> {
    let mut found = Vec::new();
    let mut literal = 0;
    let mut at = 0;
    while let Some(offset) = text[at..].find("@{") {
        let start = at + offset;
        if text[..start].ends_with('@') && start > literal {
            found.push(Segment::Literal(&text[literal..start - 1]));
            literal = start;
            at = start + 2;
            continue;
        }
        match reference(&text[start + 2..]) {
            Some((reference, length)) => {
                found.push(Segment::Literal(&text[literal..start]));
                found.push(Segment::Reference(reference));
                at = start + 2 + length;
                literal = at;
            }
            None => at = start + 2,
        }
    }
    found.push(Segment::Literal(&text[literal..]));
    found.retain(|segment| *segment != Segment::Literal(""));
    found
}

fn reference(rest: &str) -> Option<(Reference<'_>, usize)> {
    let inside = &rest[..rest.find('}')?];
    let found = match inside.split_once('.')? {
        ("param", name) => Reference::Param(name),
        ("secret", name) => Reference::Secret(name),
        _ => return None,
    };
    Some((found, inside.len() + 1))
}

/// Spells a literal text in reference form: `@{` becomes `@@{`.
pub fn escape_literal(text: &str) -> String {
    text.replace("@{", "@@{")
}

/// Where a long text came from, so that a plan can show the lines that changed in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextSource {
    /// The text itself first, then every file it includes, in the order of first inclusion.
    pub pieces: Vec<Piece>,
    /// The workspace variables that the pieces use, with their values.
    pub vars: Vec<(String, String)>,
}

/// One source text, before variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The path from the project's root, `/`-separated; the YAML's own path for a text written in it.
    pub path: String,
    pub text: String,
}

impl Piece {
    pub fn digest(&self) -> Digest {
        Digest::of(self.text.as_bytes())
    }
}
