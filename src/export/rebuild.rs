//! Puts a released content together again from what the lockfile records of it.

use super::{ExportError, Texts};
use crate::lock::{MessageEntry, TextEntry};
use crate::model::{Content, Digest, Piece, unflatten};
use crate::spec;

/// The content of a message in reference form, its keys sorted. `name` is for errors.
///
/// # Errors
/// When a piece is missing or what is recorded is no content.
pub fn content(name: &str, entry: &MessageEntry, texts: &Texts) -> Result<Content, ExportError> {
    let mut leaves = Vec::with_capacity(entry.fields.len() + entry.texts.len());
    leaves.extend(entry.fields.iter().map(|(path, leaf)| (path.as_str(), leaf.clone())));
    for (path, recorded) in &entry.texts {
        leaves.push((path.as_str(), text(name, path, recorded, texts)?.into()));
    }
    unflatten(leaves).ok_or_else(|| ExportError::NoContent { message: name.to_owned() })
}

/// The same, if it is what was released: the fields and texts of one digest.
///
/// # Errors
/// As [`content`], and when they are those of another release.
pub fn released(
    name: &str,
    entry: &MessageEntry,
    released: Digest,
    texts: &Texts,
) -> Result<Content, ExportError> {
    let content = content(name, entry, texts)?;
    let found = content.digest();
    if found == released {
        Ok(content)
    } else {
        Err(ExportError::NotReleased { message: name.to_owned(), released, found })
    }
}

fn text(
    name: &str,
    field: &str,
    recorded: &TextEntry,
    texts: &Texts,
) -> Result<String, ExportError> {
    let mut pieces = Vec::with_capacity(recorded.pieces.len());
    for piece in &recorded.pieces {
        let text = texts.get(&piece.digest).ok_or_else(|| ExportError::NoPiece {
            message: name.to_owned(),
            field: field.to_owned(),
            path: piece.path.clone(),
            digest: piece.digest,
        })?;
        pieces.push(Piece { path: piece.path.clone(), text: text.clone() });
    }
    spec::expand(&pieces, &recorded.vars).map_err(|source| ExportError::NoText {
        message: name.to_owned(),
        field: field.to_owned(),
        source,
    })
}
