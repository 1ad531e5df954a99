//! The transport without a socket, and stores that outlive it.

use std::path::Path;
use std::sync::Arc;

use campaignctl::port::memory::SettableClock;
use campaignctl::port::{Method, Request, Response, Transport, TransportError};
use campaignctl::sandbox::{InProcess, SandboxError, Settings, UnknownRecipients, open};
use serde_json::{Value, json};

use super::asked::{campaign, email_to, instant, users};

fn opened(path: &Path) -> (InProcess, bool) {
    let clock = Arc::new(SettableClock::at(instant("2026-01-05T12:00:00Z")));
    open(path, clock, Settings::default()).unwrap()
}

async fn post(transport: &InProcess, path: &str, body: Value) -> Result<Response, TransportError> {
    let body = Some(body.to_string().into());
    let request = Request { method: Method::Post, path: path.to_owned(), query: vec![], body };
    transport.exchange(request).await
}

async fn names(transport: &InProcess, since: &str) -> Vec<Value> {
    let query = vec![("last_edit.time[gt]".to_owned(), since.to_owned())];
    let path = "/campaigns/list".to_owned();
    let request = Request { method: Method::Get, path, query, body: None };
    let answer = transport.exchange(request).await.unwrap();
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    body["campaigns"].as_array().unwrap().iter().map(|row| row["name"].clone()).collect()
}

#[tokio::test]
async fn a_store_is_made_once_and_keeps_what_it_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state/sandbox.sqlite");
    let (first, fresh) = opened(&path);
    assert!(fresh);
    post(&first, "/_sandbox/campaigns", campaign()).await.unwrap();
    let (second, fresh) = opened(&path);
    assert!(!fresh, "while the first is still open");
    assert_eq!(names(&second, "2026-01-01T00:00:00").await, ["Order confirmations"]);
    assert!(names(&second, "2026-02-01T00:00:00").await.is_empty(), "queries are encoded");
}

#[tokio::test]
async fn two_processes_share_a_store_and_every_dispatch_is_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.sqlite");
    let (first, _) = opened(&path);
    let (second, _) = opened(&path);
    post(&first, "/_sandbox/campaigns", campaign()).await.unwrap();
    post(&first, "/users/track", users(1)).await.unwrap();
    let mut ids = std::collections::BTreeSet::new();
    for _ in 0..10 {
        let (a, b) = tokio::join!(
            post(&first, "/messages/send", email_to(&["user-1"])),
            post(&second, "/messages/send", email_to(&["user-1"])),
        );
        for answer in [a.unwrap(), b.unwrap()] {
            assert_eq!(answer.status, 201);
            let body: Value = serde_json::from_slice(&answer.body).unwrap();
            ids.insert(body["dispatch_id"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(ids.len(), 20);
}

#[test]
fn of_many_who_open_a_store_at_once_one_makes_it() {
    for _ in 0..10 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sandbox.sqlite");
        let made: usize = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..8).map(|_| scope.spawn(|| usize::from(opened(&path).1))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(made, 1);
    }
}

#[tokio::test]
async fn settings_take_over_when_they_say_something_else_than_before() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.sqlite");
    let with = |unknown_recipients| {
        let clock = Arc::new(SettableClock::at(instant("2026-01-05T12:00:00Z")));
        let settings = Settings { unknown_recipients, ..Settings::default() };
        open(&path, clock, settings).unwrap().0
    };
    let reaches = async |transport: &InProcess, person: &str| {
        post(transport, "/messages/send", email_to(&[person])).await.unwrap();
        let query = vec![("external_user_id".to_owned(), person.to_owned())];
        let path = "/_sandbox/inbox".to_owned();
        let request = Request { method: Method::Get, path, query, body: None };
        let answer = transport.exchange(request).await.unwrap();
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        !body["messages"].as_array().unwrap().is_empty()
    };
    let transport = with(UnknownRecipients::Ignore);
    post(&transport, "/_sandbox/campaigns", campaign()).await.unwrap();
    assert!(!reaches(&transport, "a").await);
    let settings = json!({ "unknown_recipients": "create" });
    post(&transport, "/_sandbox/settings", settings).await.unwrap();
    assert!(reaches(&with(UnknownRecipients::Ignore), "b").await, "the change stays");
    assert!(reaches(&with(UnknownRecipients::Create), "c").await);
    assert!(!reaches(&with(UnknownRecipients::Ignore), "d").await, "said anew");
}

#[tokio::test]
async fn a_dropped_connection_may_have_been_received() {
    let folder = tempfile::tempdir().unwrap();
    let (transport, _) = opened(&folder.path().join("sandbox.sqlite"));
    post(&transport, "/_sandbox/faults", json!({ "next": 1, "drop": true })).await.unwrap();
    let lost = post(&transport, "/users/track", users(1)).await;
    assert!(matches!(lost, Err(TransportError::MaybeReceived(_))), "{lost:?}");
}

#[tokio::test]
async fn a_path_that_no_request_can_have_is_not_sent() {
    let folder = tempfile::tempdir().unwrap();
    let (transport, _) = opened(&folder.path().join("sandbox.sqlite"));
    let refused = post(&transport, "no path at all", json!({})).await;
    assert!(matches!(refused, Err(TransportError::NotSent(_))), "{refused:?}");
}

#[test]
fn a_store_of_another_version_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.sqlite");
    let store = rusqlite::Connection::open(&path).unwrap();
    store.pragma_update(None, "user_version", 999).unwrap();
    let clock = Arc::new(SettableClock::at(instant("2026-01-05T12:00:00Z")));
    let error = open(&path, clock, Settings::default()).err().unwrap();
    assert!(matches!(error, SandboxError::Version { found: 999, .. }), "{error}");
}

#[test]
fn a_file_that_is_no_store_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.sqlite");
    let text = "a letter to somebody, longer than SQLite's header of one hundred bytes, ".repeat(9);
    std::io::Write::write_all(&mut std::fs::File::create(&path).unwrap(), text.as_bytes()).unwrap();
    let clock = Arc::new(SettableClock::at(instant("2026-01-05T12:00:00Z")));
    let error = open(&path, clock, Settings::default()).err().unwrap();
    assert!(matches!(error, SandboxError::Store { .. }), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}
