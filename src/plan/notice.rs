//! What people should know, and nothing is done about.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Difference, Mover};
use crate::model::{CampaignKey, MessageKey, WorkspaceName};

/// A remark on one campaign, or on the plan as a whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    pub kind: NoticeKind,
    pub campaign: Option<CampaignKey>,
    pub message: Option<MessageKey>,
    pub by: Mover,
    /// From what is defined to what the workspace shows.
    pub differences: Vec<Difference>,
    /// One sentence fragment.
    pub text: String,
    /// What to do about it.
    pub help: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// The workspace shows something else than what is defined, and it cannot be changed from here.
    Drift,
    /// The workspace does not have what the lockfile records.
    Missing,
    /// It was archived in the workspace: sends are refused.
    Archived,
    /// Some definitions were not read: nothing is retired.
    Partial,
}

impl Notice {
    pub(super) fn new(kind: NoticeKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            campaign: None,
            message: None,
            by: Mover::Dashboard,
            differences: Vec::new(),
            text: text.into(),
            help: None,
        }
    }

    pub(super) fn on(mut self, campaign: &CampaignKey) -> Self {
        self.campaign = Some(campaign.clone());
        self
    }

    pub(super) fn message(mut self, message: &MessageKey) -> Self {
        self.message = Some(message.clone());
        self
    }

    pub(super) fn showing(mut self, differences: Vec<Difference>) -> Self {
        self.differences = differences;
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// What makes the definition say what the workspace shows.
pub(super) fn accept(key: &CampaignKey, workspace: &WorkspaceName) -> String {
    format!("accept: campaignctl import {key} --update -w {workspace}")
}
