//! A folder of texts under their digests: `campaigns.lock.d/ab/cdef…`.

use std::{fs, io, path::PathBuf};

use async_trait::async_trait;

use super::disk::{self, Mode};
use crate::{
    model::Digest,
    port::{Pieces, StateError},
};

/// One folder, which need not be there yet.
#[derive(Clone, Debug)]
pub struct DiskPieces {
    folder: PathBuf,
}

impl DiskPieces {
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        let hex = digest.hex();
        let (first, rest) = hex.split_at(2);
        self.folder.join(first).join(rest)
    }

    fn read(&self, digest: &Digest) -> Result<Option<Vec<u8>>, StateError> {
        let path = self.path(digest);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unavailable(&path, &error)),
        }
    }
}

#[async_trait]
impl Pieces for DiskPieces {
    async fn put(&self, text: &str) -> Result<Digest, StateError> {
        let digest = Digest::of(text.as_bytes());
        // A damaged piece is mended by whoever has its text.
        if self.read(&digest)?.as_deref() != Some(text.as_bytes()) {
            let path = self.path(&digest);
            disk::replace(&path, text.as_bytes(), Mode::Shared)
                .map_err(|error| unavailable(&path, &error))?;
        }
        Ok(digest)
    }

    async fn get(&self, digest: &Digest) -> Result<Option<String>, StateError> {
        let Some(bytes) = self.read(digest)? else { return Ok(None) };
        let intact = Digest::of(&bytes) == *digest;
        match String::from_utf8(bytes) {
            Ok(text) if intact => Ok(Some(text)),
            _ => Err(StateError::Corrupt { path: self.path(digest).display().to_string() }),
        }
    }
}

fn unavailable(path: &std::path::Path, error: &io::Error) -> StateError {
    StateError::Unavailable { path: path.display().to_string(), reason: error.to_string() }
}
