//! Decides what has to change. Reads nothing, writes nothing, asks no one.
//!
//! A plan is nouns with ids: each operation carries the changes for the workspace and the records
//! for the lockfile that result, so that applying it makes no choices. What the workspace cannot do
//! becomes a checklist for a person.

mod accept;
mod adopt;
mod basis;
mod bind;
mod campaign;
mod checklist;
mod conversions;
mod create;
mod difference;
mod drift;
mod event;
mod extra;
mod fact;
mod facts;
mod gate;
mod identity;
mod ids;
mod matching;
mod message;
mod narrow;
mod notice;
mod operation;
mod proof;
mod rebuild;
mod record;
mod recording;
mod redact;
mod release;
mod rename;
mod retire;
mod saved;
mod semantic;
mod settled;
mod template;

use crate::{
    lock::Lock,
    model::{CampaignId, Desired, Digest, Lineage, Observed, ObservedCampaign, WorkspaceName},
};

pub use accept::{Accepted, accept};
pub use basis::Basis;
pub use bind::{Binding, Unfit, bind, bound};
pub use difference::{Difference, Hunk, Line, LineKind, Shown};
pub use event::conversion_in_words;
pub use gate::{Candidate, Gate, Permissions, RETIRE_LIMIT_PERCENT};
pub use matching::{Wanted, match_messages};
pub use notice::{Notice, NoticeKind};
pub use operation::{Awaited, Kind, Mode, Mover, Operation};
pub use proof::{Evidence, evidence, of_a_sandbox};
pub use rebuild::rebuild;
pub use record::Record;
pub use release::wanted_texts;
pub use saved::{Ground, Mismatch, SAVED_VERSION, Saved, SavedError, Step, Terms};
pub use settled::settle;

/// The difference of desired, recorded and observed, as a list of operations.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    pub workspace: WorkspaceName,
    pub lineage: Lineage,
    /// How many campaigns are defined, and how many of them have neither operation nor notice.
    pub campaigns: usize,
    pub unchanged: usize,
    /// Whether the share of campaigns that it may retire is limited.
    pub limited: bool,
    /// In the order in which they are to be carried out.
    pub operations: Vec<Operation>,
    /// What people should know, and nothing is done about.
    pub notices: Vec<Notice>,
    /// Reasons not to apply any of it without another word.
    pub gates: Vec<Gate>,
}

impl Plan {
    /// Nothing to do and nothing to say.
    pub fn is_empty(&self) -> bool {
        self.operations.is_empty() && self.notices.is_empty() && self.gates.is_empty()
    }

    /// The operations of one kind.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Operation> {
        self.operations.iter().filter(move |operation| operation.kind == kind)
    }

    /// The operations that wait, for a person or for a plan that asks the workspace.
    pub fn manual(&self) -> impl Iterator<Item = &Operation> {
        self.operations.iter().filter(|operation| operation.is_manual())
    }

    /// The operations that would change the lockfile: what `--locked` refuses.
    pub fn writes(&self) -> impl Iterator<Item = &Operation> {
        self.operations.iter().filter(|operation| !operation.records.is_empty())
    }
}

/// Plans one workspace. Campaigns may have been [`settle`]d with the same lock. `texts` gives the released long texts that are still at hand (those of
/// [`wanted_texts`] suffice), so that the plan can show the lines that changed.
pub fn plan(
    desired: &Desired,
    lock: &Lock,
    observed: &Observed,
    texts: &dyn Fn(&Digest) -> Option<String>,
    permissions: &Permissions,
) -> Plan {
    let context = Context { desired, lock, observed, texts, permissions };
    let mut draft = Draft::default();
    let identities = identity::identify(&context, &mut draft);
    let mut ids = ids::Ids::of(lock);
    let mut unchanged = 0;
    for campaign in desired.campaigns.values() {
        if campaign.settled && context.offline() {
            unchanged += 1;
            continue;
        }
        let before = draft.size();
        campaign::plan(&context, &identities, campaign, &mut ids, &mut draft);
        let moved = identities.moved(&campaign.key);
        unchanged += usize::from(draft.size() == before && !moved);
    }
    retire::plan(&context, &identities, &mut draft);
    rename::detect(&context, &identities, &mut draft);
    Plan {
        workspace: lock.workspace.clone(),
        lineage: lock.lineage,
        campaigns: desired.campaigns.len(),
        unchanged,
        limited: retire::is_limited(&context),
        operations: draft.operations,
        notices: draft.notices,
        gates: draft.gates,
    }
}

/// Everything that is looked at.
struct Context<'a> {
    desired: &'a Desired,
    lock: &'a Lock,
    observed: &'a Observed,
    texts: &'a dyn Fn(&Digest) -> Option<String>,
    permissions: &'a Permissions,
}

impl<'a> Context<'a> {
    fn offline(&self) -> bool {
        self.observed.campaigns.is_none()
    }

    /// `None` when nobody asked, or the workspace does not have it.
    fn seen(&self, id: &CampaignId) -> Option<&'a ObservedCampaign> {
        self.observed.campaigns.as_ref()?.get(id)
    }

    /// Whether the workspace was asked and does not have it.
    fn missing(&self, id: &CampaignId) -> bool {
        !self.offline() && self.seen(id).is_none()
    }
}

/// What has been decided so far.
#[derive(Default)]
struct Draft {
    operations: Vec<Operation>,
    notices: Vec<Notice>,
    gates: Vec<Gate>,
}

impl Draft {
    fn size(&self) -> usize {
        self.operations.len() + self.notices.len() + self.gates.len()
    }
}
