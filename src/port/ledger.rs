//! The memory of every send, and the only authority on whether a request may be made.

use async_trait::async_trait;

use crate::model::{
    BatchNumber, BatchRecord, Digest, Outcome, SendHeader, SendKey, SendStatus, Timestamp,
};

/// A ledger of one lineage and workspace. Every method returns when its effect is durable.
#[async_trait]
pub trait Ledger: Send + Sync {
    /// Takes the send for this process and says whether it is new. One of which no batch is recorded
    /// is new whatever was said of it before: its header is replaced. Otherwise the header is
    /// the one it was begun with. At most one process holds a send; the hold ends with the value
    /// that implements `Ledger`, or with the process, however it ends.
    async fn open(&self, header: &SendHeader) -> Result<Opened, LedgerError>;

    /// One answer per request, in order. [`Claim::Yours`] is given once per batch, forever, except
    /// after [`Ledger::release`].
    async fn claim(
        &self,
        send: &SendKey,
        batches: &[ClaimRequest],
        now: Timestamp,
    ) -> Result<Vec<Claim>, LedgerError>;

    /// Records what became of claimed batches.
    async fn settle(
        &self,
        send: &SendKey,
        settled: Vec<(Ticket, Outcome)>,
        now: Timestamp,
    ) -> Result<(), LedgerError>;

    /// Gives up claims whose requests were certainly not received; they can be claimed again.
    async fn release(&self, send: &SendKey, tickets: Vec<Ticket>) -> Result<(), LedgerError>;

    /// A person's word about a batch that is `unknown` or was claimed by a process that is gone.
    /// `true`: it went out, by an unnamed dispatch. `false`: it did not, and may be claimed again,
    /// which holds for `refused` ones too; the send is then no longer finished. Returns how many
    /// batches there were to speak of. Nobody else may hold the send.
    async fn resolve(
        &self,
        send: &SendKey,
        batches: &[BatchNumber],
        went_out: bool,
        now: Timestamp,
    ) -> Result<u64, LedgerError>;

    /// Records that nothing is left to do. What is claimed without an outcome becomes `unknown`.
    async fn finish(&self, send: &SendKey, now: Timestamp) -> Result<(), LedgerError>;

    /// The header and the sums of one send.
    async fn status(&self, send: &SendKey)
    -> Result<Option<(SendHeader, SendStatus)>, LedgerError>;

    /// Every send, the latest first.
    async fn sends(&self) -> Result<Vec<(SendHeader, SendStatus)>, LedgerError>;

    /// The next `max` batches from a number on, in order.
    async fn batches(
        &self,
        send: &SendKey,
        from: BatchNumber,
        max: usize,
    ) -> Result<Vec<BatchRecord>, LedgerError>;
}

/// What `open` found.
#[derive(Clone, Debug, PartialEq)]
pub enum Opened {
    /// Nothing was claimed of it yet; the header is the one that was given.
    New,
    /// Begun before and not finished; the header is the frozen one.
    Resumed(Box<SendHeader>),
    /// Finished; the header is the frozen one.
    Finished(Box<SendHeader>, Timestamp),
}

/// A batch that somebody wants to deliver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimRequest {
    pub number: BatchNumber,
    pub recipients: u32,
    pub digest: Digest,
}

/// Who may deliver a batch.
#[derive(Debug, PartialEq, Eq)]
pub enum Claim {
    /// You, now, and nobody else ever.
    Yours(Ticket),
    /// Nobody: it was delivered, with this outcome.
    Settled(Outcome),
    /// Nobody: it was claimed at that time and no outcome is known.
    InDoubt { since: Timestamp },
    /// Nobody: the batch that was claimed under this number had other recipients.
    Different { recorded: Digest },
}

/// The right to deliver one batch and to settle it. It cannot be copied.
#[derive(Debug, PartialEq, Eq)]
pub struct Ticket(BatchNumber);

impl Ticket {
    /// For ledgers only: whoever makes one without recording it sends twice.
    pub fn issue(number: BatchNumber) -> Self {
        Self(number)
    }

    pub fn number(&self) -> BatchNumber {
        self.0
    }
}

#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    #[error("the send `{send}` is being worked on by {holder}")]
    Held { send: SendKey, holder: String },
    #[error("the ledger {path}: {reason}")]
    Unavailable { path: String, reason: String },
    #[error("the ledger has no send `{0}`")]
    NoSuchSend(SendKey),
}
