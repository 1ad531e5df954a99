//! One change to a workspace: nouns with ids, nothing left to choose.

use serde::{Deserialize, Serialize};

use super::{CampaignId, CampaignKey, Channel, Conversion, MessageKey, VariationId};

/// What a workspace can be asked to do. Doing the same change twice leaves it as doing it once, but
/// for the copy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// Make a campaign under the id given.
    CreateCampaign(NewCampaign),
    /// Make a campaign by copying another one, under an id that nobody knows yet. This one, done
    /// twice, makes two: it is never repeated while it may have been done.
    DuplicateCampaign {
        template: CampaignId,
        name: String,
        /// `None`: the template's.
        description: Option<String>,
        /// `None`: the template's.
        tags: Option<Vec<String>>,
    },
    /// Add a message slot under the id given.
    AddMessage { campaign: CampaignId, message: NewMessage },
    /// Set title, description and tags to these; `None` leaves one as it is.
    EditCampaign {
        campaign: CampaignId,
        name: Option<String>,
        description: Option<String>,
        tags: Option<Vec<String>>,
    },
    /// Set a message's title.
    EditMessage { campaign: CampaignId, variation: VariationId, name: String },
    /// End a campaign. Nothing can be sent with it afterwards.
    ArchiveCampaign { campaign: CampaignId },
    /// Take an ended campaign up again.
    UnarchiveCampaign { campaign: CampaignId },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewCampaign {
    pub key: CampaignKey,
    pub id: CampaignId,
    pub name: String,
    pub description: String,
    pub tags: Vec<String>,
    pub conversions: Vec<Conversion>,
    pub messages: Vec<NewMessage>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewMessage {
    pub key: MessageKey,
    pub id: VariationId,
    pub channel: Channel,
    pub name: String,
}
