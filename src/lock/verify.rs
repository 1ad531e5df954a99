//! Everything that a lockfile promises, checked. Reading checks only what it needs.

use std::collections::BTreeMap;

use super::{Lock, LockError, RepeatedId, conflict, print, read};
use crate::model::Digest;

/// A promise that a lockfile's text does not keep. Displays as a sentence without its file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error(transparent)]
    Unusable(LockError),
    #[error(
        "line {0} is a conflict marker; both sides fit together, and `apply` writes their merge"
    )]
    Conflicted(usize),
    #[error(transparent)]
    Repeated(RepeatedId),
    #[error("`{0}` has an id, and no origin says where it comes from")]
    NoOrigin(String),
    #[error("`{0}` has released values and no digest of them")]
    NoDigest(String),
    #[error("line {0} is not written as campaignctl writes it; `apply` writes it anew")]
    Form(usize),
}

impl Broken {
    /// Which promise it is, as programs know it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Unusable(_) => "unusable",
            Self::Conflicted(_) => "conflicted",
            Self::Repeated(_) => "repeated-id",
            Self::NoOrigin(_) => "no-origin",
            Self::NoDigest(_) => "no-digest",
            Self::Form(_) => "form",
        }
    }

    /// The line, from 1, where it is one line's.
    pub fn line(&self) -> Option<usize> {
        match self {
            Self::Unusable(LockError::Conflict { line, .. })
            | Self::Conflicted(line)
            | Self::Form(line) => Some(*line),
            _ => None,
        }
    }
}

/// The lock, as far as it can be read, and everything that is wrong with its text.
pub fn verify(text: &str) -> (Option<Lock>, Vec<Broken>) {
    let conflict = conflict::first_marker(text);
    let lock = match conflict {
        Some(_) => read::parse(text),
        None => read::repeating(text),
    };
    let lock = match lock {
        Ok(lock) => lock,
        Err(error) => return (None, vec![Broken::Unusable(error)]),
    };
    let mut broken: Vec<_> = conflict.into_iter().map(Broken::Conflicted).collect();
    broken.extend(repeated(&lock).into_iter().map(Broken::Repeated));
    for (key, entry) in &lock.campaigns {
        if entry.campaign_id.is_some() && entry.origin.is_none() {
            broken.push(Broken::NoOrigin(key.to_string()));
        }
        for (message, one) in &entry.messages {
            if one.released.is_none() && !(one.fields.is_empty() && one.texts.is_empty()) {
                broken.push(Broken::NoDigest(format!("{key}.{message}")));
            }
        }
    }
    if conflict.is_none() {
        broken.extend(first_difference(text, &print(&lock)).map(Broken::Form));
    }
    (Some(lock), broken)
}

fn repeated(lock: &Lock) -> Vec<RepeatedId> {
    let mut owners: BTreeMap<&str, String> = BTreeMap::new();
    let mut repeated = Vec::new();
    lock.each_id(|id, owner| match owners.get(id) {
        Some(first) => {
            repeated.push(RepeatedId { id: id.to_owned(), first: first.clone(), second: owner });
        }
        None => drop(owners.insert(id, owner)),
    });
    repeated
}

/// The first line, from 1, where two texts differ.
fn first_difference(one: &str, two: &str) -> Option<usize> {
    if one == two {
        return None;
    }
    let lines = one.split('\n').zip(two.split('\n'));
    Some(1 + lines.take_while(|(one, two)| one == two).count())
}

impl Lock {
    /// Every piece that the released texts are made of, and one `campaign.message` that has it.
    pub fn pieces(&self) -> BTreeMap<Digest, String> {
        let mut pieces = BTreeMap::new();
        for (key, entry) in &self.campaigns {
            for (message, one) in &entry.messages {
                for piece in one.texts.values().flat_map(|text| &text.pieces) {
                    pieces.entry(piece.digest).or_insert_with(|| format!("{key}.{message}"));
                }
            }
        }
        pieces
    }
}
