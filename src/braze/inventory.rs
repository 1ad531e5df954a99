//! What a workspace has, for people who choose among it.

use std::collections::{BTreeMap, BTreeSet};

use super::Client;
use crate::model::{CampaignId, ListedCampaign, ObservedCampaign};
use crate::port::WorkspaceError;

impl Client {
    /// Every campaign, API campaigns and others, archived ones too: a call for each hundred.
    ///
    /// # Errors
    /// When the workspace does not answer.
    pub async fn listing(&self) -> Result<Vec<ListedCampaign>, WorkspaceError> {
        let mut rows = self.rows().await?;
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        rows.dedup_by(|a, b| a.id == b.id);
        Ok(rows)
    }

    /// What the workspace shows of these campaigns: a call for each.
    ///
    /// # Errors
    /// When the workspace does not answer, or does not have one of them.
    pub async fn campaigns(
        &self,
        ids: BTreeSet<CampaignId>,
    ) -> Result<BTreeMap<CampaignId, ObservedCampaign>, WorkspaceError> {
        Ok(self.details_of(ids).await?)
    }
}
