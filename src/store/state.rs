//! A text file with compare-and-swap: the lockfile.

use std::{fs, io, path::PathBuf};

use async_trait::async_trait;

use super::disk::{self, Mode};
use crate::{
    model::Digest,
    port::{Revision, Snapshot, StateError, StateStore},
};

/// One file. Two processes that save at the same moment are kept apart by [`super::Guard`].
#[derive(Clone, Debug)]
pub struct DiskState {
    path: PathBuf,
}

impl DiskState {
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    fn read(&self) -> Result<Option<String>, StateError> {
        match fs::read_to_string(&self.path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.unavailable(&error)),
        }
    }

    fn unavailable(&self, error: &io::Error) -> StateError {
        let path = self.path.display().to_string();
        StateError::Unavailable { path, reason: error.to_string() }
    }
}

#[async_trait]
impl StateStore for DiskState {
    async fn load(&self) -> Result<Option<Snapshot>, StateError> {
        Ok(self.read()?.map(|text| Snapshot { revision: revision(&text), text }))
    }

    async fn save(&self, text: &str, expected: Option<&Revision>) -> Result<Revision, StateError> {
        let held = self.read()?;
        if held.as_deref().map(revision).as_ref() != expected {
            return Err(StateError::Stale(self.path.display().to_string()));
        }
        if held.as_deref() != Some(text) {
            disk::replace(&self.path, text.as_bytes(), Mode::Shared)
                .map_err(|error| self.unavailable(&error))?;
        }
        Ok(revision(text))
    }
}

fn revision(text: &str) -> Revision {
    Revision(Digest::of(text.as_bytes()).to_string())
}
