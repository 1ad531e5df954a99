//! Carries a plan out: one operation at a time, each result durable before the next begins.
//!
//! For each operation its long texts are stored first, then its changes are performed, then one
//! journal line says what the lockfile will have. The lockfile is replaced once, at the end, and
//! the journal forgotten. Whoever reads the lockfile folds an unfinished journal in, so an apply
//! that was killed at any moment has lost nothing, and the next one goes on.
//!
//! A campaign of which no id is told when it is made (a copy of a template, or a person's work) is
//! written down before it is asked for. That line outlives every apply until the id is recorded, or
//! somebody says that there is none: nothing is asked for twice.

mod journal;
mod run;

use std::collections::BTreeMap;

use crate::{
    lock::{self, Lock, LockError, Parsed},
    model::{Asked, CampaignKey, Lineage, MessageKey, WorkspaceName},
    plan::{Kind, Operation},
    port::{
        Clock, Journal, JournalError, Pieces, Revision, StateError, StateStore, Workspace,
        WorkspaceError,
    },
};

use journal::{Folded, fold};
pub use run::apply;

/// What an apply works on.
#[derive(Clone, Copy)]
pub struct Ports<'a> {
    /// `None` offline: what needs it then stays undone.
    pub workspace: Option<&'a dyn Workspace>,
    pub state: &'a dyn StateStore,
    pub pieces: &'a dyn Pieces,
    pub journal: &'a dyn Journal,
    pub clock: &'a dyn Clock,
}

/// The lockfile as it stands, an unfinished journal folded in.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    pub lock: Lock,
    /// Whether the lockfile does not say all of it yet, because an apply was cut short or a merge
    /// conflict was healed: the next apply writes it even if nothing else is to do.
    pub unfinished: bool,
    /// Whether git had left conflict markers, which were merged.
    pub healed: bool,
    /// Whether an apply was cut short that had begun on another lockfile than the one that is here,
    /// and did what this one does not say: both were merged.
    pub joined: bool,
    /// What was asked for, and has no id yet.
    pub asked: BTreeMap<CampaignKey, Asked>,
    revision: Option<Revision>,
}

/// Reads the recorded state of a workspace; an empty one when nothing was applied yet.
///
/// # Errors
/// When the lockfile or the journal cannot be read, or belongs to another workspace or project.
pub async fn read(
    state: &dyn StateStore,
    journal: &dyn Journal,
    workspace: &WorkspaceName,
    lineage: Lineage,
) -> Result<Recorded, ApplyError> {
    read_with(state, journal, workspace, lineage, &lock::parse_noting).await
}

/// The same for a caller who knows more about conflict markers than the text says.
///
/// # Errors
/// As [`read`].
pub async fn read_with(
    state: &dyn StateStore,
    journal: &dyn Journal,
    workspace: &WorkspaceName,
    lineage: Lineage,
    parse: &(dyn Fn(&str) -> Result<Parsed, LockError> + Sync),
) -> Result<Recorded, ApplyError> {
    let snapshot = state.load().await?;
    let Parsed { lock, healed } = match &snapshot {
        Some(snapshot) => parse(&snapshot.text)?,
        None => Parsed { lock: Lock::new(workspace.clone(), lineage), healed: false },
    };
    if lock.workspace != *workspace {
        return Err(ApplyError::OtherWorkspace(lock.workspace));
    }
    if lock.lineage != lineage {
        return Err(ApplyError::OtherProject(lock.lineage));
    }
    continued(lock, healed, snapshot.map(|snapshot| snapshot.revision), journal)
}

/// Reads what is recorded of a workspace without its definitions; `None` without a lockfile.
///
/// # Errors
/// As [`read`].
pub async fn read_alone(
    state: &dyn StateStore,
    journal: &dyn Journal,
    workspace: &WorkspaceName,
) -> Result<Option<Recorded>, ApplyError> {
    let Some(snapshot) = state.load().await? else { return Ok(None) };
    let Parsed { lock, healed } = lock::parse_noting(&snapshot.text)?;
    if lock.workspace != *workspace {
        return Err(ApplyError::OtherWorkspace(lock.workspace));
    }
    continued(lock, healed, Some(snapshot.revision), journal).map(Some)
}

