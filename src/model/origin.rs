//! Where an id comes from, and how the sandbox's ids are derived.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{CampaignId, CampaignKey, MessageKey, VariationId, WorkspaceName};

/// How a campaign's id came to be known. A `sandbox` id is never sent to a live endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Derived here, for the local Braze.
    Sandbox,
    /// Copied from a template campaign by request.
    Duplicated,
    /// Found in the workspace by listing it.
    Adopted,
    /// Given by hand, then verified.
    Bound,
}

/// The identity of a project across clones and renames, made once by `init`.
pub type Lineage = Uuid;

/// The id that the sandbox gives a campaign: the same in every clone. A later `generation` is
/// another campaign under the same key.
pub fn sandbox_campaign_id(
    lineage: Lineage,
    workspace: &WorkspaceName,
    campaign: &CampaignKey,
    generation: u32,
) -> CampaignId {
    let name = format!("{workspace}/{campaign}/{generation}");
    let id = Uuid::new_v5(&lineage, name.as_bytes()).to_string();
    CampaignId::parse(&id).expect("a UUID is an id")
}

/// The id that the sandbox gives a message of a campaign.
pub fn sandbox_variation_id(
    campaign: &CampaignId,
    message: &MessageKey,
    generation: u32,
) -> VariationId {
    let name = format!("campaignctl/{campaign}/{message}/{generation}");
    let id = Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).to_string();
    VariationId::parse(&id).expect("a UUID is an id")
}
