//! The tables, and how their file is opened.

use std::fs::{DirBuilder, OpenOptions};
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

/// The version of the tables below, kept in `user_version`.
const VERSION: i64 = 1;

/// `batches.state`: 0 claimed, 1 accepted, 2 refused, 3 unknown. `batches.outcome`: the 16 bytes of
/// a dispatch id, or the outcome as JSON where that does not say all.
const TABLES: &str = "
    CREATE TABLE sends (
        id       INTEGER PRIMARY KEY,
        key      TEXT NOT NULL UNIQUE,
        started  INTEGER NOT NULL,
        header   TEXT NOT NULL,
        finished INTEGER
    ) STRICT;
    CREATE TABLE batches (
        send       INTEGER NOT NULL REFERENCES sends (id),
        number     INTEGER NOT NULL,
        recipients INTEGER NOT NULL,
        claimed    INTEGER NOT NULL,
        state      INTEGER NOT NULL,
        digest     BLOB NOT NULL,
        outcome    ANY,
        PRIMARY KEY (send, number)
    ) STRICT, WITHOUT ROWID;
";

/// Opens the file, and makes it with its tables if there is none. `Err` is the reason.
pub(super) fn open(path: &Path) -> Result<Connection, String> {
    make_private(path).map_err(|error| error.to_string())?;
    let database = Connection::open(path).map_err(|error| error.to_string())?;
    prepare(&database).map_err(|error| error.to_string())?;
    let version = version(&database).map_err(|error| error.to_string())?;
    if version > VERSION {
        return Err(format!("it is of version {version}, which needs a newer campaignctl"));
    }
    Ok(database)
}

/// Without synchronous=FULL a power cut could lose the last claims, and with them the knowledge
/// that requests were made.
fn prepare(database: &Connection) -> rusqlite::Result<()> {
    database.busy_timeout(Duration::from_secs(20))?;
    database.set_prepared_statement_cache_capacity(32);
    database.execute_batch(
        "PRAGMA page_size = 8192;
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA wal_autocheckpoint = 1000;
         PRAGMA cache_size = -4096;
         PRAGMA foreign_keys = ON;",
    )?;
    database.execute_batch("BEGIN IMMEDIATE")?;
    if version(database)? == 0 {
        database.execute_batch(TABLES)?;
        database.pragma_update(None, "user_version", VERSION)?;
    }
    database.execute_batch("COMMIT")
}

fn version(database: &Connection) -> rusqlite::Result<i64> {
    database.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// SQLite gives its other files the mode of this one.
fn make_private(path: &Path) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        private_folder(folder)?;
    }
    private_options().open(path).map(drop)
}

pub(super) fn private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

pub(super) fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
