//! The answer of `/campaigns/list` ("Export campaigns list").

use serde::Deserialize;

use super::lenient::or_default;

#[derive(Deserialize)]
pub(in crate::braze) struct CampaignList {
    #[serde(default, deserialize_with = "or_default")]
    pub(in crate::braze) campaigns: Vec<ListedCampaign>,
}

#[derive(Deserialize)]
pub(in crate::braze) struct ListedCampaign {
    pub(in crate::braze) id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(in crate::braze) name: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(in crate::braze) tags: Vec<String>,
    #[serde(default)]
    pub(in crate::braze) last_edited: Option<String>,
    #[serde(default)]
    is_api_campaign: Option<bool>,
}

impl ListedCampaign {
    /// A row that does not say is looked at: leaving it out would make it seem to be gone.
    pub(in crate::braze) fn is_api_campaign(&self) -> bool {
        self.is_api_campaign.unwrap_or(true)
    }
}
