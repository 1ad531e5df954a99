//! A plan that only writes down what is there already: nothing of it is for the workspace.

use super::{Kind, Operation, Plan, Record};
use crate::{
    lock::{Entry, Lock},
    model::CampaignKey,
};

impl Plan {
    /// Records these entries in place of those that the lockfile has; none that is there as it is.
    pub fn recording(lock: &Lock, entries: impl IntoIterator<Item = (CampaignKey, Entry)>) -> Self {
        let mut operations = Vec::new();
        for (key, entry) in entries {
            let old = lock.campaigns.get(&key);
            if old == Some(&entry) {
                continue;
            }
            let mut operation = Operation::new(Kind::Edit, &key);
            operation.records.push(Record::campaign(&key, &entry));
            let changed = entry.messages.iter().filter(|(message, new)| {
                old.and_then(|old| old.messages.get(*message)) != Some(*new)
            });
            operation.records.extend(changed.map(|(name, new)| Record::message(&key, name, new)));
            operations.push(operation);
        }
        Self {
            workspace: lock.workspace.clone(),
            lineage: lock.lineage,
            campaigns: operations.len(),
            unchanged: 0,
            limited: false,
            operations,
            notices: Vec::new(),
            gates: Vec::new(),
        }
    }
}
