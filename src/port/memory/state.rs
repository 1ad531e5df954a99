//! A cell of text and texts by their digest, in memory.

use std::{collections::BTreeMap, sync::Mutex};

use async_trait::async_trait;

use crate::{
    model::Digest,
    port::{Pieces, Revision, Snapshot, StateError, StateStore},
};

/// One text, forgotten with the value.
#[derive(Debug, Default)]
pub struct MemoryState(Mutex<Option<String>>);

#[async_trait]
impl StateStore for MemoryState {
    async fn load(&self) -> Result<Option<Snapshot>, StateError> {
        let text = self.0.lock().expect("no holder of this lock panics").clone();
        Ok(text.map(|text| Snapshot { revision: revision(&text), text }))
    }

    async fn save(&self, text: &str, expected: Option<&Revision>) -> Result<Revision, StateError> {
        let mut held = self.0.lock().expect("no holder of this lock panics");
        if held.as_deref().map(revision).as_ref() != expected {
            return Err(StateError::Stale("the state in memory".to_owned()));
        }
        *held = Some(text.to_owned());
        Ok(revision(text))
    }
}

fn revision(text: &str) -> Revision {
    Revision(Digest::of(text.as_bytes()).to_string())
}

/// Texts by their digest, forgotten with the value.
#[derive(Debug, Default)]
pub struct MemoryPieces(Mutex<BTreeMap<Digest, String>>);

impl MemoryPieces {
    /// Every digest that was put.
    pub fn digests(&self) -> Vec<Digest> {
        self.0.lock().expect("no holder of this lock panics").keys().copied().collect()
    }
}

#[async_trait]
impl Pieces for MemoryPieces {
    async fn put(&self, text: &str) -> Result<Digest, StateError> {
        let digest = Digest::of(text.as_bytes());
        self.0.lock().expect("no holder of this lock panics").insert(digest, text.to_owned());
        Ok(digest)
    }

    async fn get(&self, digest: &Digest) -> Result<Option<String>, StateError> {
        Ok(self.0.lock().expect("no holder of this lock panics").get(digest).cloned())
    }
}
