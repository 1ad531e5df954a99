//! Every ledger keeps the promises; SQLite's is a private file besides.

use std::sync::Arc;

use campaignctl::model::SendKey;
use campaignctl::port::contract::ledger::{Opener, check, header};
use campaignctl::port::memory::MemoryLedger;
use campaignctl::port::{Ledger, LedgerError};
use campaignctl::store::SqliteLedger;

#[tokio::test]
async fn the_memory_ledger_keeps_its_promises() {
    check(|| {
        let ledger = MemoryLedger::new();
        Box::new(move || Box::new(ledger.another()))
    })
    .await;
}

#[tokio::test]
async fn the_sqlite_ledger_keeps_its_promises() {
    check(|| {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let opener: Opener = Box::new(move || {
            let path = folder.path().join("state/ledger.sqlite");
            Box::new(SqliteLedger::open(&path, "process 7").unwrap())
        });
        opener
    })
    .await;
}

#[tokio::test]
async fn whoever_comes_second_learns_who_holds_the_send() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    let first = SqliteLedger::open(&path, "process 7 on mail-1\x1b[2J").unwrap();
    let second = SqliteLedger::open(&path, "process 8").unwrap();
    first.open(&header("a", 0)).await.unwrap();
    let told = second.open(&header("a", 0)).await.unwrap_err();
    assert_eq!(told.to_string(), "the send `a` is being worked on by process 7 on mail-1[2J");
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_may_read_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state/ledger.sqlite");
    let ledger = SqliteLedger::open(&path, "process 7").unwrap();
    ledger.open(&header("a", 0)).await.unwrap();
    let mode =
        |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder.path().join("state")), 0o700);
    for file in walkdir::WalkDir::new(folder.path().join("state")) {
        let file = file.unwrap();
        if file.file_type().is_file() {
            assert_eq!(mode(file.path()), 0o600, "{}", file.path().display());
        }
    }
}

#[tokio::test]
async fn a_file_that_is_no_ledger_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.sqlite");
    let database = rusqlite::Connection::open(&path).unwrap();
    database.execute_batch("PRAGMA user_version = 2").unwrap();
    drop(database);
    let newer = SqliteLedger::open(&path, "process 7").err().unwrap();
    assert!(newer.to_string().contains("needs a newer campaignctl"), "{newer}");
    let folder = folder.path().display().to_string();
    let error = SqliteLedger::open(std::path::Path::new(&folder), "process 7").err().unwrap();
    assert!(matches!(error, LedgerError::Unavailable { .. }), "{error}");
}

#[tokio::test]
async fn an_error_of_one_leaves_the_others_of_its_commit() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = SqliteLedger::open(&folder.path().join("l"), "process 7").unwrap();
    let nobody = SendKey("nobody".to_owned());
    let header = header("a", 0);
    let (open, finish, list) =
        tokio::join!(ledger.open(&header), ledger.finish(&nobody, header.started), ledger.sends(),);
    assert!(matches!(finish, Err(LedgerError::NoSuchSend(_))));
    assert_eq!((open.is_ok(), list.unwrap().len()), (true, 1));
}
