//! A campaign file.

use std::borrow::Cow;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use super::{Conversion, Message};
use crate::model;

/// What a key looks like; [`crate::model::CampaignKey::parse`] says the same with reasons.
pub(super) const KEY: &str = "^[a-z0-9][a-z0-9_-]{0,62}$";
pub(super) const KEY_MESSAGE: &str = "expected a key: up to 63 lower-case letters, digits, `-` and `_`, beginning with a letter or digit";

/// One API campaign. Absent `name`, `description`, `tags` and `conversions` are left as the dashboard has them.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    /// The campaign's key: its identity in git, whatever its file or its title is called.
    #[schemars(extend("pattern" = KEY, "errorMessage" = KEY_MESSAGE))]
    #[schemars(example = &"order-shipped")]
    pub campaign: String,
    /// The title that people see in the dashboard. Without it a new campaign is named by its key.
    #[schemars(length(min = 1))]
    pub name: Option<String>,
    /// What the campaign is for.
    pub description: Option<String>,
    /// The tags in the dashboard, at most 175. `[]` means none.
    #[schemars(extend("uniqueItems" = true, "maxItems" = 175), inner(length(min = 1)))]
    #[schemars(example = ["transactional", "orders"])]
    pub tags: Option<Vec<String>>,
    /// The values that each send supplies, by name, with their types. Texts use them as `@{param.name}`.
    #[serde(default)]
    #[schemars(extend("propertyNames" = names()))]
    #[schemars(example = serde_json::json!({ "order": "string" }))]
    #[schemars(with = "IndexMap<String, ParamType>")]
    pub params: IndexMap<String, model::ParamType>,
    /// Up to four conversion events, A (primary) to D. Braze freezes them when the campaign is launched. `[]` means none.
    #[schemars(length(max = 4))]
    pub conversions: Option<Vec<Conversion>>,
    /// What each send says besides its messages.
    #[serde(default)]
    pub delivery: Delivery,
    /// Retiring the campaign needs a second word, even after its definition is gone.
    #[serde(default)]
    pub protected: bool,
    /// Not written yet: nothing of it is released or sent.
    #[serde(default)]
    pub draft: bool,
    /// The key that the campaign had before. Its ids move along.
    #[schemars(extend("pattern" = KEY, "errorMessage" = KEY_MESSAGE))]
    pub moved_from: Option<String>,
    /// The workspaces that have it. Without it, all of the project.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    pub workspaces: Option<Vec<String>>,
    /// Reserved for a later version.
    #[serde(default)]
    #[schemars(with = "Option<Reserved>")]
    pub locales: Option<serde_json::Value>,
    /// The message variations by their keys. Two may share a channel.
    #[schemars(extend("propertyNames" = keys(), "minProperties" = 1))]
    pub messages: IndexMap<String, Message>,
}

/// What each send says besides its messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// Send also to users who have reached the workspace's frequency cap.
    #[schemars(extend("default" = false))]
    pub override_frequency_capping: Option<bool>,
    /// Who may receive it, by subscription state.
    #[schemars(with = "Option<SubscriptionState>", extend("default" = "subscribed"))]
    pub recipient_subscription_state: Option<model::SubscriptionState>,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is of use")]
enum SubscriptionState {
    /// Only users who opted in.
    OptedIn,
    /// Users who subscribed or opted in.
    Subscribed,
    /// Everybody, unsubscribed users too.
    All,
}

#[derive(JsonSchema)]
#[schemars(rename_all = "snake_case")]
#[expect(dead_code, reason = "only its schema is of use")]
enum ParamType {
    /// A text.
    String,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
}

impl From<Delivery> for model::Delivery {
    fn from(delivery: Delivery) -> Self {
        Self {
            override_frequency_capping: delivery.override_frequency_capping,
            recipient_subscription_state: delivery.recipient_subscription_state,
        }
    }
}

/// A schema for keys of a map.
pub(super) fn keys() -> serde_json::Value {
    serde_json::json!({ "pattern": KEY, "errorMessage": KEY_MESSAGE })
}

/// A schema for names of params and variables.
pub(super) fn names() -> serde_json::Value {
    serde_json::json!({
        "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
        "errorMessage": "expected a name: letters, digits and `_`, not beginning with a digit",
    })
}

/// A word that a later version will give a meaning.
pub(super) struct Reserved;

impl JsonSchema for Reserved {
    fn schema_name() -> Cow<'static, str> {
        "Reserved".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "not": {},
            "errorMessage": "this word is reserved for a later version",
            "doNotSuggest": true,
        })
    }
}
