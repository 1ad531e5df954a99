//! A campaign that was asked for, and of which no id is known yet.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{CampaignId, Timestamp};

/// What was asked of the workspace, or of a person. It stands until its result is recorded, or
/// somebody says that it has none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The title that the new campaign is to have.
    pub title: String,
    /// What a copy was asked of; `None`: a person was asked to make it.
    pub template: Option<CampaignId>,
    /// Campaigns that had the title before.
    pub before: BTreeSet<CampaignId>,
    pub at: Timestamp,
}

impl Asked {
    /// What Braze takes at most until a change is to be seen.
    const AT_MOST: jiff::SignedDuration = jiff::SignedDuration::from_mins(5);

    /// Whether it should have been there for long. People take the time that they take.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.template.is_some() && now.0.duration_since(self.at.0) >= Self::AT_MOST
    }
}
