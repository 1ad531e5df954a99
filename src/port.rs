//! What the program asks of the world: small traits over plain values, each with its promises.
//!
//! [`memory`] has a forgetful version of each, and [`contract`] the promises as checks that every
//! adapter is tested by.

pub mod contract;
pub mod memory;

mod clock;
mod files;
mod journal;
mod ledger;
mod messenger;
mod state;
mod statistics;
mod transport;
mod workspace;

pub use clock::Clock;
pub use files::{FileError, Files};
pub use journal::{Journal, JournalError};
pub use ledger::{Claim, ClaimRequest, Ledger, LedgerError, Opened, Ticket};
pub use messenger::{Delivery, Messenger, MessengerError};
pub use state::{Pieces, Revision, Snapshot, StateError, StateStore};
pub use statistics::{Statistics, StatisticsError};
pub use transport::{Method, Request, Response, Transport, TransportError};
pub use workspace::{Performed, Workspace, WorkspaceError};
