//! What a release of a message records: its digest, its short values, the sources of its long texts.

use std::collections::BTreeMap;

use litemap::LiteMap;
use serde_json::Value;

use super::{MessageEntry, PieceEntry, TextEntry};
use crate::model::{Digest, Message, Piece, TextSource, each_leaf, flatten};

/// The recorded form of a message's content.
#[derive(Clone, Debug, PartialEq)]
pub struct Released {
    pub digest: Digest,
    /// Short values by the path of their field.
    pub fields: LiteMap<String, Value>,
    /// Long texts by the path of their field.
    pub texts: LiteMap<String, TextEntry>,
}

/// What a release of this message records. The texts of its pieces are stored beside the lockfile.
pub fn released(message: &Message) -> Released {
    let leaves = flatten(&message.content).into_iter();
    Released {
        digest: message.content.digest(),
        fields: leaves.filter(|(path, _)| !message.texts.contains_key(path)).collect(),
        texts: message.texts.iter().map(|(path, text)| (path.clone(), recorded(text))).collect(),
    }
}

/// Whether the message, as its definition says it now, is the one that was released.
pub fn is_released(entry: &MessageEntry, message: &Message) -> bool {
    !message.draft
        && !entry.retired
        && entry.channel == message.channel
        && entry.released == Some(message.content.digest())
}

impl MessageEntry {
    /// Records a release, and leaves everything else as it is.
    pub fn release(&mut self, released: Released) {
        let Released { digest, fields, texts } = released;
        self.released = Some(digest);
        self.fields = fields;
        self.texts = texts;
    }

    /// Whether exactly what a release of this message records is recorded, sources included.
    pub fn records(&self, message: &Message) -> bool {
        let texts = &message.texts;
        let same = |(path, text): (&String, &TextSource)| {
            self.texts.get(path).is_some_and(|entry| is_recorded(entry, text))
        };
        let mut fields = 0;
        let mut known = true;
        each_leaf(&message.content, &mut |path, leaf| {
            if !texts.contains_key(path) {
                fields += 1;
                known = known && self.fields.get(path) == Some(leaf);
            }
        });
        known
            && fields == self.fields.len()
            && texts.len() == self.texts.len()
            && texts.iter().all(same)
            && self.released == Some(message.content.digest())
    }
}

/// Whether an entry is what [`recorded`] makes of a text.
fn is_recorded(entry: &TextEntry, text: &TextSource) -> bool {
    let TextEntry { pieces, vars, unknown } = entry;
    let same = |(entry, piece): (&PieceEntry, &Piece)| {
        entry.path == piece.path && entry.digest == piece.digest()
    };
    unknown.is_empty()
        && pieces.len() == text.pieces.len()
        && vars.iter().eq(text.vars.iter().map(|(name, value)| (name, value)))
        && pieces.iter().zip(&text.pieces).all(same)
}

fn recorded(text: &TextSource) -> TextEntry {
    let entry = |piece: &Piece| PieceEntry { path: piece.path.clone(), digest: piece.digest() };
    TextEntry {
        pieces: text.pieces.iter().map(entry).collect(),
        vars: text.vars.iter().cloned().collect(),
        unknown: BTreeMap::new(),
    }
}
