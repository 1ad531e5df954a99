//! Ports around other ports, of which one call fails: as if the process had been killed there.

use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use campaignctl::{
    apply::Ports,
    model::{Abilities, Change, Digest, ListedCampaign, Observed},
    port::{
        Journal, JournalError, Performed, Pieces, Revision, Snapshot, StateError, StateStore,
        Workspace, WorkspaceError,
    },
};

/// Whether the call that fails has its effect.
#[derive(Clone, Copy)]
pub(crate) enum When {
    Before,
    After,
}

pub(crate) struct Failing {
    at: usize,
    when: When,
    only: Option<&'static str>,
    error: WorkspaceError,
    /// Whether the workspace's answer is only lost.
    unknown: bool,
    calls: AtomicUsize,
}

impl Failing {
    pub(crate) fn at(at: usize, when: When) -> Self {
        let error = WorkspaceError::Unreachable("killed".to_owned());
        Self { at, when, only: None, error, unknown: false, calls: AtomicUsize::new(0) }
    }

    /// Only calls of this name count.
    pub(crate) fn only(self, call: &'static str) -> Self {
        Self { only: Some(call), ..self }
    }

    pub(crate) fn with(self, error: WorkspaceError) -> Self {
        Self { error, ..self }
    }

    /// A call of the workspace that fails is one of which nobody knows what became of it.
    pub(crate) fn unknown(self) -> Self {
        Self { unknown: true, ..self }
    }

    pub(crate) fn fired(&self) -> bool {
        self.calls.load(Ordering::Relaxed) > self.at
    }

    pub(crate) fn around<'a>(&'a self, ports: Ports<'a>) -> Around<'a> {
        Around { failing: self, ports }
    }

    /// Says when this call is to fail. After the first failure of a killed process nothing works.
    fn now(&self, call: &str) -> Option<When> {
        if self.only.is_some_and(|only| only != call) {
            return None;
        }
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        let dead = self.only.is_none() && number > self.at;
        if dead {
            return Some(When::Before);
        }
        (number == self.at).then_some(self.when)
    }
}

pub(crate) struct Around<'a> {
    failing: &'a Failing,
    ports: Ports<'a>,
}

impl Around<'_> {
    pub(crate) fn ports(&self) -> Ports<'_> {
        Ports {
            workspace: Some(self),
            state: self,
            pieces: self,
            journal: self,
            clock: self.ports.clock,
        }
    }

    fn workspace(&self) -> &dyn Workspace {
        self.ports.workspace.expect("the tests have one")
    }
}

fn state_error() -> StateError {
    StateError::Unavailable { path: "state".to_owned(), reason: "killed".to_owned() }
}

fn journal_error() -> JournalError {
    JournalError { path: "journal".to_owned(), reason: "killed".to_owned() }
}

#[async_trait]
impl Workspace for Around<'_> {
    fn abilities(&self) -> Abilities {
        self.workspace().abilities()
    }

    async fn observe(&self) -> Result<Observed, WorkspaceError> {
        self.workspace().observe().await
    }

    async fn glance(&self) -> Result<Vec<ListedCampaign>, WorkspaceError> {
        match self.failing.now("glance") {
            None => self.workspace().glance().await,
            Some(_) => Err(self.failing.error.clone()),
        }
    }

    async fn perform(&self, change: &Change) -> Result<Performed, WorkspaceError> {
        match self.failing.now("perform") {
            None => self.workspace().perform(change).await,
            Some(when) => {
                if let When::After = when {
                    self.workspace().perform(change).await?;
                }
                if self.failing.unknown {
                    return Ok(Performed::Unknown("no answer".to_owned()));
                }
                Err(self.failing.error.clone())
            }
        }
    }
}

#[async_trait]
impl StateStore for Around<'_> {
    async fn load(&self) -> Result<Option<Snapshot>, StateError> {
        self.ports.state.load().await
    }

    async fn save(&self, text: &str, expected: Option<&Revision>) -> Result<Revision, StateError> {
        match self.failing.now("save") {
            None => self.ports.state.save(text, expected).await,
            Some(When::Before) => Err(state_error()),
            Some(When::After) => {
                self.ports.state.save(text, expected).await?;
                Err(state_error())
            }
        }
    }
}

#[async_trait]
impl Pieces for Around<'_> {
    async fn put(&self, text: &str) -> Result<Digest, StateError> {
        match self.failing.now("put") {
            None => self.ports.pieces.put(text).await,
            Some(When::Before) => Err(state_error()),
            Some(When::After) => {
                self.ports.pieces.put(text).await?;
                Err(state_error())
            }
        }
    }

    async fn get(&self, digest: &Digest) -> Result<Option<String>, StateError> {
        self.ports.pieces.get(digest).await
    }
}

impl Journal for Around<'_> {
    fn append(&self, line: &str) -> Result<(), JournalError> {
        match self.failing.now("append") {
            None => self.ports.journal.append(line),
            Some(When::Before) => Err(journal_error()),
            Some(When::After) => {
                self.ports.journal.append(line)?;
                Err(journal_error())
            }
        }
    }

    fn lines(&self) -> Result<Vec<String>, JournalError> {
        self.ports.journal.lines()
    }

    fn keep(&self, lines: &[String]) -> Result<(), JournalError> {
        match self.failing.now("clear") {
            None => self.ports.journal.keep(lines),
            Some(When::Before) => Err(journal_error()),
            Some(When::After) => {
                self.ports.journal.keep(lines)?;
                Err(journal_error())
            }
        }
    }
}
