//! The lockfile: what was applied to one workspace, and under which ids.
//!
//! It is generated, committed and made for merging: sorted by key, one fact a line, nothing that a
//! no-op would change. See `docs/lockfile.md` for the format and its promises.

mod entry;

pub use entry::{Entry, Lock, MessageEntry, PieceEntry, TextEntry};
