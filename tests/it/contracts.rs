//! Every adapter of a port keeps the promises of that port.

mod ledger;
mod state;
