//! Campaigns for programs: version 1. Fields are only ever added; readers ignore what they do not know.

use std::collections::BTreeMap;
use std::io;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// The campaigns of a workspace, version 1.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "campaignctl list, version 1")]
pub struct ListV1 {
    /// Always 1.
    pub version: u32,
    pub workspace: String,
    /// By key.
    pub campaigns: Vec<ListedV1>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ListedV1 {
    /// The campaign's key.
    pub campaign: String,
    /// Its title; `null` when nobody manages it.
    pub name: Option<String>,
    pub state: StateV1,
    /// `null` until the workspace has it.
    pub campaign_id: Option<String>,
    pub messages: Vec<ListedMessageV1>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ListedMessageV1 {
    /// The message's key.
    pub message: String,
    /// As requests spell it.
    pub channel: &'static str,
    /// `null` until the workspace has it.
    pub message_variation_id: Option<String>,
    /// Whether some content of it was released.
    pub released: bool,
}

/// Where a campaign stands between git and the workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StateV1 {
    /// Defined and not applied yet.
    New,
    /// Applied, and without an id until a person made it in the dashboard.
    Pending,
    Active,
    Retired,
}

/// One campaign, version 1.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "campaignctl show, version 1")]
pub struct ShowV1 {
    /// Always 1.
    pub version: u32,
    pub workspace: String,
    /// The campaign's key.
    pub campaign: String,
    /// What the definitions say; `null` when it is not defined any more.
    pub defined: Option<DefinedV1>,
    /// The entry of the lockfile, field by field as it stands there; `null` when it was not applied yet.
    #[schemars(with = "Option<RecordedV1>")]
    pub recorded: Option<Value>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DefinedV1 {
    /// `FILE:LINE`.
    pub file: String,
    /// The title; `null` when nobody manages it, as with the next three.
    pub name: Option<String>,
    pub description: Option<String>,
    pub tags: Option<Vec<String>>,
    /// Each with its event and `within_seconds`.
    pub conversions: Option<Vec<Value>>,
    /// The types of the values that each send supplies.
    pub params: BTreeMap<String, Value>,
    pub delivery: Value,
    pub protected: bool,
    /// By key, in the order of the file.
    #[schemars(with = "BTreeMap<String, DefinedMessageV1>")]
    pub messages: indexmap::IndexMap<String, DefinedMessageV1>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct DefinedMessageV1 {
    /// As requests spell it.
    pub channel: &'static str,
    pub name: Option<String>,
    pub draft: bool,
    /// Whether exactly this content is released.
    pub released: bool,
    /// The fields of the message object; params and secrets are references in it.
    #[schemars(with = "BTreeMap<String, Value>")]
    pub content: Value,
}

/// What a lockfile has of a campaign. Absent is what there is nothing to say of.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
struct RecordedV1 {
    #[schemars(skip_serializing_if = "Option::is_none")]
    campaign_id: Option<String>,
    #[schemars(skip_serializing_if = "Option::is_none")]
    origin: Option<String>,
    #[schemars(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[schemars(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[schemars(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<String>>,
    #[schemars(skip_serializing_if = "Option::is_none")]
    conversions: Option<Vec<Value>>,
    #[schemars(skip_serializing_if = "Option::is_none")]
    params: Option<BTreeMap<String, Value>>,
    #[schemars(skip_serializing_if = "Option::is_none")]
    retired: Option<bool>,
    #[schemars(skip_serializing_if = "Option::is_none")]
    protected: Option<bool>,
    /// By key.
    #[schemars(skip_serializing_if = "Option::is_none")]
    messages: Option<BTreeMap<String, RecordedMessageV1>>,
}

#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
struct RecordedMessageV1 {
    channel: String,
    #[schemars(skip_serializing_if = "Option::is_none")]
    message_variation_id: Option<String>,
    #[schemars(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[schemars(skip_serializing_if = "Option::is_none")]
    retired: Option<bool>,
    /// The digest of the released content.
    #[schemars(skip_serializing_if = "Option::is_none")]
    released: Option<String>,
}

/// Writes a value, with a line break at its end.
///
/// # Errors
/// When `out` cannot be written.
pub fn json(out: &mut dyn io::Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}
