//! What a workspace answers now.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CampaignId, Channel, Conversion, VariationId};

/// The observed state, and what can be done about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Observed {
    /// `None` when nobody asked (`--offline`): everything is then assumed as recorded.
    pub campaigns: Option<BTreeMap<CampaignId, ObservedCampaign>>,
    pub abilities: Abilities,
    /// Whether a sandbox stands in for the workspace: ids that are found are the sandbox's.
    pub stand_in: bool,
}

/// One API campaign as the workspace shows it ("Export campaign details").
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObservedCampaign {
    pub name: String,
    pub description: String,
    /// Sorted.
    pub tags: Vec<String>,
    pub archived: bool,
    pub draft: bool,
    pub conversions: Vec<Conversion>,
    pub messages: BTreeMap<VariationId, ObservedMessage>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObservedMessage {
    /// `None` for a channel that API campaigns do not have.
    pub channel: Option<Channel>,
    pub name: Option<String>,
}

/// What the far side can do, and do twice without harm. The planner asks this and nothing else.
#[expect(clippy::struct_excessive_bools, reason = "four independent facts, named")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Abilities {
    /// Create a campaign or a message under an id that we derive.
    pub create: bool,
    /// Change title, description, tags.
    pub edit: bool,
    /// Archive and unarchive.
    pub archive: bool,
    /// Copy a template campaign (`/campaigns/duplicate`).
    pub duplicate: bool,
}
