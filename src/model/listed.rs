//! One row of the list of a workspace's campaigns.

use super::CampaignId;

/// A campaign as the list shows it, of either kind ("Export campaigns list").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedCampaign {
    pub id: CampaignId,
    pub name: String,
    /// Whether it is an API campaign: only those have ids that sends carry.
    pub api: bool,
    pub tags: Vec<String>,
    /// As the workspace spells it.
    pub last_edited: Option<String>,
}
