mod ledger;
mod state;
