//! A Braze workspace as a reconciler sees it.

use async_trait::async_trait;

use super::{Client, FarSide};
use crate::model::{Abilities, Change, ListedCampaign, Observed};
use crate::port::{Performed, Workspace, WorkspaceError};

#[async_trait]
impl Workspace for Client {
    fn abilities(&self) -> Abilities {
        // Braze's REST API copies campaigns and changes nothing else about them.
        let dashboard = self.far_side == FarSide::Sandbox;
        Abilities { create: dashboard, edit: dashboard, archive: dashboard, duplicate: !dashboard }
    }

    async fn observe(&self) -> Result<Observed, WorkspaceError> {
        let rows = self.rows().await?;
        let (api, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.api);
        let campaigns = self.details_of(api.into_iter().map(|row| row.id).collect()).await?;
        let others = others.into_iter().map(|row| (row.id, row.name)).collect();
        let (campaigns, abilities) = (Some(campaigns), self.abilities());
        Ok(Observed { campaigns, others, abilities, ..Observed::default() })
    }

    async fn glance(&self) -> Result<Vec<ListedCampaign>, WorkspaceError> {
        self.listing().await
    }

    async fn perform(&self, change: &Change) -> Result<Performed, WorkspaceError> {
        match (self.far_side, change) {
            (FarSide::Sandbox, _) | (FarSide::Live, Change::DuplicateCampaign { .. }) => {
                self.carry_out(change).await
            }
            (FarSide::Live, _) => Err(WorkspaceError::Refused(
                "Braze's REST API cannot do this; its dashboard can".to_owned(),
            )),
        }
    }
}
