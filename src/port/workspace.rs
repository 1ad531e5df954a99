//! Whoever gives campaigns their ids: Braze, or this machine.

use std::collections::BTreeMap;

use async_trait::async_trait;

use crate::model::{
    Abilities, CampaignId, Change, ListedCampaign, MessageKey, Observed, VariationId,
};

/// A Braze workspace as a reconciler sees it.
#[async_trait]
pub trait Workspace: Send + Sync {
    /// What it can do. Constant for one workspace.
    fn abilities(&self) -> Abilities;

    /// Every API campaign of the workspace, archived ones too.
    async fn observe(&self) -> Result<Observed, WorkspaceError>;

    /// Every campaign's title and last edit, of API campaigns and others, archived ones too: a small
    /// part of what observing costs.
    async fn glance(&self) -> Result<Vec<ListedCampaign>, WorkspaceError>;

    /// Carries out one change. Doing the same change twice leaves the workspace as doing it once,
    /// but for [`Change::DuplicateCampaign`]. An error says that nothing was begun.
    async fn perform(&self, change: &Change) -> Result<Performed, WorkspaceError>;
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Performed {
    /// It is done, and the workspace holds this.
    Held { campaign: CampaignId, messages: BTreeMap<MessageKey, VariationId> },
    /// It was accepted and is not visible yet.
    Pending,
    /// Nobody knows whether it was done.
    Unknown(String),
}

/// Why the workspace did not answer. Displays without the key, whatever the far side echoed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorkspaceError {
    #[error("the workspace does not accept the key: {0}")]
    Unauthorized(String),
    #[error("the workspace refused: {0}")]
    Refused(String),
    #[error("the rate limit is spent for another {0} seconds")]
    Limited(u64),
    #[error("the workspace cannot be reached: {0}")]
    Unreachable(String),
    #[error("the workspace answered what nobody expected: {0}")]
    Unexpected(String),
}
