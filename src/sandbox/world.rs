//! The workspace: everything that a sandbox remembers, in one SQLite store.

pub(super) mod campaigns;
pub(super) mod conversions;
pub(super) mod copies;
pub(super) mod counters;
pub(super) mod deliveries;
pub(super) mod documents;
pub(super) mod engagements;
pub(super) mod faults;
pub(super) mod received;
pub(super) mod schedules;
mod schema;
pub(super) mod segments;
pub(super) mod sends;
pub(super) mod users;
pub(super) mod workspace;

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, TransactionBehavior};

use super::settings::Settings;

/// How long a process waits for another one's request.
const PATIENCE: Duration = Duration::from_secs(30);

/// One workspace's users, campaigns, deliveries and statistics.
#[derive(Debug)]
pub struct World {
    connection: Mutex<Connection>,
}

/// Why a store cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    #[error("the sandbox's store `{path}` cannot be opened")]
    Store { path: String, source: rusqlite::Error },
    #[error("the sandbox's store `{path}` cannot be made")]
    File { path: String, source: std::io::Error },
    #[error(
        "the sandbox's store `{path}` has layout {found}, and this version reads {known}; \
         remove it: ids come back from the lockfile, statistics do not"
    )]
    Version { path: String, found: i64, known: i64 },
}

impl World {
    /// Opens a store, making it where it is missing; `true`: it was.
    ///
    /// # Errors
    /// When it cannot be made or read, is no store, or one of another version.
    pub fn open(path: &Path, settings: &Settings) -> Result<(Self, bool), SandboxError> {
        let shown = path.display().to_string();
        create(path).map_err(|source| SandboxError::File { path: shown.clone(), source })?;
        let store = |source| SandboxError::Store { path: shown.clone(), source };
        let connection = Connection::open(path).map_err(store)?;
        connection.busy_timeout(PATIENCE).map_err(store)?;
        log_ahead(&connection).map_err(store)?;
        let made = Self::ready(connection, settings).map_err(store)?;
        made.map_err(|found| SandboxError::Version {
            path: shown.clone(),
            found,
            known: schema::VERSION,
        })
    }

    /// A world that ends with the value.
    ///
    /// # Errors
    /// When SQLite cannot make one.
    pub fn in_memory(settings: &Settings) -> Result<Self, SandboxError> {
        let path = || ":memory:".to_owned();
        let store = |source| SandboxError::Store { path: path(), source };
        let connection = Connection::open_in_memory().map_err(store)?;
        let made = Self::ready(connection, settings).map_err(store)?;
        let (world, _) = made.map_err(|found| SandboxError::Version {
            path: path(),
            found,
            known: schema::VERSION,
        })?;
        Ok(world)
    }

    /// The inner error is the version that was found.
    fn ready(
        mut connection: Connection,
        settings: &Settings,
    ) -> rusqlite::Result<Result<(Self, bool), i64>> {
        // A request of a sandbox survives its process; surviving the power is not asked of it.
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.set_prepared_statement_cache_capacity(128);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
        let fresh = found == 0;
        if fresh {
            transaction.execute_batch(schema::TABLES)?;
            transaction.pragma_update(None, "user_version", schema::VERSION)?;
        } else if found != schema::VERSION {
            return Ok(Err(found));
        }
        workspace::configure(&transaction, settings)?;
        transaction.commit()?;
        Ok(Ok((Self { connection: Mutex::new(connection) }, fresh)))
    }

    /// Does one request's work, whole or not at all.
    pub(super) fn transact<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        // Whoever panicked has left no transaction open: its drop rolled it back.
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = work(&transaction)?;
        transaction.commit()?;
        Ok(result)
    }
}

/// Several who change a new store's mode at once lock each other out at once, whatever their
/// patience: so it is tried again.
fn log_ahead(connection: &Connection) -> rusqlite::Result<()> {
    const PAUSE: Duration = Duration::from_millis(10);
    let mut waited = Duration::ZERO;
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error)
                if waited < PATIENCE
                    && error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) =>
            {
                std::thread::sleep(PAUSE);
                waited += PAUSE;
            }
            other => return other,
        }
    }
}

/// Makes the file, for nobody but its owner to read: it names recipients.
fn create(path: &Path) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}
