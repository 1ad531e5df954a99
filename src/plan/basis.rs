//! What of the workspace a plan builds on: whoever carries it out has to have read that just now.

use std::collections::BTreeSet;

use super::{Plan, Record};
use crate::{lock::Lock, model::CampaignId};

/// Parts of what a workspace shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Basis {
    /// Single campaigns.
    pub campaigns: BTreeSet<CampaignId>,
    /// Which campaigns there are at all: something is about to get its id.
    pub list: bool,
}

impl Plan {
    /// What the operations build on, given the lockfile it was made from. A person's count, too: they may
    /// have been done just now.
    pub fn basis(&self, lock: &Lock) -> Basis {
        let mut basis = Basis::default();
        for operation in &self.operations {
            let written = operation.records.iter().flat_map(Record::campaigns);
            let keys: BTreeSet<_> = written.chain([&operation.campaign]).collect();
            let recorded =
                keys.iter().filter_map(|key| lock.campaigns.get(*key)?.campaign_id.as_ref());
            let recorded: BTreeSet<_> = recorded.cloned().collect();
            basis.list |= recorded.is_empty();
            basis.campaigns.extend(recorded);
            basis.campaigns.extend(operation.records.iter().filter_map(|record| match record {
                Record::Campaign { entry, .. } => entry.campaign_id.clone(),
                _ => None,
            }));
        }
        basis
    }
}
