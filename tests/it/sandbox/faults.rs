//! What goes wrong when it is told to.

use std::future::IntoFuture;

use axum::body::{Body, to_bytes};
use serde_json::json;
use tokio::net::TcpListener;

use super::asked::{Braze, arrived, email_to, post};

#[tokio::test]
async fn the_next_calls_are_refused_and_do_nothing() {
    let braze = Braze::with_campaign().await;
    for (answer, text) in
        [(429, "Rate Limited"), (500, "Internal Server Error"), (503, "Service Unavailable")]
    {
        braze.post("/_sandbox/faults", json!({ "next": 1, "answer": answer })).await.created();
        let refused = braze.send(email_to(&["user-1"])).await;
        assert_eq!((refused.status, refused.message()), (answer, text));
    }
    assert!(braze.inbox("").await.is_empty());
    braze.send(email_to(&["user-1"])).await.created();
}

#[tokio::test]
async fn a_fault_waits_for_its_path_and_counts_its_calls() {
    let braze = Braze::with_campaign().await;
    let fault = json!({ "next": 2, "answer": 503, "path": "/messages/send" });
    braze.post("/_sandbox/faults", fault).await.created();
    assert_eq!(braze.get("/campaigns/list").await.status, 200);
    assert_eq!(braze.send(email_to(&["user-1"])).await.status, 503);
    assert_eq!(braze.send(email_to(&["user-1"])).await.status, 503);
    braze.send(email_to(&["user-1"])).await.created();
}

#[tokio::test]
async fn a_dropped_answer_is_of_work_that_was_done() {
    let braze = Braze::with_campaign().await;
    braze.post("/_sandbox/faults", json!({ "next": 1, "drop": true })).await.created();
    let body = Body::from(email_to(&["user-1"]).to_string());
    let dropped = braze.raw(post("/messages/send").body(body).unwrap()).await;
    assert!(to_bytes(dropped.into_body(), usize::MAX).await.is_err());
    assert_eq!(braze.inbox("").await.len(), 1);
}

/// What arrives over a socket until the far side closes it.
async fn over_a_socket(braze: &Braze, body: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = tokio::spawn(axum::serve(listener, braze.router()).into_future());
    let arrived = arrived(address, body).await;
    server.abort();
    arrived
}

#[tokio::test]
async fn over_a_socket_a_dropped_answer_breaks_off() {
    let braze = Braze::with_campaign().await;
    let body = email_to(&["user-1"]).to_string();
    assert!(over_a_socket(&braze, &body).await.ends_with(r#""message":"success"}"#));
    braze.post("/_sandbox/faults", json!({ "next": 1, "drop": true })).await.created();
    let arrived = over_a_socket(&braze, &body).await;
    assert!(!arrived.contains("success"), "{arrived}");
    assert!(!arrived.ends_with("0\r\n\r\n"), "no end of the body: {arrived}");
    assert_eq!(braze.inbox("").await.len(), 2, "both were done");
}

#[tokio::test]
async fn an_answer_can_be_late() {
    let braze = Braze::with_campaign().await;
    braze.post("/_sandbox/faults", json!({ "next": 1, "delay_ms": 150 })).await.created();
    let begun = std::time::Instant::now();
    braze.send(email_to(&["user-1"])).await.created();
    assert!(begun.elapsed() >= std::time::Duration::from_millis(150));
    assert_eq!(braze.inbox("").await.len(), 1);
}

#[tokio::test]
async fn faults_can_be_forgotten() {
    let braze = Braze::with_campaign().await;
    braze.post("/_sandbox/faults", json!({ "next": 9, "answer": 500 })).await.created();
    braze.post("/_sandbox/faults", json!({ "next": 0 })).await.created();
    braze.send(email_to(&["user-1"])).await.created();
}

#[tokio::test]
async fn a_fault_that_is_none_is_refused() {
    let braze = Braze::new();
    for fault in [
        json!({}),
        json!({ "answer": 200 }),
        json!({ "next": -1, "drop": true }),
        json!({ "delay_ms": -1 }),
    ] {
        let answer = braze.post("/_sandbox/faults", fault.clone()).await;
        assert_eq!((answer.status, answer.message()), (400, "Bad Request"), "{fault}");
    }
}
