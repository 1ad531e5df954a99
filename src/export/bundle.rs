//! The bundle, version 1. Its form is a promise: fields are only added.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::lock::{Entry, Lock, MessageEntry};
use crate::model::{
    CampaignId, CampaignKey, Channel, Content, Delivery, Digest, MessageKey, Origin, ParamType,
    SubscriptionState, VariationId,
};
use crate::render::{Filled, Part, Place};

/// Everything of one workspace that an application may send, made by `campaignctl export`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(title = "campaignctl bundle, version 1")]
pub struct Bundle {
    /// Always 1.
    pub version: u32,
    /// The workspace that the ids belong to.
    pub workspace: String,
    /// The identity of the project, the same in all its workspaces.
    pub lineage: String,
    /// By key.
    #[schemars(with = "BTreeMap<String, Campaign>")]
    pub campaigns: BTreeMap<CampaignKey, Campaign>,
    /// What is recorded and cannot be sent yet.
    pub left_out: Vec<LeftOut>,
}

/// A campaign with an id and at least one released message.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "BundleCampaign")]
pub struct Campaign {
    /// The title in the dashboard, if it is managed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub name: Option<String>,
    /// What it is for, if that is managed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub description: Option<String>,
    /// For the request's `campaign_id`.
    #[schemars(with = "String")]
    pub campaign_id: CampaignId,
    /// How the id came to be known. An id of the `sandbox` means nothing to Braze.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "OriginName")]
    pub origin: Option<Origin>,
    /// The values that each send supplies, with their types.
    #[schemars(with = "BTreeMap<String, ParamTypeName>")]
    pub params: BTreeMap<String, ParamType>,
    /// What each request says besides its content; the names are Braze's.
    #[schemars(with = "DeliveryFields")]
    pub delivery: Delivery,
    /// By key.
    #[schemars(with = "BTreeMap<String, Message>")]
    pub messages: BTreeMap<MessageKey, Message>,
}

/// A released message with an id.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "BundleMessage")]
pub struct Message {
    /// The key under the request's `messages`.
    #[schemars(with = "ChannelName")]
    pub channel: Channel,
    /// The variation's title in the dashboard, if it is managed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub name: Option<String>,
    /// For the message object.
    #[schemars(with = "String")]
    pub message_variation_id: VariationId,
    /// The digest of the released content: SHA-256 of it as JSON with sorted keys and no spaces.
    #[schemars(with = "String")]
    pub released: Digest,
    /// The params that this message needs.
    pub params: BTreeSet<String>,
    /// The secrets that this message needs.
    pub secrets: BTreeSet<String>,
    /// The message object without `message_variation_id`, in reference form: a param is
    /// `@{param.x}`, a secret `@{secret.X}`, a literal `@{` is `@@{`.
    #[schemars(with = "BTreeMap<String, Value>")]
    pub content: Content,
    /// Every text of the content that is not sent as it stands, and what to put there instead.
    pub substitutions: Vec<Substitution>,
}

/// A text, in parts to be joined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Substitution {
    /// Where the text stands in the content, as a JSON Pointer (RFC 6901).
    pub at: String,
    /// In order. One part that is escaped as `typed` replaces the text by the value itself.
    pub segments: Vec<Segment>,
}

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Segment {
    /// Text that is sent as it stands.
    Literal { literal: String },
    /// A value that the application supplies.
    Param { param: String, escape: Place },
    /// A value that only the sending process knows.
    Secret { secret: String, escape: Place },
}

/// Something that is recorded and cannot be sent yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeftOut {
    #[schemars(with = "String")]
    pub campaign: CampaignKey,
    /// Absent when it is the whole campaign.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub message: Option<MessageKey>,
    pub reason: Reason,
}

/// Why something cannot be sent yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// No content of it is released: it is a draft, or has no messages.
    NotReleased,
    /// The message waits for its `message_variation_id`.
    MessageHasNoId,
    /// The campaign waits for its `campaign_id`.
    CampaignHasNoId,
}

impl Bundle {
    pub(super) fn of(lock: &Lock) -> Self {
        Self {
            version: 1,
            workspace: lock.workspace.to_string(),
            lineage: lock.lineage.to_string(),
            campaigns: BTreeMap::new(),
            left_out: Vec::new(),
        }
    }
}

impl Campaign {
    pub(super) fn of(campaign_id: CampaignId, entry: &Entry) -> Self {
        Self {
            name: entry.name.clone(),
            description: entry.description.clone(),
            campaign_id,
            origin: entry.origin,
            params: entry.params.clone(),
            delivery: entry.delivery.clone(),
            messages: BTreeMap::new(),
        }
    }
}

impl LeftOut {
    pub(super) fn campaign(campaign: &CampaignKey, reason: Reason) -> Self {
        Self { campaign: campaign.clone(), message: None, reason }
    }

    pub(super) fn message(campaign: &CampaignKey, message: &MessageKey, reason: Reason) -> Self {
        Self { campaign: campaign.clone(), message: Some(message.clone()), reason }
    }
}

impl From<Filled> for Substitution {
    fn from(filled: Filled) -> Self {
        let segments = filled.parts.into_iter().map(|part| match part {
            Part::Literal(literal) => Segment::Literal { literal },
            Part::Param(param, escape) => Segment::Param { param, escape },
            Part::Secret(secret, escape) => Segment::Secret { secret, escape },
        });
        Self { at: filled.pointer, segments: segments.collect() }
    }
}

/// Why a message cannot be sent yet; `None` when it can.
pub(super) fn reason(message: &MessageEntry) -> Option<Reason> {
    match (message.released, &message.message_variation_id) {
        (None, _) => Some(Reason::NotReleased),
        (Some(_), None) => Some(Reason::MessageHasNoId),
        (Some(_), Some(_)) => None,
    }
}

// The words of `model`, for the schema alone: `model` knows no schemas.

#[derive(JsonSchema)]
#[schemars(rename = "Channel", rename_all = "snake_case")]
#[expect(dead_code, reason = "the schema is read from it")]
enum ChannelName {
    AndroidPush,
    ApplePush,
    ContentCard,
    Email,
    KindlePush,
    Sms,
    WebPush,
    Webhook,
    WhatsApp,
}

#[derive(JsonSchema)]
#[schemars(rename = "Origin", rename_all = "snake_case")]
#[expect(dead_code, reason = "the schema is read from it")]
enum OriginName {
    Sandbox,
    Duplicated,
    Adopted,
    Bound,
}

#[derive(JsonSchema)]
#[schemars(rename = "ParamType", rename_all = "snake_case")]
#[expect(dead_code, reason = "the schema is read from it")]
enum ParamTypeName {
    String,
    Integer,
    Number,
    Boolean,
}

#[derive(JsonSchema)]
#[schemars(rename = "Delivery")]
#[expect(dead_code, reason = "the schema is read from it")]
struct DeliveryFields {
    /// Ignore the workspace's frequency caps.
    #[schemars(skip_serializing_if = "Option::is_none", with = "bool")]
    override_frequency_capping: Option<bool>,
    /// Who may receive it, by subscription state.
    #[schemars(skip_serializing_if = "Option::is_none", with = "SubscriptionStateName")]
    recipient_subscription_state: Option<SubscriptionState>,
}

#[derive(JsonSchema)]
#[schemars(rename = "SubscriptionState", rename_all = "snake_case")]
#[expect(dead_code, reason = "the schema is read from it")]
enum SubscriptionStateName {
    OptedIn,
    Subscribed,
    All,
}
