//! Each port, forgetful: honest versions without disk or network, for tests and for what need not last.

mod clock;
mod journal;
mod ledger;
mod messenger;
mod state;
mod workspace;

pub use clock::*;
pub use journal::*;
pub use ledger::*;
pub use messenger::*;
pub use state::*;
pub use workspace::*;
