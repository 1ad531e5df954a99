//! Whether a definition is to say what the dashboard says.

use super::Mover;
use super::fact::{Verdict, judge};

/// What becomes of one fact when the dashboard's changes are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// The dashboard moved.
    Yes,
    /// Nobody moved, only the definition did, or nobody manages it.
    No,
    /// Both moved, to different values: a person has to choose.
    Both,
}

/// Compares what is defined, recorded and seen.
pub fn accept<T: PartialEq>(wanted: Option<&T>, recorded: Option<&T>, seen: &T) -> Accepted {
    match judge(wanted, recorded, Some(seen)) {
        Verdict::Push(Mover::Dashboard) => Accepted::Yes,
        Verdict::Push(Mover::Both) => Accepted::Both,
        Verdict::Push(Mover::You) | Verdict::Settled | Verdict::Record(_) => Accepted::No,
    }
}
