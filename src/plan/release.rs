//! What a release changes, field by field and line by line.

use std::collections::BTreeSet;

use litemap::LiteMap;

use serde_json::Value;

use super::{Context, Difference, semantic};
use crate::{
    lock::{Lock, MessageEntry, PieceEntry, Released, TextEntry},
    model::{Desired, Digest, Message, Piece},
};

/// The released long texts that a plan would like to compare with: those of messages that changed.
pub fn wanted_texts(desired: &Desired, lock: &Lock) -> BTreeSet<Digest> {
    let mut wanted = BTreeSet::new();
    for campaign in desired.campaigns.values().filter(|campaign| !campaign.settled) {
        let mut keys = [Some(&campaign.key), campaign.moved_from.as_ref()].into_iter().flatten();
        let Some(entry) = keys.find_map(|key| lock.campaigns.get(key)) else { continue };
        for message in &campaign.messages {
            let mut keys = [Some(&message.key), message.moved_from.as_ref()].into_iter().flatten();
            let recorded = keys.find_map(|key| entry.messages.get(key));
            let changed = recorded.filter(|entry| !message.draft && !entry.records(message));
            let texts = changed.into_iter().flat_map(|entry| entry.texts.values());
            wanted.extend(texts.flat_map(|text| &text.pieces).map(|piece| piece.digest));
        }
    }
    wanted
}

/// The texts that a release stores.
pub(super) fn pieces(message: &Message) -> Vec<String> {
    let pieces = message.texts.values().flat_map(|text| &text.pieces);
    pieces.map(|piece| piece.text.clone()).collect()
}

/// From what is released to what is to be.
pub(super) fn differences(
    context: &Context<'_>,
    old: &MessageEntry,
    message: &Message,
    new: &Released,
) -> Vec<Difference> {
    if old.released.is_none() {
        let fields: Vec<_> = message.content.0.keys().map(String::as_str).collect();
        let told = format!("first release: {}", fields.join(", "));
        let mut found = vec![Difference::remark("content", told)];
        found.extend(semantic::first(message));
        return found;
    }
    let mut found = Vec::new();
    for field in union(&old.fields, &new.fields) {
        let (was, is) = (old.fields.get(field), new.fields.get(field));
        let was_text = is.is_some() && old.texts.contains_key(field);
        let is_text = new.texts.contains_key(field);
        if was != is && !is_text && !was_text {
            found.push(Difference::value(field, was.cloned(), is.cloned()));
        }
    }
    for field in union(&old.texts, &new.texts) {
        text(context, old, message, field, new, &mut found);
    }
    found.extend(semantic::differences(context, old, message));
    found
}

fn union<'a, A, B>(a: &'a LiteMap<String, A>, b: &'a LiteMap<String, B>) -> BTreeSet<&'a str> {
    a.keys().chain(b.keys()).map(String::as_str).collect()
}

/// The changes of one long text: of each of its pieces, and of the variables in them.
fn text(
    context: &Context<'_>,
    old: &MessageEntry,
    message: &Message,
    field: &str,
    new: &Released,
    found: &mut Vec<Difference>,
) {
    let (was, is) = (old.texts.get(field), message.texts.get(field));
    let Some(is) = is else {
        let short = new.fields.get(field).map(shown);
        let root = was.and_then(|text| text.pieces.first());
        found.push(match (root.and_then(|root| (context.texts)(&root.digest)), short) {
            (Some(was), Some(is)) => Difference::text(field, "", &was, &is),
            (_, is) => Difference::value(field, None, is.map(Value::from)),
        });
        return;
    };
    let Some(was) = was else {
        let short = old.fields.get(field).map(shown).unwrap_or_default();
        found.extend(is.pieces.iter().enumerate().map(|(at, piece)| {
            Difference::text(field, &piece.path, if at == 0 { &short } else { "" }, &piece.text)
        }));
        return;
    };
    let before = found.len();
    for (at, piece) in is.pieces.iter().enumerate() {
        found.extend(piece_difference(context, field, was, at, piece));
    }
    variables(field, was, new.texts.get(field), found);
    if found.len() == before {
        removed_pieces(field, was, &is.pieces, found);
    }
}

fn piece_difference(
    context: &Context<'_>,
    field: &str,
    was: &TextEntry,
    at: usize,
    piece: &Piece,
) -> Option<Difference> {
    // The first piece is the text itself, whatever its file is called; others are told by path.
    let old = match at {
        0 => was.pieces.first(),
        _ => was.pieces.iter().skip(1).find(|old| old.path == piece.path),
    };
    let Some(PieceEntry { digest, .. }) = old else {
        return Some(Difference::text(field, &piece.path, "", &piece.text));
    };
    if *digest == piece.digest() {
        return None;
    }
    Some(match (context.texts)(digest) {
        Some(old) => Difference::text(field, &piece.path, &old, &piece.text),
        None => Difference::remark(
            field,
            format!("{} changed; the released text is not at hand", piece.path),
        ),
    })
}

fn variables(field: &str, was: &TextEntry, is: Option<&TextEntry>, found: &mut Vec<Difference>) {
    let Some(is) = is else { return };
    for name in union(&was.vars, &is.vars) {
        let (old, new) = (was.vars.get(name), is.vars.get(name));
        if let (Some(old), Some(new)) = (old, new)
            && old != new
        {
            let field = format!("{field} @{{{name}}}");
            let (old, new) = (old.as_str().into(), new.as_str().into());
            found.push(Difference::value(&field, Some(old), Some(new)));
        }
    }
}

/// Nothing else differs: files were renamed, or are not included any more.
fn removed_pieces(field: &str, was: &TextEntry, is: &[Piece], found: &mut Vec<Difference>) {
    let old: Vec<_> = was.pieces.iter().map(|piece| piece.path.as_str()).collect();
    let new: Vec<_> = is.iter().map(|piece| piece.path.as_str()).collect();
    if old != new {
        let remark = format!("now from {} instead of {}", new.join(", "), old.join(", "));
        found.push(Difference::remark(field, remark));
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
