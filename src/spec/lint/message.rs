//! A resolved message as the lints look at it.

use serde_json::Value;

use super::known::{Known, known};
use crate::model::{Channel, Content};

/// What a lint found.
pub(super) struct Found {
    pub(super) field: String,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl Found {
    pub(super) fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into(), help: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// A message's channel and fields.
pub(super) struct Message<'a> {
    pub(super) channel: Channel,
    content: &'a Content,
    texts: Vec<(String, &'a str)>,
}

impl<'a> Message<'a> {
    pub(super) fn new(channel: Channel, content: &'a Content) -> Self {
        let mut texts = Vec::new();
        for (name, value) in &content.0 {
            gather(escaped(name), value, &mut texts);
        }
        Self { channel, content, texts }
    }

    pub(super) fn is(&self, channel: Channel) -> bool {
        self.channel == channel
    }

    pub(super) fn get(&self, field: &str) -> Option<&'a Value> {
        self.content.0.get(field)
    }

    pub(super) fn has(&self, field: &str) -> bool {
        self.content.0.contains_key(field)
    }

    /// A field that is a text, in reference form.
    pub(super) fn text(&self, field: &str) -> Option<&'a str> {
        self.get(field)?.as_str()
    }

    /// The items of a list.
    pub(super) fn items(&self, field: &str) -> &'a [Value] {
        self.get(field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    /// The entries of a map, with the paths of their values.
    pub(super) fn entries(
        &self,
        field: &str,
    ) -> impl Iterator<Item = (String, &'a str, &'a Value)> {
        let entries = self.get(field).and_then(Value::as_object).into_iter().flatten();
        entries.map(move |(key, value)| (format!("{field}/{}", escaped(key)), key.as_str(), value))
    }

    /// Every text below the message, in reference form, with its path.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.texts.iter().map(|(path, text)| (path.as_str(), *text))
    }

    /// The bytes of all fields as compact JSON, at least.
    pub(super) fn least_size(&self) -> usize {
        let fields = self.content.0.iter();
        // Two quotes, a colon and a comma for each, and braces around all.
        1 + fields.map(|(name, value)| name.len() + 4 + least_json(value)).sum::<usize>()
    }
}

fn gather<'a>(path: String, value: &'a Value, texts: &mut Vec<(String, &'a str)>) {
    match value {
        Value::String(text) => texts.push((path, text)),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                gather(format!("{path}[{at}]"), item, texts);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                gather(format!("{path}/{}", escaped(name)), value, texts);
            }
        }
        _ => {}
    }
}

/// A key as a step of a path.
fn escaped(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1").replace('[', "~2")
}

/// The bytes that a value has at least, as compact JSON.
pub(super) fn least_json(value: &Value) -> usize {
    least(value).to_string().len()
}

/// The bytes of all names and texts in a value, at least.
pub(super) fn least_text(value: &Value) -> usize {
    match value {
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| name.len() + least_text(value)).sum()
        }
        Value::Array(items) => items.iter().map(least_text).sum(),
        Value::String(text) => known(text).text.len(),
        other => other.to_string().len(),
    }
}

/// A value with only the certain part of its texts.
fn least(value: &Value) -> Value {
    match value {
        Value::String(text) => {
            let Known { text, .. } = known(text);
            Value::String(text)
        }
        Value::Array(items) => items.iter().map(least).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), least(value))).collect()
        }
        other => other.clone(),
    }
}

/// A number with a comma at each thousand.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
