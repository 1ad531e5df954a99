//! A workspace of the project: where it is, and what its names stand for.

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema};
use serde::Deserialize;
use serde_json::json;

use super::campaign::names;
use super::message::ChannelWord;
use crate::model::Channel;

/// A Braze workspace, or the sandbox.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(transform = either_sandbox_or_endpoint)]
pub struct Workspace {
    /// The local Braze inside the tool: no account, no network.
    pub sandbox: Option<Sandbox>,
    /// The REST endpoint of the workspace's instance.
    #[schemars(extend(
        "pattern" = "^https?://[^/?#@]+/?$",
        "errorMessage" = "expected the endpoint's address alone, such as https://rest.iad-03.braze.com"
    ))]
    #[schemars(example = &"https://rest.iad-03.braze.com")]
    pub endpoint: Option<String>,
    /// Where the REST API key is. A key is named, never written.
    pub api_key: Option<ApiKey>,
    /// Something that only this workspace knows: read before anything is written, while the lockfile has no id to ask for.
    pub proof: Option<Proof>,
    /// Changes and sends ask for the workspace's name first.
    #[serde(default)]
    pub protected: bool,
    /// The identifiers of apps, by the names that messages use as `app_id`.
    #[serde(default)]
    #[schemars(with = "IndexMap<String, Id>")]
    #[schemars(example = json!({ "storefront": "3f1a8d7c-90b2-4e65-b7f4-c2d81e5a6093" }))]
    pub apps: IndexMap<String, String>,
    /// The identifiers of subscription groups, by the names that messages use as `subscription_group_id`.
    #[serde(default)]
    #[schemars(with = "IndexMap<String, Id>")]
    pub subscription_groups: IndexMap<String, String>,
    /// The identifiers of segments by name. One that is left out is looked up by its name in the workspace.
    #[serde(default)]
    #[schemars(with = "IndexMap<String, Id>")]
    pub segments: IndexMap<String, String>,
    /// API campaigns that `apply` may duplicate to make a new one.
    #[serde(default)]
    pub templates: Vec<Template>,
    /// Groups of external user ids for `send --test`: at most 50 each.
    #[serde(default)]
    #[schemars(example = json!({ "qa": ["user-qa-1", "user-qa-2"] }))]
    #[schemars(with = "IndexMap<String, TestGroup>")]
    pub test_recipients: IndexMap<String, Vec<String>>,
    /// Values that differ between workspaces. Texts use them as `@{name}`.
    #[serde(default)]
    #[schemars(extend("propertyNames" = names()))]
    #[schemars(example = json!({ "site": "https://shop.example.com" }))]
    pub vars: IndexMap<String, VarValue>,
}

/// The local Braze.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sandbox {
    /// What a send does with a recipient whom the sandbox does not know.
    #[schemars(extend("default" = "create"))]
    pub unknown_recipients: Option<UnknownRecipients>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum UnknownRecipients {
    /// Makes them known and reachable, so that any list of users works.
    Create,
    /// Sends them nothing, as Braze does.
    Ignore,
}

/// Where a REST API key is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiKey {
    /// The environment variable that holds the key. Its name begins with `BRAZE_`.
    #[schemars(extend(
        "pattern" = "^BRAZE_[A-Z0-9_]+$",
        "errorMessage" = "expected the name of an environment variable that begins with BRAZE_"
    ))]
    #[schemars(example = &"BRAZE_API_KEY")]
    pub env: String,
}

/// Something that only this workspace knows: a segment, or a campaign of any kind.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend(
    "minProperties" = 1,
    "maxProperties" = 1,
    "errorMessage" = "expected `segment` or `campaign`, one of the two"
))]
pub struct Proof {
    /// The identifier of a segment of the workspace.
    #[schemars(length(min = 1))]
    pub segment: Option<String>,
    /// The identifier of a campaign of the workspace.
    #[schemars(length(min = 1))]
    pub campaign: Option<String>,
}

/// An API campaign that may be duplicated.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its `campaign_id`.
    #[schemars(length(min = 1))]
    pub campaign_id: String,
    /// The channels of its messages, each as often as it has messages of it.
    #[schemars(length(min = 1), with = "Vec<ChannelWord>")]
    pub channels: Vec<Channel>,
}

/// An identifier that Braze gave.
#[derive(JsonSchema)]
#[schemars(inline)]
#[expect(dead_code, reason = "only its schema is of use")]
struct Id(#[schemars(length(min = 1))] String);

/// The external user ids of a group.
#[derive(JsonSchema)]
#[schemars(inline)]
#[expect(dead_code, reason = "only its schema is of use")]
struct TestGroup(#[schemars(length(min = 1, max = 50), inner(length(min = 1)))] Vec<String>);

/// The value of a variable.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum VarValue {
    Boolean(bool),
    Number(serde_json::Number),
    Text(String),
}

impl JsonSchema for VarValue {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "VarValue".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "description": "A text, a number, or `true` or `false`.",
            "type": ["string", "number", "boolean"],
            "errorMessage": "expected a text, a number, or `true` or `false`",
        })
    }
}

fn either_sandbox_or_endpoint(schema: &mut Schema) {
    let never = |name: &str| json!({ "not": {}, "errorMessage": format!("a workspace with `sandbox` has no `{name}`") });
    schema.insert("if".into(), json!({ "required": ["sandbox"] }));
    schema.insert(
        "then".into(),
        json!({ "properties": {
            "endpoint": never("endpoint"),
            "api_key": never("api_key"),
            "proof": never("proof"),
        } }),
    );
    schema.insert(
        "else".into(),
        json!({
            "required": ["endpoint"],
            "errorMessage": "expected `sandbox`, or `endpoint` with `api_key`",
        }),
    );
    schema.insert("dependentRequired".into(), json!({ "endpoint": ["api_key"] }));
}
