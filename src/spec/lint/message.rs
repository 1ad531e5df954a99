//! A resolved message as the lints look at it.

use std::borrow::Cow;
use std::cell::OnceCell;

use serde_json::Value;

use super::known::known;
use super::liquid;
use crate::model::{Channel, Content, path_step};

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
    texts: Vec<(Cow<'a, str>, &'a str)>,
    /// Those that may be more than they say: they have a `{` or a `$`.
    marked: Vec<usize>,
    /// The texts that have Liquid, by their place among all.
    liquid: OnceCell<Vec<(usize, liquid::Text<'a>)>>,
}

impl<'a> Message<'a> {
    pub(super) fn new(channel: Channel, content: &'a Content) -> Self {
        let mut texts = Vec::with_capacity(content.0.len());
        for (name, value) in &content.0 {
            gather(path_step(name), value, &mut texts);
        }
        let is_marked = |text: &str| memchr::memchr2(b'{', b'$', text.as_bytes()).is_some();
        let marked = texts.iter().enumerate().filter(|(_, (_, text))| is_marked(text));
        let marked = marked.map(|(at, _)| at).collect();
        Self { channel, content, texts, marked, liquid: OnceCell::new() }
    }

    pub(super) fn is(&self, channel: Channel) -> bool {
        self.channel == channel
    }

    pub(super) fn get(&self, field: &str) -> Option<&'a Value> {
        // A message has few fields: to compare is quicker than to hash.
        self.content.0.iter().find(|(name, _)| *name == field).map(|(_, value)| value)
    }

    pub(super) fn has(&self, field: &str) -> bool {
        self.get(field).is_some()
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
        entries
            .map(move |(key, value)| (format!("{field}/{}", path_step(key)), key.as_str(), value))
    }

    /// Every text below the message, in reference form, with its path.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.texts.iter().map(|(path, text)| (&**path, *text))
    }

    /// Those of the texts that have a `{` or a `$`.
    pub(super) fn marked(&self) -> impl Iterator<Item = (&str, &'a str)> {
        self.marked.iter().map(|&at| (&*self.texts[at].0, self.texts[at].1))
    }

    /// Each text that has Liquid, with its path.
    pub(super) fn liquid(&self) -> impl Iterator<Item = (&str, &liquid::Text<'a>)> {
        let read = self.liquid.get_or_init(|| {
            let read = self.marked.iter().filter_map(|&at| {
                let (path, text) = &self.texts[at];
                Some((at, liquid::Text::read(self.channel, path, text)?))
            });
            read.collect()
        });
        read.iter().map(|(at, text)| (&*self.texts[*at].0, text))
    }

    /// The bytes of all fields as compact JSON, at least.
    pub(super) fn least_size(&self) -> usize {
        let fields = self.content.0.iter();
        // Two quotes, a colon and a comma for each, and braces around all.
        1 + fields.map(|(name, value)| name.len() + 4 + least_json(value)).sum::<usize>()
    }
}

fn gather<'a>(path: Cow<'a, str>, value: &'a Value, texts: &mut Vec<(Cow<'a, str>, &'a str)>) {
    match value {
        Value::String(text) => texts.push((path, text)),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                gather(format!("{path}[{at}]").into(), item, texts);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                gather([&path, "/", &*path_step(name)].concat().into(), value, texts);
            }
        }
        _ => {}
    }
}

/// The bytes that a value has at least, as compact JSON.
pub(super) fn least_json(value: &Value) -> usize {
    // Each but the first has a comma, and around all are brackets.
    let list = |count: usize| 2 + count.saturating_sub(1);
    match value {
        Value::String(text) => quoted(&known(text).text),
        Value::Array(items) => list(items.len()) + items.iter().map(least_json).sum::<usize>(),
        Value::Object(fields) => {
            let sizes = fields.iter().map(|(name, value)| quoted(name) + 1 + least_json(value));
            list(fields.len()) + sizes.sum::<usize>()
        }
        other => other.to_string().len(),
    }
}

/// The bytes of a text as JSON.
fn quoted(text: &str) -> usize {
    let more = |byte: u8| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0C => 1,
        0x00..0x20 => 5,
        _ => 0,
    };
    2 + text.len() + text.bytes().map(more).sum::<usize>()
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
