//! What a run of a send says, while it runs and at its end.

use std::time::Duration;

use serde::Serialize;

use super::{BatchNumber, SendHeader, SendStatus, Timestamp};

/// How far a run is. Counts are of recipients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SendProgress {
    pub recipients: u64,
    /// Settled or in doubt since an earlier run.
    pub before: u64,
    pub accepted: u64,
    pub refused: u64,
    pub unknown: u64,
    /// How many requests are in flight.
    pub in_flight: usize,
    /// How long the workspace's rate limit still holds the run back.
    pub waiting: Option<Duration>,
}

impl SendProgress {
    /// How many recipients there is nothing left to do for.
    pub fn done(&self) -> u64 {
        self.before + self.accepted + self.refused + self.unknown
    }
}

/// What became of a run. The counts are the ledger's, of all runs.
#[derive(Clone, Debug, PartialEq)]
pub struct SendSummary {
    /// As the ledger has it.
    pub header: SendHeader,
    pub status: SendStatus,
    pub ended: SendEnded,
    /// Whether an earlier run had begun it.
    pub resumed: bool,
    /// The first few things that the workspace said in this run.
    pub remarks: Vec<Remark>,
}

impl SendSummary {
    /// Recipients of whom nobody knows whether they were reached.
    pub fn in_doubt(&self) -> u64 {
        self.status.recipients_unknown + self.status.recipients_claimed
    }

    /// Whether there are batches of which nobody knows what became.
    pub fn is_in_doubt(&self) -> bool {
        self.status.batches_unknown + self.status.batches_claimed > 0
    }
}

/// Why a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "ended", rename_all = "snake_case")]
pub enum SendEnded {
    /// Nothing is left to do.
    Finished,
    /// Nothing was left to do; it finished then, and nothing was sent now.
    FinishedBefore { at: Timestamp },
    /// Somebody asked it to stop. Every request was answered.
    Interrupted,
    /// The workspace does not accept the key.
    Unauthorized { message: String },
    /// The workspace cannot be reached.
    Unreachable { message: String },
    /// The rate limit asks for more patience than was allowed.
    RateLimited { seconds: u64 },
    /// The workspace refused several requests in a row.
    Refused { message: String },
}

/// What the workspace said of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    pub batch: BatchNumber,
    pub kind: RemarkKind,
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RemarkKind {
    /// Accepted, but.
    Minor,
    Refused,
    Unknown,
}

impl SendEnded {
    /// Why nothing more was sent, for people.
    pub fn sentence(&self) -> String {
        match self {
            Self::Finished => "everything was sent".to_owned(),
            Self::FinishedBefore { at } => format!(
                "this send finished at {:.0}, and nothing was sent now; \
                 a deliberate repetition needs a key of its own: --key",
                at.0
            ),
            Self::Interrupted => "interrupted; every request was answered".to_owned(),
            Self::Unauthorized { message } => {
                format!("the workspace does not accept the key: {message}")
            }
            Self::Unreachable { message } => format!("the workspace cannot be reached: {message}"),
            Self::RateLimited { seconds: 1 } => {
                "the rate limit asks to wait for 1 second".to_owned()
            }
            Self::RateLimited { seconds } => {
                format!("the rate limit asks to wait for {seconds} seconds")
            }
            Self::Refused { message } => {
                format!("the workspace refuses one request after the other: {message}")
            }
        }
    }
}
