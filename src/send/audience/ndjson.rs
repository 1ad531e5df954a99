//! Reads NDJSON: an object a line, with its params under `params` or beside its id.

use std::collections::BTreeSet;
use std::io::{self, BufRead as _, BufReader};

use serde_json::{Map, Value};

use super::recipient::{ALIAS_LABEL, ALIAS_NAME, ID_FIELDS, recipient};
use super::source::Source;
use super::survey::Terms;
use super::{Reader, Row};
use crate::model::{Params, Recipient, RecipientId};

/// The most names of ignored fields that are remembered.
const MOST_IGNORED: usize = 20;

pub(super) struct Ndjson<'a> {
    lines: BufReader<Source>,
    line: u64,
    text: Vec<u8>,
    terms: &'a Terms,
    ignored: BTreeSet<String>,
}

impl<'a> Ndjson<'a> {
    pub(super) fn new(source: Source, terms: &'a Terms) -> Self {
        let lines = BufReader::with_capacity(1 << 16, source);
        Self { lines, line: 0, text: Vec::new(), terms, ignored: BTreeSet::new() }
    }

    fn recipient(&mut self) -> Result<Recipient, String> {
        let mut fields: Map<String, Value> =
            serde_json::from_slice(&self.text).map_err(|error| {
                // The line is known better here than to a parser that sees one line.
                let wrong = error.to_string().replace(" at line 1 column ", " at column ");
                format!("it is no JSON object: {wrong}")
            })?;
        let id = named(&mut fields)?;
        let mut params = self.terms.common.clone();
        match fields.remove("params") {
            Some(Value::Object(given)) => self.nested(given, &mut params)?,
            Some(_) => return Err("`params` is not an object".to_owned()),
            None => {}
        }
        self.flat(fields, &mut params);
        let missing = self.terms.wanted.keys().find(|name| !params.contains_key(*name));
        match missing {
            Some(name) => Err(format!("the param `{name}` has no value")),
            None => Ok(Recipient { id, params }),
        }
    }

    /// Under `params` a name that is not declared is a mistake.
    fn nested(&self, given: Map<String, Value>, params: &mut Params) -> Result<(), String> {
        for (name, value) in given {
            if self.terms.wanted.contains_key(&name) {
                params.insert(name, value);
            } else if !self.terms.declared.contains(&name) {
                return Err(format!("the campaign declares no param `{}`", name.escape_debug()));
            }
        }
        Ok(())
    }

    fn flat(&mut self, fields: Map<String, Value>, params: &mut Params) {
        for (name, value) in fields {
            let bare = name.strip_prefix("param.").unwrap_or(&name);
            if self.terms.wanted.contains_key(bare) {
                params.insert(bare.to_owned(), value);
            } else if !self.terms.declared.contains(bare) && self.ignored.len() < MOST_IGNORED {
                self.ignored.insert(name.escape_debug().to_string());
            }
        }
    }
}

fn named(fields: &mut Map<String, Value>) -> Result<RecipientId, String> {
    let mut text = |name: &str| match fields.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(Value::Number(number)) if !number.is_f64() => Ok(Some(number.to_string())),
        Some(_) => Err(format!("`{name}` is not a string")),
    };
    let mut id = None;
    for name in ID_FIELDS {
        id = match id {
            Some(id) => Some(id),
            None => text(name)?,
        };
    }
    let (alias_name, alias_label) = (text(ALIAS_NAME)?, text(ALIAS_LABEL)?);
    recipient(id.as_deref(), alias_name.as_deref(), alias_label.as_deref())
}

impl Reader for Ndjson<'_> {
    fn next(&mut self) -> io::Result<Option<Row>> {
        loop {
            self.text.clear();
            self.lines.get_mut().next_row();
            if self.lines.read_until(b'\n', &mut self.text)? == 0 {
                return Ok(None);
            }
            self.line += 1;
            if self.line == 1 && self.text.starts_with(b"\xef\xbb\xbf") {
                self.text.drain(..3);
            }
            if !self.text.trim_ascii().is_empty() {
                return Ok(Some(Row { line: self.line, recipient: self.recipient() }));
            }
        }
    }

    fn finish(self: Box<Self>) -> (Source, Vec<String>) {
        let ignored: Vec<_> = self.ignored.into_iter().collect();
        let notes = if ignored.is_empty() {
            Vec::new()
        } else {
            vec![format!("fields that are no params were ignored: {}", ignored.join(", "))]
        };
        (self.lines.into_inner(), notes)
    }
}
