//! What every adapter of a port promises, as checks that panic when a promise is broken.

pub mod journal;
pub mod ledger;
pub mod state;
pub mod workspace;
