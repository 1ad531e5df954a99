//! Delivers a campaign to an audience: batches, claimed in the ledger, delivered, settled.
//!
//! An audience is read twice, each time as a stream. The first reading counts, digests and judges
//! every line, so that nothing is sent while anything is wrong; the second sends.

pub mod audience;

mod batches;
mod driver;
mod key;
mod order;
mod tally;

pub use crate::model::{SendEnded as Ended, SendProgress as Progress, SendSummary as Summary};
pub use audience::{Audience, AudienceError, Duplicates, Survey, Terms};
pub use batches::{BATCHING, Batch, Batches};
pub use driver::{Options, Ports, SendError, agree, send};
pub use key::key;
pub use order::Order;
