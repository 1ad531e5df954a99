//! A plan in a file: what was reviewed, and what it was made from.
//!
//! Applying a saved plan plans again and compares, and it is the fresh plan that is carried out. The
//! file can only ever say no.

mod check;
mod mismatch;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Gate, Notice, Operation, Plan, Record, redact};
use crate::{
    lock::Lock,
    model::{CampaignId, CampaignKey, Digest, Lineage, Observed, Timestamp, WorkspaceName},
};

pub use check::Ground;
pub use mismatch::Mismatch;

/// The version of the format that this program writes.
pub const SAVED_VERSION: u64 = 1;
/// So many ids tell one workspace from another.
const FINGERPRINT_IDS: usize = 8;

/// A plan as it was reviewed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    /// The format's version.
    pub saved_plan: u64,
    #[serde(flatten)]
    pub terms: Terms,
    pub workspace: WorkspaceName,
    pub lineage: Lineage,
    /// Digests of ids that the workspace had. Never anything of a key.
    pub fingerprint: Vec<Digest>,
    pub campaigns: usize,
    pub unchanged: usize,
    /// Whether the share of campaigns that it may retire was limited.
    #[serde(default)]
    pub limited: bool,
    /// The definitions that its operations come from, with the files that they include.
    pub files: BTreeMap<String, Digest>,
    /// The lockfile's entries that its operations touch: before, and after each of them.
    pub entries: BTreeMap<CampaignKey, Vec<Option<Digest>>>,
    pub operations: Vec<Step>,
    pub notices: Vec<Notice>,
}

/// Under which circumstances a plan is saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The program that made it, with its version.
    pub tool: String,
    /// Where the workspace is.
    pub endpoint: String,
    pub created: Timestamp,
    pub expires: Timestamp,
    /// Whether it was made, and is to be applied, without the workspace.
    pub offline: bool,
    /// Whether only some campaigns were looked at.
    pub partial: bool,
    /// Whether it has digests in place of texts.
    pub redacted: bool,
}

/// An operation with the digest of all that it says, however much of that is in the file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub digest: Digest,
    #[serde(flatten)]
    pub operation: Operation,
}

/// Why a plan cannot be saved, or a text is no saved plan.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    #[error("{0}; a plan that is stopped cannot be saved")]
    Gated(Box<Gate>),
    #[error("it is no saved plan: {0}")]
    Shape(serde_json::Error),
    #[error("it has version {found}, and this campaignctl reads version {SAVED_VERSION}")]
    Version { found: u64 },
}

impl Saved {
    /// Saves a plan that was made from `lock` and `observed`. `files` gives the digest of each file
    /// that the operations come from.
    ///
    /// # Errors
    /// When the plan is stopped by a gate.
    pub fn new(
        plan: &Plan,
        lock: &Lock,
        observed: &Observed,
        files: BTreeMap<String, Digest>,
        terms: Terms,
    ) -> Result<Self, SavedError> {
        if let Some(gate) = plan.gates.first() {
            return Err(SavedError::Gated(Box::new(gate.clone())));
        }
        let operations = plan.operations.iter().map(|one| Step::of(one, terms.redacted));
        let notices = plan.notices.iter();
        let hide = |one: &Notice| if terms.redacted { redact::notice(one) } else { one.clone() };
        Ok(Self {
            saved_plan: SAVED_VERSION,
            workspace: plan.workspace.clone(),
            lineage: plan.lineage,
            fingerprint: ids(lock, observed).take(FINGERPRINT_IDS).map(digest_of_id).collect(),
            campaigns: plan.campaigns,
            unchanged: plan.unchanged,
            limited: plan.limited,
            files,
            entries: entries(&plan.operations, lock),
            operations: operations.collect(),
            notices: notices.map(hide).collect(),
            terms,
        })
    }

    /// Reads a saved plan.
    ///
    /// # Errors
    /// When the text is none, or of another version.
    pub fn parse(text: &str) -> Result<Self, SavedError> {
        #[derive(Deserialize)]
        struct Head {
            saved_plan: u64,
        }
        let Head { saved_plan } = serde_json::from_str(text).map_err(SavedError::Shape)?;
        if saved_plan != SAVED_VERSION {
            return Err(SavedError::Version { found: saved_plan });
        }
        serde_json::from_str(text).map_err(SavedError::Shape)
    }

    /// The file's text.
    pub fn print(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("plans have only text keys");
        text.push('\n');
        text
    }

    /// The plan to look at. It is not the one that is applied.
    pub fn plan(&self) -> Plan {
        Plan {
            workspace: self.workspace.clone(),
            lineage: self.lineage,
            campaigns: self.campaigns,
            unchanged: self.unchanged,
            limited: self.limited,
            operations: self.operations.iter().map(|step| step.operation.clone()).collect(),
            notices: self.notices.clone(),
            gates: Vec::new(),
        }
    }
}

impl Step {
    fn of(operation: &Operation, redacted: bool) -> Self {
        let shown = if redacted { redact::operation(operation) } else { operation.clone() };
        Self { digest: digest(operation), operation: shown }
    }
}

/// The digest of a value's JSON.
fn digest<T: Serialize>(value: &T) -> Digest {
    Digest::of(&serde_json::to_vec(value).expect("plans and entries have only text keys"))
}

fn digest_of_id(id: &CampaignId) -> Digest {
    Digest::of(id.as_str().as_bytes())
}

/// The recorded campaign ids that the workspace has, in order; without a look, all that are recorded.
fn ids<'a>(lock: &'a Lock, observed: &'a Observed) -> impl Iterator<Item = &'a CampaignId> {
    let recorded = lock.campaigns.values().filter_map(|entry| entry.campaign_id.as_ref());
    let seen =
        |id: &CampaignId| observed.campaigns.as_ref().is_none_or(|seen| seen.contains_key(id));
    recorded.filter(move |id| seen(id)).collect::<BTreeSet<_>>().into_iter()
}

fn entry(lock: &Lock, key: &CampaignKey) -> Option<Digest> {
    lock.campaigns.get(key).map(digest)
}

/// What becomes of each entry that is touched, operation by operation.
fn entries(operations: &[Operation], lock: &Lock) -> BTreeMap<CampaignKey, Vec<Option<Digest>>> {
    let keys: BTreeSet<_> =
        operations.iter().flat_map(|one| touched(one).into_iter().chain([&one.campaign])).collect();
    let held = keys.iter().filter_map(|key| lock.campaigns.get_key_value(*key));
    let held = held.map(|(key, entry)| (key.clone(), entry.clone())).collect();
    let mut scratch = Lock { campaigns: held, ..Lock::new(lock.workspace.clone(), lock.lineage) };
    let first = |key: &CampaignKey| (key.clone(), vec![entry(lock, key)]);
    let mut states: BTreeMap<_, _> = keys.into_iter().map(first).collect();
    for operation in operations {
        operation.records.iter().cloned().for_each(|record| record.write(&mut scratch));
        for key in touched(operation) {
            states.entry(key.clone()).or_default().push(entry(&scratch, key));
        }
    }
    states
}

/// The entries that an operation writes.
fn touched(operation: &Operation) -> BTreeSet<&CampaignKey> {
    operation.records.iter().flat_map(Record::campaigns).collect()
}
