//! One workspace of `campaignctl.yaml`.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::Value;

use crate::model::{CampaignId, Channel};

/// A Braze workspace as the project knows it: where it is, and what names stand for in it.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkspaceSpec {
    pub target: Target,
    /// Operations that cannot be undone ask a second question.
    pub protected: bool,
    /// Names of apps with their `app_id`.
    pub apps: IndexMap<String, String>,
    /// Names of subscription groups with their `subscription_group_id`.
    pub subscription_groups: IndexMap<String, String>,
    /// Names of segments with their `segment_id`; other names are looked up in the workspace.
    pub segments: IndexMap<String, String>,
    /// Campaigns that may be duplicated to make new ones.
    pub templates: Vec<Template>,
    /// Groups of `external_user_id`s for test sends.
    pub test_recipients: IndexMap<String, Vec<String>>,
    /// What `@{name}` stands for: texts, numbers and booleans; null where something else is written.
    pub vars: BTreeMap<String, Value>,
    /// Something that this workspace must know, before the lockfile has an id of it.
    pub proof: Option<Proof>,
}

/// Where a workspace is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The local Braze, in this process.
    Sandbox { unknown_recipients: UnknownRecipients },
    Endpoint {
        /// Scheme and authority, without a slash at the end.
        url: String,
        /// The environment variable that holds the key; its name begins with `BRAZE_`.
        api_key_env: String,
        /// Neither on Braze's list of hosts nor on loopback: needs `CAMPAIGNCTL_ALLOW_ENDPOINT`.
        foreign: bool,
    },
}

/// What the local Braze does with a recipient it does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownRecipients {
    /// They become reachable users, so that a newcomer's list works.
    #[default]
    Create,
    /// They get nothing, as in Braze.
    Ignore,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    pub campaign_id: CampaignId,
    pub channels: Vec<Channel>,
}

/// An id that only the right workspace answers for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    Segment(String),
    Campaign(CampaignId),
}
