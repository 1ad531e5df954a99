//! One step of a plan.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Difference, Record};
use crate::model::{CampaignId, CampaignKey, Change, MessageKey, Place};

/// What is to be done to one campaign or message, in full.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    pub kind: Kind,
    pub campaign: CampaignKey,
    /// `None` when it concerns the campaign itself.
    pub message: Option<MessageKey>,
    pub by: Mover,
    pub mode: Mode,
    /// Where the definition is; `None` when it is gone.
    pub place: Option<Place>,
    /// For people: what changes.
    pub differences: Vec<Difference>,
    /// For people: what a manual operation asks of them, or what they may do besides.
    pub steps: Vec<String>,
    /// For the workspace, in order. A manual operation has none.
    pub changes: Vec<Change>,
    /// For the lockfile, once every change is held. A manual operation has none.
    pub records: Vec<Record>,
    /// Long texts that the records refer to.
    pub pieces: Vec<String>,
    /// What is to appear in the workspace, or has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awaits: Option<Awaited>,
}

/// A campaign of which no id is told when it is made: it is known by its title.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Awaited {
    pub title: String,
    /// Campaigns that have the title and are not it.
    pub before: BTreeSet<CampaignId>,
}

impl Operation {
    pub(super) fn new(kind: Kind, campaign: &CampaignKey) -> Self {
        Self {
            kind,
            campaign: campaign.clone(),
            message: None,
            by: Mover::You,
            mode: Mode::Automatic,
            place: None,
            differences: Vec::new(),
            steps: Vec::new(),
            changes: Vec::new(),
            records: Vec::new(),
            pieces: Vec::new(),
            awaits: None,
        }
    }

    pub(super) fn message(mut self, key: &MessageKey) -> Self {
        self.message = Some(key.clone());
        self
    }

    pub(super) fn at(mut self, place: &Place) -> Self {
        self.place = Some(place.clone());
        self
    }

    /// Leaves it to a person: nothing is changed or recorded until the workspace shows that it is
    /// done. Without a step nobody knows yet who has to do it.
    pub(super) fn by_hand(mut self, steps: Vec<String>) -> Self {
        self.mode = if steps.is_empty() { Mode::Later } else { Mode::Manual };
        self.steps = steps;
        self.changes.clear();
        self.records.clear();
        self.pieces.clear();
        self
    }

    /// Whether it waits: for a person, or for a plan that asks the workspace.
    pub fn is_manual(&self) -> bool {
        self.mode != Mode::Automatic
    }

    /// Whether an apply without the workspace does it, too: the workspace need not hear of it, and
    /// nothing that it shows is recorded.
    pub fn is_offline(&self) -> bool {
        let gets_ids =
            matches!(self.kind, Kind::Create | Kind::Bind | Kind::Replace | Kind::AddMessage);
        !self.is_manual() && self.changes.is_empty() && !gets_ids && self.by != Mover::Dashboard
    }
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Another key, the same ids.
    Move,
    /// A campaign gets its ids.
    Create,
    /// A campaign that is there already becomes a definition's.
    Bind,
    /// A campaign gets new ids: what changed cannot change after launch.
    Replace,
    /// What was retired or lost is there again, under its own ids.
    Restore,
    /// Title, description, tags and what else is not content.
    Edit,
    /// A message gets its id.
    AddMessage,
    /// Content is recorded as approved.
    Release,
    /// A message's definition is gone; its id stays reserved.
    RemoveMessage,
    /// A campaign's definition is gone; its ids stay reserved.
    Retire,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    Automatic,
    /// A person does it.
    Manual,
    /// Left for a plan that asks the workspace: it or a person does it.
    Later,
}

/// Who made the difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mover {
    /// The definitions moved.
    You,
    /// The workspace moved.
    Dashboard,
    Both,
}

impl Mover {
    pub(super) fn and(self, other: Self) -> Self {
        if self == other { self } else { Self::Both }
    }
}
