//! What the lockfile records, as values.

use std::collections::BTreeMap;

use litemap::LiteMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::{
    CampaignId, CampaignKey, Channel, Conversion, Delivery, Digest, Lineage, MessageKey, Origin,
    ParamType, VariationId, WorkspaceName,
};

/// The recorded state of one workspace.
#[derive(Clone, Debug, PartialEq)]
pub struct Lock {
    pub workspace: WorkspaceName,
    pub lineage: Lineage,
    pub campaigns: BTreeMap<CampaignKey, Entry>,
    /// Header fields of a newer minor version, kept as they are.
    pub unknown: BTreeMap<String, Value>,
}

impl Lock {
    /// The recorded state of a workspace to which nothing was applied yet.
    pub fn new(workspace: WorkspaceName, lineage: Lineage) -> Self {
        Self { workspace, lineage, campaigns: BTreeMap::new(), unknown: BTreeMap::new() }
    }
}

/// One campaign as it was applied. It stays, `retired`, after its definition is gone: an id is
/// never given twice.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// `None` until the workspace has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign_id: Option<CampaignId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    #[serde(skip_serializing_if = "is_false")]
    pub retired: bool,
    #[serde(skip_serializing_if = "is_false")]
    pub protected: bool,
    /// How many campaigns this key has had before this one.
    #[serde(skip_serializing_if = "is_zero")]
    pub generation: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversions: Option<Vec<Conversion>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, ParamType>,
    #[serde(skip_serializing_if = "is_default")]
    pub delivery: Delivery,
    /// Ids that belonged to this key and were replaced. They are never given again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<Former>,
    #[serde(skip_serializing_if = "LiteMap::is_empty")]
    pub messages: LiteMap<MessageKey, MessageEntry>,
    /// Fields of a newer minor version, kept as they are.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

/// The ids of an earlier generation: of a whole campaign, or of messages within the present one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Former {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign_id: Option<CampaignId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    pub messages: BTreeMap<MessageKey, VariationId>,
    /// Fields of a newer minor version, kept as they are.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

/// One message as it was applied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MessageEntry {
    pub channel: Channel,
    /// `None` until the workspace has it; the message may be released before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_variation_id: Option<VariationId>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub retired: bool,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub generation: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The digest of the released content in reference form; `None` while nothing is released.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released: Option<Digest>,
    /// The short values of the released content by the path of their field (`alert/title`,
    /// `buttons[0]/text`), in reference form.
    #[serde(default, skip_serializing_if = "LiteMap::is_empty")]
    pub fields: LiteMap<String, Value>,
    /// The long texts of the released content by the path of their field.
    #[serde(default, skip_serializing_if = "LiteMap::is_empty")]
    pub texts: LiteMap<String, TextEntry>,
    /// Fields of a newer minor version, kept as they are.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

impl MessageEntry {
    /// What is recorded of a message before it has an id or a release.
    pub fn new(channel: Channel) -> Self {
        Self {
            channel,
            message_variation_id: None,
            retired: false,
            generation: 0,
            name: None,
            released: None,
            fields: LiteMap::new(),
            texts: LiteMap::new(),
            unknown: BTreeMap::new(),
        }
    }
}

/// A long text as its source pieces: the text itself first, then what it includes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextEntry {
    pub pieces: Vec<PieceEntry>,
    /// The workspace variables it used, with their values at the release.
    #[serde(default, skip_serializing_if = "LiteMap::is_empty")]
    pub vars: LiteMap<String, String>,
    /// Fields of a newer minor version, kept as they are.
    #[serde(flatten)]
    pub unknown: BTreeMap<String, Value>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PieceEntry {
    /// From the project's root, `/`-separated.
    pub path: String,
    /// The text lies in `campaigns.lock.d/` under this digest.
    pub digest: Digest,
}

fn is_default(delivery: &Delivery) -> bool {
    *delivery == Delivery::default()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for this signature")]
fn is_false(value: &bool) -> bool {
    !value
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for this signature")]
fn is_zero(value: &u32) -> bool {
    *value == 0
}
