//! Reading what became of messages.

use async_trait::async_trait;

use super::WorkspaceError;
use crate::model::{CampaignId, Series, Timestamp};

/// Reads a campaign's daily series.
#[async_trait]
pub trait Statistics: Send + Sync {
    /// The `days` (any number from 1) that end at `until`, oldest first, whole.
    async fn series(
        &self,
        campaign: &CampaignId,
        until: Timestamp,
        days: u32,
    ) -> Result<Series, StatisticsError>;
}

/// Reading statistics fails as reading anything else of the workspace does.
pub type StatisticsError = WorkspaceError;
