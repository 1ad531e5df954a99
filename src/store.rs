//! Disk and SQLite: the adapters of the storing ports.

mod beneath;
pub mod disk;

mod files;
mod guard;
mod journal;
mod ledger;
mod pieces;
mod state;

pub use files::DiskFiles;
pub use guard::{Guard, GuardError};
pub use journal::DiskJournal;
pub use ledger::SqliteLedger;
pub use pieces::DiskPieces;
pub use state::DiskState;
