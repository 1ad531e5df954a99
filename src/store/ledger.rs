//! The ledger as a SQLite file, private to its user.

mod hold;
mod rows;
mod schema;
mod writer;

use std::path::{Path, PathBuf};

use async_trait::async_trait;

use self::hold::Holds;
use self::writer::{Failure, Writer};
use crate::model::{BatchNumber, BatchRecord, Outcome, SendHeader, SendKey, SendStatus, Timestamp};
use crate::port::{Claim, ClaimRequest, Ledger, LedgerError, Opened, Ticket};

/// Many processes may have one file open; each send is held by one of them. Files are made with
/// mode 0600.
pub struct SqliteLedger {
    path: PathBuf,
    // The order matters: holds end after the last write.
    writer: Writer,
    holds: Holds,
}

impl SqliteLedger {
    /// Opens a ledger, or begins one. `holder` tells others who holds a send: a process and its
    /// machine.
    ///
    /// # Errors
    /// When the file cannot be made, read or written, or is of a newer version.
    pub fn open(path: &Path, holder: &str) -> Result<Self, LedgerError> {
        let unavailable =
            |reason: String| LedgerError::Unavailable { path: path.display().to_string(), reason };
        let database = schema::open(path).map_err(unavailable)?;
        let writer = Writer::start(database).map_err(|error| unavailable(error.to_string()))?;
        Ok(Self { path: path.to_owned(), writer, holds: Holds::beside(path, holder) })
    }

    async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, LedgerError> {
        self.writer.call(work).await.map_err(|failure| match failure {
            Failure::Ledger(error) => error,
            Failure::Sqlite(reason) => {
                LedgerError::Unavailable { path: self.path.display().to_string(), reason }
            }
        })
    }

    fn hold(&self, send: &SendKey) -> Result<(), LedgerError> {
        self.holds.take(send).map_err(|error| match error {
            hold::HoldError::Held(holder) => LedgerError::Held { send: send.clone(), holder },
            hold::HoldError::Io(path, reason) => {
                LedgerError::Unavailable { path: path.display().to_string(), reason }
            }
        })
    }
}

#[async_trait]
impl Ledger for SqliteLedger {
    async fn open(&self, header: &SendHeader) -> Result<Opened, LedgerError> {
        self.hold(&header.key)?;
        let header = header.clone();
        self.call(move |database| rows::open(database, &header)).await
    }

    async fn claim(
        &self,
        send: &SendKey,
        batches: &[ClaimRequest],
        now: Timestamp,
    ) -> Result<Vec<Claim>, LedgerError> {
        let (send, batches) = (send.clone(), batches.to_vec());
        self.call(move |database| rows::claim(database, &send, &batches, now)).await
    }

    async fn settle(
        &self,
        send: &SendKey,
        settled: Vec<(Ticket, Outcome)>,
        _now: Timestamp,
    ) -> Result<(), LedgerError> {
        let send = send.clone();
        self.call(move |database| rows::settle(database, &send, &settled)).await
    }

    async fn release(&self, send: &SendKey, tickets: Vec<Ticket>) -> Result<(), LedgerError> {
        let send = send.clone();
        self.call(move |database| rows::release(database, &send, &tickets)).await
    }

    async fn resolve(
        &self,
        send: &SendKey,
        batches: &[BatchNumber],
        went_out: bool,
        _now: Timestamp,
    ) -> Result<u64, LedgerError> {
        self.hold(send)?;
        let (send, batches) = (send.clone(), batches.to_vec());
        self.call(move |database| rows::resolve(database, &send, &batches, went_out)).await
    }

    async fn finish(&self, send: &SendKey, now: Timestamp) -> Result<(), LedgerError> {
        let send = send.clone();
        self.call(move |database| rows::finish(database, &send, now)).await
    }

    async fn status(
        &self,
        send: &SendKey,
    ) -> Result<Option<(SendHeader, SendStatus)>, LedgerError> {
        let send = send.clone();
        self.call(move |database| rows::status(database, &send)).await
    }

    async fn sends(&self) -> Result<Vec<(SendHeader, SendStatus)>, LedgerError> {
        self.call(rows::sends).await
    }

    async fn batches(
        &self,
        send: &SendKey,
        from: BatchNumber,
        max: usize,
    ) -> Result<Vec<BatchRecord>, LedgerError> {
        let send = send.clone();
        self.call(move |database| rows::batches(database, &send, from, max)).await
    }
}
