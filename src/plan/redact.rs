//! A plan that may be published: every text that people wrote is replaced by its digest. Keys, ids,
//! channels, fields, files and counts stay.

use serde_json::Value;

use super::{Difference, Notice, Operation, Record, Shown};
use crate::{
    lock::{Entry, MessageEntry},
    model::{Change, Digest},
};

pub(super) fn operation(operation: &Operation) -> Operation {
    let mut hidden = operation.clone();
    hidden.differences.iter_mut().for_each(difference);
    hidden.steps.iter_mut().for_each(text);
    hidden.pieces.iter_mut().for_each(text);
    hidden.changes.iter_mut().for_each(change);
    hidden.records.iter_mut().for_each(record);
    hidden.awaits.iter_mut().for_each(|awaited| text(&mut awaited.title));
    hidden
}

pub(super) fn notice(notice: &Notice) -> Notice {
    let mut hidden = notice.clone();
    hidden.differences.iter_mut().for_each(difference);
    // A title of the dashboard is all that people wrote in it.
    let quotes = hidden.text.find('"').zip(hidden.text.rfind('"'));
    if let Some((from, to)) = quotes.filter(|(from, to)| from < to) {
        let title = Digest::of(&hidden.text.as_bytes()[from + 1..to]).to_string();
        hidden.text.replace_range(from + 1..to, &title);
    }
    hidden
}

fn difference(difference: &mut Difference) {
    difference.shown = Shown::Remark(match &difference.shown {
        Shown::Value { old, new } => {
            let side = |side: &Option<Value>| side.as_ref().map_or("nothing".to_owned(), digest);
            format!("{} → {}", side(old), side(new))
        }
        Shown::Text { path, hunks } => {
            let lines = hunks.iter().flat_map(|hunk| &hunk.lines);
            let changed = lines.filter(|line| line.kind != super::LineKind::Kept).count();
            let lines = if changed == 1 { "line" } else { "lines" };
            format!("{path}: {changed} {lines} changed, {}", digest(hunks))
        }
        Shown::Remark(remark) => digest(remark),
    });
}

fn change(change: &mut Change) {
    match change {
        Change::CreateCampaign(new) => {
            text(&mut new.name);
            text(&mut new.description);
            new.tags.iter_mut().for_each(text);
            new.messages.iter_mut().for_each(|message| text(&mut message.name));
        }
        Change::AddMessage { message, .. } => text(&mut message.name),
        Change::EditCampaign { name, description, tags, .. } => {
            name.iter_mut().chain(description).for_each(text);
            tags.iter_mut().flatten().for_each(text);
        }
        Change::DuplicateCampaign { name, description, tags, .. } => {
            text(name);
            description.iter_mut().for_each(text);
            tags.iter_mut().flatten().for_each(text);
        }
        Change::EditMessage { name, .. } => text(name),
        Change::ArchiveCampaign { .. } | Change::UnarchiveCampaign { .. } => {}
    }
}

fn record(record: &mut Record) {
    match record {
        Record::Campaign { entry, .. } => campaign_entry(entry),
        Record::Message { entry, .. } => message_entry(entry),
        Record::MoveCampaign { .. } | Record::MoveMessage { .. } => {}
    }
}

fn campaign_entry(entry: &mut Entry) {
    entry.name.iter_mut().chain(&mut entry.description).for_each(text);
    entry.tags.iter_mut().flatten().for_each(text);
    entry.unknown.values_mut().for_each(value);
    entry.messages.iter_mut().for_each(|(_, message)| message_entry(message));
}

fn message_entry(entry: &mut MessageEntry) {
    entry.name.iter_mut().for_each(text);
    entry.fields.iter_mut().for_each(|(_, field)| value(field));
    entry.unknown.values_mut().for_each(value);
    for (_, source) in &mut entry.texts {
        source.vars.iter_mut().for_each(|(_, var)| text(var));
        source.unknown.values_mut().for_each(value);
    }
}

fn value(value: &mut Value) {
    *value = Value::String(digest(value));
}

fn text(text: &mut String) {
    *text = Digest::of(text.as_bytes()).to_string();
}

/// The digest of a value's JSON.
fn digest<T: serde::Serialize + ?Sized>(value: &T) -> String {
    let json = serde_json::to_vec(value).expect("plans have only text keys");
    Digest::of(&json).to_string()
}

#[cfg(test)]
mod tests {
    use super::super::NoticeKind;
    use super::*;

    #[test]
    fn a_title_of_the_dashboard_is_hidden_in_a_sentence_too() {
        let text = "it has a message that is not defined: email \"Launch \"X\" in May\", 9d0e";
        let hidden = notice(&Notice::new(NoticeKind::Drift, text)).text;
        let digest = Digest::of(b"Launch \"X\" in May");
        let expected = format!("it has a message that is not defined: email \"{digest}\", 9d0e");
        assert_eq!(hidden, expected);
        let plain = "it was not launched yet";
        assert_eq!(notice(&Notice::new(NoticeKind::Missing, plain)).text, plain);
    }
}
