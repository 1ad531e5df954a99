//! The types that a world file is read into, and that its schema is made from.

#![expect(clippy::struct_field_names, reason = "the names are those of Braze")]

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::sandbox::settings::Settings;

/// Everything that a sandbox's workspace begins with. Loading it again changes nothing.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    /// Always 1.
    #[schemars(range(min = 1, max = 1))]
    #[expect(dead_code, reason = "the schema has judged it")]
    version: u32,

    /// How this Braze behaves where Braze leaves it open.
    #[serde(default)]
    #[schemars(with = "Settings")]
    pub(super) settings: Map<String, Value>,

    /// The keys of the workspace; without any, `sandbox` may do everything.
    #[serde(default)]
    pub(super) keys: Vec<Key>,

    /// Apps. Once there is one, messages that name another are refused.
    #[serde(default)]
    pub(super) apps: Vec<Named>,

    /// Subscription groups. Once there is one, requests that name another are refused.
    #[serde(default)]
    pub(super) subscription_groups: Vec<Named>,

    /// Segments.
    #[serde(default)]
    pub(super) segments: Vec<Segment>,

    /// Users.
    #[serde(default)]
    pub(super) users: Vec<User>,

    /// Content blocks.
    #[serde(default)]
    pub(super) content_blocks: Vec<ContentBlock>,

    /// Email templates. Once there is one, emails that name another are refused.
    #[serde(default)]
    pub(super) email_templates: Vec<EmailTemplate>,

    /// API campaigns and API-triggered campaigns.
    #[serde(default)]
    pub(super) campaigns: Vec<Campaign>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Key {
    /// What requests carry as their bearer. It opens this sandbox only; a real key has no place here.
    #[schemars(length(min = 1))]
    pub(super) key: String,

    /// What it may do, as `messages.send`; left out, everything.
    #[serde(default)]
    pub(super) permissions: Option<Vec<String>>,

    /// The addresses that may use it; left out, all.
    #[serde(default)]
    pub(super) allowed_ips: Vec<IpAddr>,
}

#[derive(Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    /// The id that requests name.
    #[schemars(length(min = 1))]
    id: String,

    /// What people call it.
    #[serde(default)]
    name: String,
}

#[derive(Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Segment {
    /// The id that requests name.
    #[schemars(length(min = 1))]
    id: String,

    /// Its title.
    #[schemars(length(min = 1))]
    name: String,

    /// What it is for.
    #[serde(default)]
    description: String,

    /// Its tags.
    #[serde(default)]
    tags: Vec<String>,

    /// Who is in it, as a connected audience; left out, everybody.
    #[serde(default)]
    audience: Option<Map<String, Value>>,
}

/// A user: identifiers, what is known of them, and any attribute beside.
#[derive(Deserialize, JsonSchema, Serialize)]
pub(super) struct User {
    /// The id that sends name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    external_id: Option<String>,

    /// A name for who has no external id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user_alias: Option<Alias>,

    /// Makes email reach them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    email: Option<String>,

    /// Makes SMS and `WhatsApp` reach them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    phone: Option<String>,

    #[serde(flatten)]
    attributes: Map<String, Value>,
}

#[derive(Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
struct Alias {
    /// The name.
    alias_name: String,
    /// Its kind.
    alias_label: String,
}

#[derive(Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContentBlock {
    /// Its id.
    #[schemars(length(min = 1))]
    content_block_id: String,

    /// What Liquid calls it.
    #[schemars(length(min = 1))]
    name: String,

    /// HTML or text.
    #[schemars(length(min = 1))]
    content: String,

    /// What it is for.
    #[serde(default)]
    description: String,

    /// `active`, which is the default, or `draft`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    state: Option<String>,

    /// Its tags.
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EmailTemplate {
    /// The id that emails name.
    #[schemars(length(min = 1))]
    email_template_id: String,

    /// Its title.
    #[schemars(length(min = 1))]
    template_name: String,

    /// The subject of emails that have none.
    #[schemars(length(min = 1))]
    subject: String,

    /// The body of emails that have none.
    #[schemars(length(min = 1))]
    body: String,

    /// The text beside the subject.
    #[serde(default)]
    preheader: String,

    /// The body without HTML.
    #[serde(default)]
    plaintext_body: String,

    /// Its tags.
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Campaign {
    /// The id that sends name.
    #[schemars(length(min = 1))]
    pub(super) id: String,

    /// Its title.
    #[schemars(length(min = 1))]
    name: String,

    /// What it is for.
    #[serde(default)]
    description: String,

    /// Its tags.
    #[serde(default)]
    tags: Vec<String>,

    /// `false`: an API-triggered campaign, whose messages are in the dashboard.
    #[serde(default = "yes")]
    is_api_campaign: bool,

    /// Whether somebody has to launch it first.
    #[serde(default)]
    draft: bool,

    /// Whether it is archived.
    #[serde(default, skip_serializing)]
    pub(super) archived: bool,

    /// Its conversion events, the primary one first, as details export them.
    #[serde(default)]
    #[schemars(length(max = 4))]
    conversion_behaviors: Vec<Map<String, Value>>,

    /// Its message variations.
    #[serde(default, skip_serializing)]
    pub(super) messages: Vec<Message>,
}

#[derive(Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Message {
    /// The `message_variation_id` that sends carry.
    #[schemars(length(min = 1))]
    pub(super) id: String,

    /// As sends spell it: `email`, `apple_push`.
    channel: String,

    /// Its title.
    #[serde(default)]
    name: String,
}

fn yes() -> bool {
    true
}
