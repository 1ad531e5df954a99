//! Why a send cannot go on.

use crate::model::{BatchNumber, SendHeader, SendKey};
use crate::port::LedgerError;
use crate::render::RenderError;
use crate::send::{AudienceError, BATCHING};

#[derive(Debug, thiserror::Error)]
pub enum SendError {
    #[error("`{key}` is the key of a send with another {what}; choose another key")]
    OtherSend { key: SendKey, what: &'static str },
    #[error("the release has changed since `{key}` was begun")]
    ReleaseChanged { key: SendKey },
    #[error("`{key}` was begun with batching version {version}; this program has {BATCHING}")]
    Batching { key: SendKey, version: u32 },
    #[error(
        "batch {number} of `{key}` had other recipients when it was claimed; nothing more was sent"
    )]
    DifferentBatch { key: SendKey, number: BatchNumber },
    #[error(transparent)]
    Audience(#[from] AudienceError),
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error(transparent)]
    Ledger(#[from] LedgerError),
}

/// Whether what is asked for can be what is recorded under its key: the same send, and the same
/// requests too as long as there are any to make.
///
/// # Errors
/// Names what differs.
pub fn agree(frozen: &SendHeader, asked: &SendHeader, finished: bool) -> Result<(), SendError> {
    same_send(frozen, asked)?;
    if finished { Ok(()) } else { same_request(frozen, asked) }
}

/// Whether two headers with one key are of one send, whatever its content is.
fn same_send(frozen: &SendHeader, asked: &SendHeader) -> Result<(), SendError> {
    let messages = |header: &SendHeader| {
        let mut keys: Vec<_> = header.messages.iter().map(|part| part.message.clone()).collect();
        keys.sort();
        keys
    };
    let same = [
        ("workspace", frozen.workspace == asked.workspace && frozen.lineage == asked.lineage),
        ("campaign", frozen.campaign == asked.campaign),
        ("choice of messages", messages(frozen) == messages(asked)),
        ("audience", frozen.audience == asked.audience && frozen.filter() == asked.filter()),
        ("limit", frozen.limit == asked.limit),
        ("set of params", frozen.params == asked.params),
    ];
    match same.into_iter().find(|(_, same)| !same) {
        Some((what, _)) => Err(SendError::OtherSend { key: asked.key.clone(), what }),
        None => Ok(()),
    }
}

/// Whether the requests are the same too.
fn same_request(frozen: &SendHeader, asked: &SendHeader) -> Result<(), SendError> {
    let key = || asked.key.clone();
    if frozen.batching != BATCHING {
        return Err(SendError::Batching { key: key(), version: frozen.batching });
    }
    if frozen.body != asked.body || frozen.param_types != asked.param_types {
        return Err(SendError::ReleaseChanged { key: key() });
    }
    Ok(())
}