/// The lockfile with what an unfinished apply had done besides.
fn continued(
    lock: Lock,
    healed: bool,
    revision: Option<Revision>,
    journal: &dyn Journal,
) -> Result<Recorded, ApplyError> {
    let lines = journal.lines()?;
    if lines.is_empty() {
        let asked = BTreeMap::new();
        return Ok(Recorded { lock, unfinished: healed, healed, joined: false, asked, revision });
    }
    let Folded { lock: folded, elsewhere, asked } = fold(lock.clone(), revision.as_ref(), &lines)?;
    let new = folded != lock;
    let (unfinished, joined) = (new || healed, new && elsewhere);
    Ok(Recorded { lock: folded, unfinished, healed, joined, asked, revision })
}

/// Writes down in another journal what was asked for: that of a workspace under its new name.
///
/// # Errors
/// When it may not be durable.
pub fn hand_over(recorded: &Recorded, to: &dyn Journal) -> Result<(), JournalError> {
    to.keep(&journal::standing(&recorded.asked))
}

impl Recorded {
    /// Writes a lockfile that somebody, or an earlier version, has written in another form as this
    /// program writes it. The same bytes are not written again.
    ///
    /// # Errors
    /// When it cannot be written, or somebody else has meanwhile.
    pub async fn in_our_form(mut self, state: &dyn StateStore) -> Result<Self, ApplyError> {
        if let Some(revision) = self.revision.take_if(|_| !self.unfinished) {
            self.revision = Some(state.save(&lock::print(&self.lock), Some(&revision)).await?);
        }
        Ok(self)
    }
}

/// What became of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    pub lock: Lock,
    /// One for each operation, in the plan's order.
    pub results: Vec<Applying>,
    /// Why the rest was not attempted.
    pub stopped: Option<WorkspaceError>,
    /// Whether somebody asked it to stop.
    pub interrupted: bool,
}

impl Applied {
    /// How many operations ended in a way.
    pub fn count(&self, which: impl Fn(&Ending) -> bool) -> usize {
        self.results.iter().filter(|result| which(&result.ending)).count()
    }
}

/// One operation and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Applying {
    pub kind: Kind,
    pub campaign: CampaignKey,
    pub message: Option<MessageKey>,
    pub ending: Ending,
}

/// How an operation ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Ending {
    /// Done and recorded.
    Done,
    /// It waits for a person.
    Manual,
    /// The workspace accepted it and does not show it yet; or it needs the workspace, offline. The
    /// next apply looks again.
    Pending,
    /// The workspace refused.
    Failed(String),
    /// Nobody knows whether it was done.
    Unknown(String),
    /// Not tried, because something before it was not done.
    NotAttempted,
}

/// What is going on, for whoever shows it or stops it.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// `number` of `of`, from 1.
    Begun {
        operation: &'a Operation,
        number: usize,
        of: usize,
    },
    Ended {
        operation: &'a Operation,
        ending: &'a Ending,
    },
}

/// Why an apply ended before its end. What it had done is in the journal.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    #[error("the plan was stopped by a safety gate")]
    Gated,
    #[error(transparent)]
    Lock(#[from] LockError),
    #[error("could not store what was applied")]
    State(#[from] StateError),
    #[error("could not use the journal")]
    Journal(#[from] JournalError),
    #[error("line {number} of the journal cannot be read: {reason}")]
    Line { number: usize, reason: String },
    #[error(
        "an apply that was cut short had begun on another lockfile, and what it did and the lockfile \
         that is here do not fit together"
    )]
    OtherLockfile(#[source] lock::Conflicts),
    #[error("the lockfile is of the workspace `{0}`")]
    OtherWorkspace(WorkspaceName),
    #[error("the lockfile is of another project, of lineage {0}")]
    OtherProject(Lineage),
}
