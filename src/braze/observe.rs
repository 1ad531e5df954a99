//! Reads every API campaign of a workspace ("Export campaigns list", "Export campaign details").

use std::collections::BTreeMap;

use futures_util::{StreamExt as _, TryStreamExt as _};

use super::Client;
use super::failure::Failure;
use super::quote::quote;
use super::wire::details::Details;
use super::wire::list::{CampaignList, ListedCampaign};
use crate::model::{CampaignId, ObservedCampaign};

/// A shorter page is the last one: no total is given.
const PAGE: usize = 100;
/// Details asked for at the same time.
const AT_ONCE: usize = 16;

impl Client {
    pub(super) async fn api_campaigns(
        &self,
    ) -> Result<BTreeMap<CampaignId, ObservedCampaign>, Failure> {
        let ids = self.listed().await?;
        futures_util::stream::iter(ids.into_iter().map(|id| self.details(id)))
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await
    }

    /// The ids of all API campaigns, oldest first: new ones then shift no page.
    async fn listed(&self) -> Result<Vec<CampaignId>, Failure> {
        let mut ids = Vec::new();
        for page in 0_u32.. {
            let query = [
                ("page", page.to_string()),
                ("include_archived", "true".to_owned()),
                ("sort_direction", "asc".to_owned()),
            ];
            let list: CampaignList = self.read("/campaigns/list", &query).await?;
            let length = list.campaigns.len();
            for row in list.campaigns.into_iter().filter(ListedCampaign::is_api_campaign) {
                ids.push(id(&row.id)?);
            }
            if length < PAGE {
                break;
            }
        }
        ids.sort();
        ids.dedup();
        Ok(ids)
    }

    async fn details(&self, id: CampaignId) -> Result<(CampaignId, ObservedCampaign), Failure> {
        let query = [("campaign_id", id.to_string())];
        let details: Details = self.read("/campaigns/details", &query).await?;
        let campaign = details.into_observed().map_err(|wrong| {
            Failure::Unexpected(format!("campaign `{id}` has {}", quote(&wrong)))
        })?;
        Ok((id, campaign))
    }
}

fn id(text: &str) -> Result<CampaignId, Failure> {
    CampaignId::parse(text).map_err(|_| {
        Failure::Unexpected(format!("it lists a campaign with the id `{}`", quote(text)))
    })
}
