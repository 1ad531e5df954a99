//! A Braze workspace as a reconciler sees it.

use async_trait::async_trait;

use super::{Client, FarSide};
use crate::model::{Abilities, Change, Observed};
use crate::port::{Performed, Workspace, WorkspaceError};

#[async_trait]
impl Workspace for Client {
    fn abilities(&self) -> Abilities {
        // Braze's REST API copies campaigns and changes nothing else about them.
        let dashboard = self.far_side == FarSide::Sandbox;
        Abilities { create: dashboard, edit: dashboard, archive: dashboard, duplicate: !dashboard }
    }

    async fn observe(&self) -> Result<Observed, WorkspaceError> {
        let campaigns = self.api_campaigns().await?;
        Ok(Observed { campaigns: Some(campaigns), abilities: self.abilities(), stand_in: false })
    }

    async fn perform(&self, change: &Change) -> Result<Performed, WorkspaceError> {
        match self.far_side {
            FarSide::Sandbox => self.in_dashboard(change).await,
            FarSide::Live => Err(WorkspaceError::Refused(
                "Braze's REST API cannot do this; its dashboard can".to_owned(),
            )),
        }
    }
}
