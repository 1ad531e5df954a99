//! World files: a whole workspace in YAML, for a sandbox to begin with.

mod document;
mod load;
mod tree;

use std::net::IpAddr;
use std::ops::Range;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::{Value, json};

pub use load::load;

use document::Document;
use tree::Places;

use super::settings::{Key, Permissions, Settings};

/// A world file that says what its schema allows.
pub struct WorldFile {
    value: Value,
    places: Places,
    document: Document,
}

/// Something that a world file must not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Bytes of the text.
    pub at: Range<usize>,
    /// A fragment in lower case. It may repeat what the file says.
    pub text: String,
    /// The first of two that must not be alike.
    pub first: Option<Range<usize>>,
}

impl Mistake {
    fn new(at: Range<usize>, text: impl Into<String>) -> Self {
        Self { at, text: text.into(), first: None }
    }
}

impl WorldFile {
    /// Reads YAML.
    ///
    /// # Errors
    /// Every mistake at once; of a text that is no YAML, the first.
    pub fn parse(text: &str) -> Result<Self, Vec<Mistake>> {
        let (value, places) = tree::read(text).map_err(|mistake| vec![mistake])?;
        let mut mistakes = of_keys(&value, &places);
        mistakes.extend(against_schema(&value, &places));
        if !mistakes.is_empty() {
            mistakes.sort_by_key(|mistake| mistake.at.start);
            return Err(mistakes);
        }
        match serde_json::from_value(value.clone()) {
            Ok(document) => Ok(Self { value, places, document }),
            Err(error) => Err(vec![Mistake::new(0..1, error.to_string())]),
        }
    }

    /// Makes the settings say what the file says; what it does not mention stays.
    pub fn configure(&self, settings: &mut Settings) {
        // The schema is that of the settings: it has judged them.
        if let Ok(said) = settings.with(&self.document.settings) {
            *settings = said;
        }
        if !self.document.keys.is_empty() {
            settings.keys = self.document.keys.iter().map(key).collect();
        }
    }

    /// The schema of world files: draft 2020-12.
    pub fn schema() -> Value {
        let mut schema = Value::from(schemars::schema_for!(Document));
        schema["title"] = json!("A world of the sandbox of campaignctl");
        schema
    }
}

fn key(key: &document::Key) -> Key {
    let permissions = match &key.permissions {
        None => Permissions::All,
        Some(names) => Permissions::Only(names.iter().cloned().collect()),
    };
    Key { permissions, allowed_ips: key.allowed_ips.clone(), ..Key::of(&key.key) }
}

fn against_schema(value: &Value, places: &Places) -> Vec<Mistake> {
    let validator = jsonschema::validator_for(&WorldFile::schema());
    let validator = validator.expect("the schema of our own types is one");
    validator.iter_errors(value).flat_map(|error| mistakes(&error, places)).collect()
}

fn mistakes(error: &ValidationError<'_>, places: &Places) -> Vec<Mistake> {
    let pointer = error.instance_path().as_str();
    let place = tree::place(pointer);
    let around = if place.is_empty() { "a world file" } else { &format!("`{place}`") };
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => unexpected
            .iter()
            .map(|name| {
                let at = places.of_key(pointer, name);
                Mistake::new(at, format!("{around} has no field `{name}`"))
            })
            .collect(),
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            vec![Mistake::new(places.of(pointer), format!("{around} needs `{name}`"))]
        }
        kind => {
            let what = match kind {
                ValidationErrorKind::Type { kind } => format!("expected {}", expected(kind)),
                _ => error.masked_with("this").to_string(),
            };
            let text = if place.is_empty() { what } else { format!("{around}: {what}") };
            vec![Mistake::new(places.of(pointer), text)]
        }
    }
}

/// Types in words. That a value may be left out is no advice.
fn expected(kind: &TypeKind) -> String {
    let word = |name: &str| match name {
        "object" => "a map of fields",
        "array" => "a list",
        "string" => "a text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "`true` or `false`",
        _ => "nothing",
    };
    let words: Vec<&str> = match kind {
        TypeKind::Single(only) => vec![word(only.as_str())],
        TypeKind::Multiple(several) => {
            let named = several.iter().filter(|each| each.as_str() != "null");
            named.map(|each| word(each.as_str())).collect()
        }
    };
    words.join(" or ")
}

/// A permission that no endpoint asks for is a slip, and an address is one.
fn of_keys(value: &Value, places: &Places) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for (at, key) in value["keys"].as_array().into_iter().flatten().enumerate() {
        for (nth, name) in key["permissions"].as_array().into_iter().flatten().enumerate() {
            let name = name.as_str().unwrap_or_default();
            let mut endpoints = super::route::ENDPOINTS.iter();
            if !endpoints.any(|endpoint| endpoint.permission == Some(name)) {
                let at = places.of(&format!("/keys/{at}/permissions/{nth}"));
                let text = format!("`{name}` is no permission that the sandbox asks for");
                mistakes.push(Mistake::new(at, text));
            }
        }
        for (nth, address) in key["allowed_ips"].as_array().into_iter().flatten().enumerate() {
            let address = address.as_str().unwrap_or_default();
            if address.parse::<IpAddr>().is_err() {
                let at = places.of(&format!("/keys/{at}/allowed_ips/{nth}"));
                mistakes.push(Mistake::new(at, format!("`{address}` is no IP address")));
            }
        }
    }
    mistakes
}
