//! A definition that exists, told what the dashboard changed: only those values are written anew.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::definition::{conversions, message, workspaces};
use super::scalar::literal;
use crate::model::{CampaignKey, Channel, Conversion, MessageKey, WorkspaceName};
use crate::yaml::edit::{self, Edit, Item};
use crate::yaml::{self, Limits, Node, Source};

/// What a definition is to say. `None` is what it says now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Amendment {
    pub name: Option<String>,
    pub description: Option<String>,
    pub tags: Option<Vec<String>>,
    pub conversions: Option<Vec<Conversion>>,
    pub message_names: BTreeMap<MessageKey, String>,
    pub new_messages: Vec<NewDraft>,
    /// The workspaces that have it; `Some(None)` is all.
    pub workspaces: Option<Option<Vec<WorkspaceName>>>,
}

/// A message that the dashboard has, and the definition not yet.
#[derive(Clone, Debug, PartialEq)]
pub struct NewDraft {
    pub key: MessageKey,
    pub channel: Channel,
    pub name: Option<String>,
}

impl Amendment {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The text of a file with one of its campaigns amended.
///
/// # Errors
/// Names the field that is written in a way in which it cannot be changed without changing something
/// else.
pub fn amend(text: &str, key: &CampaignKey, amendment: &Amendment) -> Result<String, String> {
    let (source, roots, _) = yaml::read("", text.as_bytes(), &Limits::default());
    let at = position(&roots, key).ok_or_else(|| format!("the file has no campaign `{key}`"))?;
    let mut expected: Vec<Value> = roots.iter().map(|root| root.to_json()).collect();
    let mut work = Work { text: &source.text, root: &roots[at], edits: Vec::new() };
    let fields = expected[at].as_object_mut().ok_or("the campaign is no map")?;
    work.all(amendment, fields)?;
    let unclear = || {
        "it is written in a way that cannot be changed without changing something else".to_owned()
    };
    let gone = work.edits.iter().filter(|edit| edit.removes);
    let gone: Vec<_> = gone.map(|edit| edit.range.clone()).collect();
    let new = edit::apply(&source.text, work.edits).ok_or_else(unclear)?;
    if edit::proved(&source.text, &new, &gone, &expected) { Ok(new) } else { Err(unclear()) }
}

/// The text without one of its campaigns; `None` when nothing else is in it.
///
/// # Errors
/// When the rest would not stay as it is.
pub fn cut(text: &str, key: &CampaignKey) -> Result<Option<String>, String> {
    let (source, roots, _) = yaml::read("", text.as_bytes(), &Limits::default());
    let at = position(&roots, key).ok_or_else(|| format!("the file has no campaign `{key}`"))?;
    if roots.iter().filter(|root| !matches!(root.kind, yaml::Kind::Null)).count() < 2 {
        return Ok(None);
    }
    let others = roots.iter().enumerate().filter(|(index, _)| *index != at);
    let expected: Vec<_> = others.map(|(_, root)| root.to_json()).collect();
    let marks = separators(&source);
    // From the separator before it to the one after it; a first document without one, to the next's.
    let start = marks.iter().rev().find(|&&mark| mark <= roots[at].span.start);
    let next = marks.iter().find(|&&mark| mark > roots[at].span.start);
    let end = next.copied().unwrap_or(source.text.len());
    let start = start.copied().unwrap_or(0);
    let mut rest = source.text[..start].to_owned();
    rest.push_str(&source.text[end..]);
    let (_, left, problems) = yaml::read("", rest.as_bytes(), &Limits::default());
    let same = problems.iter().all(|problem| !problem.is_error())
        && left.iter().map(|root| root.to_json()).eq(expected);
    if same {
        Ok(Some(rest))
    } else {
        Err("its file cannot be cut without changing what is around it".to_owned())
    }
}

fn position(roots: &[Arc<Node>], key: &CampaignKey) -> Option<usize> {
    roots
        .iter()
        .position(|root| root.get("campaign").and_then(|it| it.text()) == Some(key.as_str()))
}

/// Where lines begin that are `---`.
fn separators(source: &Source) -> Vec<usize> {
    let mut at = 0;
    let mut found = Vec::new();
    for line in source.text.split_inclusive('\n') {
        if line.trim_end() == "---" || line.starts_with("--- ") {
            found.push(at);
        }
        at += line.len();
    }
    found
}

struct Work<'a> {
    text: &'a str,
    root: &'a Node,
    edits: Vec<Edit>,
}

