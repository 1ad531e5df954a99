//! Two lockfiles that grew apart, as one.
//!
//! Nothing is guessed. Keys and ids of both sides are kept; a tombstone beats an update; what is
//! recorded differently on both sides is taken from the side that changed it, if a common ancestor
//! tells, and otherwise forgotten, so that the next apply records it again. Two ids for one key, or
//! two keys for one id, are a disagreement that a person settles.

mod align;
mod entry;
mod message;
mod pick;

use super::{Entry, Lock, ids};
use crate::model::CampaignKey;
use align::{Aligned, Trio};
use pick::{pick, pick_unknown};

/// What two lockfiles say about one key that cannot both be true.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Disagreement {
    #[error("`{key}` has the id `{ours}` on one side and `{theirs}` on the other")]
    Ids { key: String, ours: String, theirs: String },
    #[error("`{key}` is {ours} on one side and {theirs} on the other")]
    Channels { key: String, ours: &'static str, theirs: &'static str },
    #[error("the id `{id}` belongs to `{first}` on one side and to `{second}` on the other")]
    Moved { id: String, first: String, second: String },
    #[error("one side is of another project or workspace")]
    Project,
}

/// Why two lockfiles could not be merged.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("the sides do not fit together: {}", told(.found))]
pub struct Conflicts {
    /// Everything that a person has to settle; at least one.
    pub found: Vec<Disagreement>,
    /// What could be merged, with our side of the rest.
    pub ours: Box<Lock>,
    /// What could be merged, with their side of the rest.
    pub theirs: Box<Lock>,
}

/// Merges two sides, with their common ancestor if it is known. The order of the sides does not
/// matter, and merging a lock with itself changes nothing.
///
/// # Errors
/// Everything that a person has to settle.
pub fn merge(base: Option<&Lock>, ours: &Lock, theirs: &Lock) -> Result<Lock, Conflicts> {
    let base = base.filter(|base| base.lineage == ours.lineage);
    let workspace = pick(base.map(|base| &base.workspace), &ours.workspace, &theirs.workspace);
    let Some(workspace) = workspace.filter(|_| ours.lineage == theirs.lineage) else {
        return Err(apart(vec![Disagreement::Project], ours, theirs));
    };
    let mut merged = Lock::new(workspace, ours.lineage);
    let unknown = base.map(|base| &base.unknown);
    merged.unknown = pick_unknown(unknown, &ours.unknown, &theirs.unknown);
    let campaigns = base.map(|base| &base.campaigns);
    let Aligned { trios, split } = align::align(campaigns, &ours.campaigns, &theirs.campaigns);
    let mut found: Vec<_> = split.into_iter().map(|split| split.told("")).collect();
    if !found.is_empty() {
        return Err(apart(found, ours, theirs));
    }
    let mut open = Vec::new();
    for trio in trios {
        match entry::merge(&trio) {
            Ok(entry) => drop(merged.campaigns.insert(trio.key.clone(), entry)),
            Err(disagreements) => {
                found.extend(disagreements);
                open.push(trio);
            }
        }
    }
    if let Some(ids::RepeatedId { id, first, second }) = ids::repeated_id(&merged) {
        found.push(Disagreement::Moved { id, first, second });
        return Err(apart(found, ours, theirs));
    }
    if found.is_empty() { Ok(merged) } else { Err(partly(found, &merged, &open)) }
}

/// Nothing could be merged.
fn apart(found: Vec<Disagreement>, ours: &Lock, theirs: &Lock) -> Conflicts {
    Conflicts { found, ours: Box::new(ours.clone()), theirs: Box::new(theirs.clone()) }
}

fn partly(
    found: Vec<Disagreement>,
    merged: &Lock,
    open: &[Trio<'_, CampaignKey, Entry>],
) -> Conflicts {
    let side = |of: fn(&Trio<'_, CampaignKey, Entry>) -> Option<Entry>| {
        let mut lock = merged.clone();
        let rest = open.iter().filter_map(|trio| Some((trio.key.clone(), of(trio)?)));
        lock.campaigns.extend(rest);
        Box::new(lock)
    };
    let ours = side(|trio| trio.ours.cloned());
    Conflicts { found, ours, theirs: side(|trio| trio.theirs.cloned()) }
}

fn told(found: &[Disagreement]) -> String {
    found.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
