//! The ways in which a command can end.

use std::process::ExitCode;

/// Every way this program ends. The numbers are part of the interface: none is ever reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done, or nothing to do.
    Done = 0,
    /// Something nobody expected.
    Unexpected = 1,
    /// There are changes, and the caller asked to be told so.
    Changes = 2,
    /// Definitions or arguments are not valid.
    Invalid = 3,
    /// The key is missing, unknown, or lacks a permission.
    Unauthorized = 4,
    /// The budget for waiting on a rate limit or the network is spent.
    Spent = 5,
    /// A safety gate stopped it.
    Stopped = 6,
    /// A saved plan does not fit what is there now.
    PlanMismatch = 7,
    /// Two things could be meant.
    Ambiguous = 8,
    /// A saved plan is too old.
    PlanExpired = 9,
    /// Some of it was done.
    Partly = 10,
    /// Nobody knows whether it was done.
    Unknown = 11,
    /// The lockfile is stale or conflicted.
    LockStale = 12,
    /// A person has to do something first.
    Pending = 13,
    /// Interrupted; what was done is recorded.
    Interrupted = 130,
}

impl Exit {
    /// The more telling of two ends: doubt before partial success before a spent budget before a
    /// step that waits for a person before the rest.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if other.weight() > self.weight() { other } else { self }
    }

    fn weight(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Changes => 1,
            Self::Pending => 3,
            Self::Spent => 4,
            Self::Partly => 5,
            Self::Unknown => 6,
            Self::Interrupted => 7,
            _ => 2,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
