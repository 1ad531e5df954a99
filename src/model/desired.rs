//! Everything that the definitions say about one workspace.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Campaign, CampaignKey};

/// The desired state: what git says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Desired {
    pub campaigns: BTreeMap<CampaignKey, Campaign>,
    /// Campaigns whose definitions could not be read, or were left out by a filter: a plan says
    /// nothing about them, and while `partial` holds nothing is retired.
    pub partial: bool,
}

/// Where a person finds something: a file from the project's root, and a line from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub file: String,
    pub line: usize,
}
