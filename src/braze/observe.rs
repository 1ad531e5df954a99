//! Reads every API campaign of a workspace ("Export campaigns list", "Export campaign details").

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt as _, TryStreamExt as _};

use super::Client;
use super::failure::Failure;
use super::quote::quote;
use super::wire::details::Details;
use super::wire::list::{CampaignList, ListedCampaign};
use crate::model::{self, CampaignId, ObservedCampaign, Timestamp};

/// A shorter page is the last one: no total is given.
const PAGE: usize = 100;
/// Details asked for at the same time.
pub(super) const AT_ONCE: usize = 16;

impl Client {
    pub(super) async fn api_campaigns(
        &self,
    ) -> Result<BTreeMap<CampaignId, ObservedCampaign>, Failure> {
        let rows = self.rows().await?;
        let ids: BTreeSet<_> = rows.into_iter().filter(|row| row.api).map(|row| row.id).collect();
        self.details_of(ids).await
    }

    /// What the workspace shows of each of these campaigns.
    pub(super) async fn details_of(
        &self,
        ids: BTreeSet<CampaignId>,
    ) -> Result<BTreeMap<CampaignId, ObservedCampaign>, Failure> {
        futures_util::stream::iter(ids.into_iter().map(|id| self.details(id)))
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await
    }

    /// Every campaign of either kind, oldest first: new ones then shift no page.
    pub(super) async fn rows(&self) -> Result<Vec<model::ListedCampaign>, Failure> {
        self.rows_since(None).await
    }

    /// The same of campaigns that were edited after a time.
    pub(super) async fn rows_since(
        &self,
        since: Option<Timestamp>,
    ) -> Result<Vec<model::ListedCampaign>, Failure> {
        let since = since.map(|time| time.0.strftime("%Y-%m-%dT%H:%M:%S").to_string());
        let mut rows = Vec::new();
        for page in 0_u32.. {
            let mut query = vec![
                ("page", page.to_string()),
                ("include_archived", "true".to_owned()),
                ("sort_direction", "asc".to_owned()),
            ];
            query.extend(since.clone().map(|time| ("last_edit.time[gt]", time)));
            let list: CampaignList = self.read("/campaigns/list", &query).await?;
            let length = list.campaigns.len();
            for row in list.campaigns {
                rows.push(listed(row)?);
            }
            if length < PAGE {
                break;
            }
        }
        Ok(rows)
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

fn listed(row: ListedCampaign) -> Result<model::ListedCampaign, Failure> {
    let api = row.is_api_campaign();
    let ListedCampaign { id: text, name, tags, last_edited, .. } = row;
    Ok(model::ListedCampaign { id: id(&text)?, name, api, tags, last_edited })
}

fn id(text: &str) -> Result<CampaignId, Failure> {
    CampaignId::parse(text).map_err(|_| {
        Failure::Unexpected(format!("it lists a campaign with the id `{}`", quote(text)))
    })
}
