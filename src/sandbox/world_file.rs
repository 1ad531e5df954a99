//! World files: a whole workspace in YAML, for a sandbox to begin with.

mod document;
mod load;
mod tree;

use serde_json::{Value, json};

pub use load::load;

use document::Document;
use tree::Lines;

use super::settings::{Key, Permissions, Settings, UnknownRecipients, UnusableCampaigns};

/// A world file that says what its schema allows.
pub struct WorldFile {
    value: Value,
    lines: Lines,
    document: Document,
}

/// Something that a world file must not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// From 1.
    pub line: u64,
    /// A fragment in lower case. It may repeat what the file says.
    pub text: String,
}

impl WorldFile {
    /// Reads YAML.
    ///
    /// # Errors
    /// Every mistake at once; of a text that is no YAML, the first.
    pub fn parse(text: &str) -> Result<Self, Vec<Mistake>> {
        let (value, lines) = tree::read(text).map_err(|mistake| vec![mistake])?;
        let mut mistakes = unknown_permissions(&value, &lines);
        mistakes.extend(against_schema(&value, &lines));
        if !mistakes.is_empty() {
            mistakes.sort_by_key(|mistake| mistake.line);
            return Err(mistakes);
        }
        match serde_json::from_value(value.clone()) {
            Ok(document) => Ok(Self { value, lines, document }),
            Err(error) => Err(vec![Mistake { line: 1, text: error.to_string() }]),
        }
    }

    /// Makes the settings say what the file says; what it does not mention stays.
    pub fn configure(&self, settings: &mut Settings) {
        let said = &self.document.settings;
        if let Some(unknown) = said.unknown_recipients {
            settings.unknown_recipients = match unknown {
                document::Unknown::Ignore => UnknownRecipients::Ignore,
                document::Unknown::Create => UnknownRecipients::Create,
            };
        }
        if let Some(unusable) = said.unusable_campaigns {
            settings.unusable_campaigns = match unusable {
                document::Unusable::Refuse => UnusableCampaigns::Refuse,
                document::Unusable::Accept => UnusableCampaigns::Accept,
            };
        }
        let duplicates = &mut settings.duplicates;
        let delay = said.duplicate_delay_seconds.map(i64::from);
        duplicates.delay_seconds = delay.unwrap_or(duplicates.delay_seconds);
        duplicates.draft = said.duplicate_draft.unwrap_or(duplicates.draft);
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
    Key { secret: key.key.clone(), permissions }
}

fn against_schema(value: &Value, lines: &Lines) -> Vec<Mistake> {
    let validator = jsonschema::validator_for(&WorldFile::schema());
    let validator = validator.expect("the schema of our own types is one");
    let errors = validator.iter_errors(value);
    let mistake = |error: jsonschema::ValidationError<'_>| {
        let pointer = error.instance_path().as_str();
        let place = tree::place(pointer);
        let what = error.masked_with("this").to_string();
        let text = if place.is_empty() { what } else { format!("`{place}`: {what}") };
        Mistake { line: lines.of(pointer), text }
    };
    errors.map(mistake).collect()
}

/// A permission that no endpoint asks for is a slip.
fn unknown_permissions(value: &Value, lines: &Lines) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for (at, key) in value["keys"].as_array().into_iter().flatten().enumerate() {
        for (nth, name) in key["permissions"].as_array().into_iter().flatten().enumerate() {
            let name = name.as_str().unwrap_or_default();
            let mut endpoints = super::route::ENDPOINTS.iter();
            if !endpoints.any(|endpoint| endpoint.permission == Some(name)) {
                let line = lines.of(&format!("/keys/{at}/permissions/{nth}"));
                let text = format!("`{name}` is no permission that the sandbox asks for");
                mistakes.push(Mistake { line, text });
            }
        }
    }
    mistakes
}
