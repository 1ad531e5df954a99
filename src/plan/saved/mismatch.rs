//! The first thing for which a saved plan is refused.

use crate::model::{CampaignKey, Lineage, Place, Timestamp, WorkspaceName};

/// What is not as it was when the plan was saved.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    #[error("the plan is for the workspace `{planned}`, and this is `{here}`")]
    Workspace { planned: WorkspaceName, here: WorkspaceName },
    #[error("the plan is of another project: of lineage {planned}, and this one has {here}")]
    Lineage { planned: Lineage, here: Lineage },
    #[error("the plan is for {planned}, and the workspace is at {here} now")]
    Endpoint { planned: String, here: String },
    #[error("the workspace has none of the campaigns that it had: it is another workspace")]
    Fingerprint,
    #[error("operation {number} of the file is not what was saved: the file was changed")]
    Tampered { number: usize },
    #[error("the plan was already applied")]
    Applied,
    #[error("the plan expired at {at}")]
    Expired { at: Timestamp },
    #[error("{lockfile}: the entry `{campaign}` changed since")]
    Entry { lockfile: String, campaign: CampaignKey },
    #[error("{path} changed since")]
    File { path: String },
    #[error("{path} is gone")]
    FileGone { path: String },
    #[error("{what} is not what was planned{}{}", at(.place.as_ref()), told(.reason))]
    Operation { what: String, place: Option<Place>, reason: String },
}

fn at(place: Option<&Place>) -> String {
    place.map_or_else(String::new, |Place { file, line }| format!(" ({file}:{line})"))
}

fn told(reason: &str) -> String {
    if reason.is_empty() { String::new() } else { format!(": {reason}") }
}
