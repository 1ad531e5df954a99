//! Disk and SQLite: the adapters of the storing ports.

mod ledger;

pub use ledger::SqliteLedger;
