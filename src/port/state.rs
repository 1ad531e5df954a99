//! Where the lockfile and its long texts live.

use async_trait::async_trait;

use crate::model::Digest;

/// A cell of text with compare-and-swap. It knows text and revisions, and nothing of campaigns.
#[async_trait]
pub trait StateStore: Send + Sync {
    /// The text and its revision; `None` when there is none yet.
    async fn load(&self) -> Result<Option<Snapshot>, StateError>;

    /// Replaces the text, whole and durably, only if it is still at `expected`; `None` means that
    /// there must be none. Unchanged text is not rewritten.
    async fn save(&self, text: &str, expected: Option<&Revision>) -> Result<Revision, StateError>;
}

/// Texts by their digest. Putting the same text twice is putting it once.
#[async_trait]
pub trait Pieces: Send + Sync {
    /// Stores a text durably and returns its digest.
    async fn put(&self, text: &str) -> Result<Digest, StateError>;

    /// The text, verified against its digest; `None` when there is none.
    async fn get(&self, digest: &Digest) -> Result<Option<String>, StateError>;
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    pub text: String,
    pub revision: Revision,
}

/// Which text it was. Opaque; equal exactly when the text is the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision(pub String);

#[derive(Debug, thiserror::Error)]
pub enum StateError {
    #[error("{0} was changed by somebody else meanwhile")]
    Stale(String),
    #[error("{path} does not hold what its name says; restore it from git")]
    Corrupt { path: String },
    #[error("{path}: {reason}")]
    Unavailable { path: String, reason: String },
}