impl Work<'_> {
    fn all(
        &mut self,
        amendment: &Amendment,
        fields: &mut Map<String, Value>,
    ) -> Result<(), String> {
        let Amendment { name, description, tags, conversions: events, .. } = amendment;
        for (field, wanted) in [("name", name), ("description", description)] {
            if let Some(wanted) = wanted {
                self.scalar(self.root, field, wanted, fields)?;
            }
        }
        if let Some(wanted) = tags {
            self.tags(wanted, fields)?;
        }
        if let Some(wanted) = events {
            self.conversions(wanted, fields)?;
        }
        if let Some(limit) = &amendment.workspaces {
            self.limit(limit.as_deref(), fields)?;
        }
        for (key, wanted) in &amendment.message_names {
            let message = self.root.get("messages").and_then(|it| it.get(key.as_str()));
            let message = message.ok_or_else(|| format!("there is no message `{key}`"))?;
            let says = fields["messages"][key.as_str()].as_object_mut();
            self.scalar(message, "name", wanted, says.ok_or("a message is no map")?)?;
        }
        if !amendment.new_messages.is_empty() {
            self.messages(&amendment.new_messages, fields)?;
        }
        Ok(())
    }

    fn scalar(
        &mut self,
        node: &Node,
        field: &str,
        wanted: &str,
        fields: &mut Map<String, Value>,
    ) -> Result<(), String> {
        let refuse = |why: &str| format!("`{field}` {why}; write {} there", literal(wanted));
        let entry = node.entry(field).ok_or_else(|| refuse("is not managed"))?;
        if entry.value.text().is_some_and(|text| text.contains("@{")) {
            return Err(refuse("uses a variable"));
        }
        let written = literal(wanted);
        let edit = edit::value(self.text, entry, &written)
            .ok_or_else(|| refuse("comes from an anchor"))?;
        self.edits.push(edit);
        fields.insert(field.to_owned(), json!(read_back(&written)));
        Ok(())
    }

    fn tags(&mut self, wanted: &[String], fields: &mut Map<String, Value>) -> Result<(), String> {
        let shown = super::definition::tags(wanted);
        let refuse = |why: &str| format!("`tags` {why}; write {shown} there");
        let entry = self.root.entry("tags").ok_or_else(|| refuse("is not managed"))?;
        let old: Vec<&str> = entry.value.items().iter().filter_map(|item| item.text()).collect();
        if old.iter().any(|tag| tag.contains("@{")) {
            return Err(refuse("uses a variable"));
        }
        let mut items: Vec<Item> = Vec::new();
        let mut values = Vec::new();
        for (at, tag) in
            old.iter().enumerate().filter(|(_, tag)| wanted.iter().any(|one| one == *tag))
        {
            items.push(Item::Keep(at));
            values.push(json!(tag));
        }
        for tag in wanted.iter().filter(|tag| !old.contains(&tag.as_str())) {
            let written = literal(tag);
            values.push(json!(read_back(&written)));
            items.push(Item::New(written));
        }
        let edits =
            edit::list(self.text, entry, &items).ok_or_else(|| refuse("comes from an anchor"))?;
        self.edits.extend(edits);
        fields.insert("tags".to_owned(), Value::Array(values));
        Ok(())
    }

    fn conversions(
        &mut self,
        wanted: &[Conversion],
        fields: &mut Map<String, Value>,
    ) -> Result<(), String> {
        let refuse = |why: &str| format!("`conversions` {why}");
        let entry = self.root.entry("conversions").ok_or_else(|| refuse("is not managed"))?;
        let written = conversions(wanted)
            .ok_or_else(|| refuse("has an event now that cannot be written; remove the field"))?;
        // Their order counts: from the first that differs on, all are written anew.
        let old = entry.value.items().iter().map(|item| item.to_json());
        let same = old.zip(&written).take_while(|(old, new)| *old == read_json(new)).count();
        let new = written.iter().skip(same).cloned().map(Item::New);
        let items: Vec<_> = (0..same).map(Item::Keep).chain(new).collect();
        let edits =
            edit::list(self.text, entry, &items).ok_or_else(|| refuse("comes from an anchor"))?;
        self.edits.extend(edits);
        let values = written.iter().map(|event| read_json(event)).collect();
        fields.insert("conversions".to_owned(), Value::Array(values));
        Ok(())
    }

    fn limit(
        &mut self,
        wanted: Option<&[WorkspaceName]>,
        fields: &mut Map<String, Value>,
    ) -> Result<(), String> {
        let refuse = || "`workspaces` cannot be changed where it is written".to_owned();
        match (self.root.entry("workspaces"), wanted) {
            (None, None) => {}
            (Some(entry), None) => {
                self.edits.push(edit::remove(self.text, entry).ok_or_else(refuse)?);
                fields.shift_remove("workspaces");
            }
            (Some(entry), Some(wanted)) => {
                let old = entry.value.items();
                let item = |name: &WorkspaceName| {
                    let at = old.iter().position(|item| item.text() == Some(name.as_str()));
                    at.map_or_else(|| Item::New(name.to_string()), Item::Keep)
                };
                let mut names: Vec<_> = wanted.iter().collect();
                // In the order in which they are written.
                names.sort_by_key(|name| {
                    old.iter()
                        .position(|item| item.text() == Some(name.as_str()))
                        .unwrap_or(usize::MAX)
                });
                let items: Vec<_> = names.iter().map(|name| item(name)).collect();
                self.edits.extend(edit::list(self.text, entry, &items).ok_or_else(refuse)?);
                fields.insert("workspaces".to_owned(), json!(names));
            }
            (None, Some(wanted)) => {
                let messages = self.root.entry("messages").ok_or_else(refuse)?;
                let line = format!("workspaces: {}", workspaces(wanted));
                self.edits.push(edit::before(self.text, messages, &line).ok_or_else(refuse)?);
                fields.insert("workspaces".to_owned(), json!(wanted));
            }
        }
        Ok(())
    }

    fn messages(
        &mut self,
        new: &[NewDraft],
        fields: &mut Map<String, Value>,
    ) -> Result<(), String> {
        let refuse = || "`messages` is written in a way that nothing can be added to".to_owned();
        let map = self.root.get("messages").ok_or_else(refuse)?;
        let mut lines = String::new();
        let edit = edit::append(self.text, map, |indent| {
            for one in new {
                message(&mut lines, indent, &one.key, one.channel, one.name.as_deref());
            }
            lines
        });
        self.edits.push(edit.ok_or_else(refuse)?);
        let says = fields.get_mut("messages").and_then(Value::as_object_mut).ok_or_else(refuse)?;
        for one in new {
            let mut text = String::new();
            message(&mut text, 0, &one.key, one.channel, one.name.as_deref());
            let Value::Object(read) = read_json(&text) else { return Err(refuse()) };
            says.extend(read);
        }
        Ok(())
    }
}

fn read_json(text: &str) -> Value {
    let (_, roots, _) = yaml::read("", text.as_bytes(), &Limits::default());
    roots.first().map_or(Value::Null, |root| root.to_json())
}

fn read_back(written: &str) -> String {
    read_json(written).as_str().unwrap_or_default().to_owned()
}
