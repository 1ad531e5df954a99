//! The lockfile: what was applied to one workspace, and under which ids.
//!
//! It is generated, committed and made for merging: sorted by key, one fact a line, nothing that a
//! no-op would change. See `docs/lockfile.md` for the format and its promises.

mod bind;
mod blocks;
mod conflict;
mod entry;
mod fields;
mod ids;
mod merge;
mod owner;
mod print;
mod read;
mod recover;
mod released;
mod scalar;
mod text;
mod verify;

use crate::model::printable;

pub use entry::{Entry, Former, Lock, MessageEntry, PieceEntry, TextEntry};
pub use ids::{RepeatedId, repeated_id};
pub use merge::{Conflicts, Disagreement, merge};
pub use owner::Owner;
pub use print::print;
pub use read::{Parsed, is_conflicted, parse, parse_noting};
pub use recover::Recovered;
pub use released::{Released, is_released, released};
pub use verify::{Broken, verify};

/// The version of the format that this program writes.
pub const LOCK_VERSION: u64 = 1;

/// What has happened where no merge driver was installed, and what to do about it.
const TOGETHER: &str = "git has put lines of two branches together that do not belong together; take \
                        that merge back, run `campaignctl lock install-driver`, and merge again";

/// Why a lockfile cannot be used. Displays as a fragment that completes "the lockfile …: ".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    #[error(
        "line {line} is a conflict marker, and the sides cannot be merged: {}; keep the right lines, \
         delete the markers, and let `campaignctl lock verify` look at it", .reasons.join("; ")
    )]
    Conflict { line: usize, reasons: Vec<String> },
    #[error(
        "it has lock_version {found}, and this campaignctl reads up to {LOCK_VERSION}; use {}",
        .needs.as_ref().map_or_else(
            || "the newer campaignctl that wrote it".to_owned(),
            |version| format!("campaignctl {} or later", printable(version)),
        )
    )]
    Newer { found: u64, needs: Option<String> },
    #[error("it is no lockfile: {0}")]
    Yaml(String),
    #[error("`{path}`: {reason}")]
    Shape { path: String, reason: String },
    #[error(
        "`{message}` has an id of the campaign `{}`, which `{campaign}` is not: {TOGETHER}",
        printable(.other)
    )]
    Mixed { message: String, other: String, campaign: String },
    #[error("the campaign `{campaign}` is there twice: {TOGETHER}")]
    Twice { campaign: String },
    #[error(transparent)]
    Repeated(#[from] RepeatedId),
}

impl Conflicts {
    /// The merged lockfile's text, with conflict markers around what a person has to settle.
    pub fn marked(&self) -> String {
        conflict::marked(&print(&self.ours), &print(&self.theirs))
    }
}
