//! The project's file, `campaignctl.yaml`.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::campaign::{KEY, KEY_MESSAGE, keys};
use super::{Audience, Defaults, Workspace};

/// A project: where its campaigns are, and the workspaces that they go to.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Project {
    /// The version of this format: 1.
    #[schemars(extend("const" = 1))]
    pub version: u32,
    /// What makes the project unique: a UUID that `init` makes and nobody changes. The ids of the sandbox are derived from it.
    #[schemars(extend(
        "pattern" = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
        "errorMessage" = "expected a UUID, such as 7c9e6679-7425-40de-944b-e07fc1f90ae7"
    ))]
    #[schemars(example = &"7c9e6679-7425-40de-944b-e07fc1f90ae7")]
    pub lineage: String,
    /// Patterns of the campaign files, from the project's root.
    #[serde(default = "campaign_files")]
    #[schemars(length(min = 1), inner(length(min = 1)))]
    pub campaigns: Vec<String>,
    /// The workspace that commands take when none is named.
    #[schemars(extend("pattern" = KEY, "errorMessage" = KEY_MESSAGE))]
    #[schemars(example = &"local")]
    pub default_workspace: String,
    /// Fields that every message of a channel has, unless it says otherwise.
    #[serde(default)]
    #[schemars(extend("default" = {}))]
    pub defaults: Defaults,
    /// The workspaces by name.
    #[schemars(extend("propertyNames" = keys(), "minProperties" = 1))]
    pub workspaces: IndexMap<String, Workspace>,
    /// Connected audiences by name: filters over users, which `send --audience NAME` sends to.
    #[serde(default)]
    #[schemars(extend("propertyNames" = keys()))]
    #[schemars(example = serde_json::json!({ "gold": { "custom_attribute": {
        "custom_attribute_name": "tier", "comparison": "equals", "value": "gold",
    } } }))]
    pub audiences: IndexMap<String, Audience>,
    /// The severity of single rules by their ids, as `campaignctl explain` names them.
    #[serde(default)]
    #[schemars(extend("propertyNames" = rules()))]
    #[schemars(example = serde_json::json!({ "insecure-link": "error" }))]
    pub lints: IndexMap<String, LintLevel>,
}

/// What a broken rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LintLevel {
    /// Stops the command.
    Error,
    /// Is shown, and stops nothing.
    Warning,
    /// Is shown as a remark.
    Note,
    /// Is not shown.
    Off,
}

fn campaign_files() -> Vec<String> {
    vec!["campaigns/**/*.yaml".to_owned()]
}

fn rules() -> serde_json::Value {
    serde_json::json!({
        "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
        "errorMessage": "expected the id of a rule, such as `insecure-link`",
    })
}
