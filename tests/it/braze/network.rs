//! The network, against a listener of our own.

use std::time::Duration;

use campaignctl::braze::{ApiKey, Endpoint, HttpTransport, Timeouts};
use campaignctl::port::Method;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::*;

const KEY: &str = "8f0c1b2a-3344-5566-7788-99aabbccddee";

fn request() -> Request {
    Request {
        method: Method::Post,
        path: "/messages/send".to_owned(),
        query: vec![("last_edit.time[gt]".to_owned(), "a b&c".to_owned())],
        body: Some("{\"a\":1}".into()),
    }
}

fn transport(endpoint: &str) -> HttpTransport {
    let timeouts = Timeouts { connect: Duration::from_secs(5), whole: Duration::from_millis(400) };
    let endpoint = Endpoint::parse(endpoint, None).unwrap();
    HttpTransport::with_timeouts(endpoint, ApiKey::parse(KEY).unwrap(), timeouts).unwrap()
}

/// Reads one request to its end, and hands it and the connection on.
async fn accept(listener: &TcpListener) -> (String, TcpStream) {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut read = Vec::new();
    while !read.ends_with(b"{\"a\":1}") {
        let mut part = [0; 1024];
        let length = stream.read(&mut part).await.unwrap();
        assert!(length > 0, "the client gave up");
        read.extend_from_slice(&part[..length]);
    }
    (String::from_utf8(read).unwrap(), stream)
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    (listener, endpoint)
}

/// Asks once; the far side answers these bytes and closes.
async fn exchange(answered: &'static str) -> (String, Answer) {
    let (listener, endpoint) = listen().await;
    let far = tokio::spawn(async move {
        let (asked, mut stream) = accept(&listener).await;
        stream.write_all(answered.as_bytes()).await.unwrap();
        asked
    });
    let answer = transport(&endpoint).exchange(request()).await;
    (far.await.unwrap(), answer)
}

#[tokio::test]
async fn a_request_carries_the_key_and_the_body_and_brings_the_answer() {
    let (asked, answer) =
        exchange("HTTP/1.1 201 Created\r\nX-RateLimit-Remaining: 7\r\ncontent-length: 2\r\n\r\n{}")
            .await;
    let answer = answer.unwrap();
    assert_eq!((answer.status, &answer.body[..]), (201, &b"{}"[..]));
    assert_eq!(answer.header("x-ratelimit-remaining"), Some("7"));
    let lower = asked.to_lowercase();
    assert!(
        asked.starts_with("POST /messages/send?last_edit.time%5Bgt%5D=a+b%26c HTTP/1.1\r\n"),
        "{asked}"
    );
    assert!(lower.contains(&format!("authorization: bearer {KEY}\r\n")), "{asked}");
    assert!(lower.contains("content-type: application/json\r\n"), "{asked}");
    assert!(lower.contains("user-agent: campaignctl/"), "{asked}");
}

#[tokio::test]
async fn a_refusal_comes_back_without_the_key() {
    let (_, answer) = exchange(
        "HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n\
         {\"message\":\"Invalid API key: 8f0c1b2a-3344-5566-7788-99aabbccddee\"}",
    )
    .await;
    let body = answer.unwrap().body;
    assert_eq!(body, r#"{"message":"Invalid API key: [key]"}"#);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (_, answer) = exchange(
        "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n",
    )
    .await;
    assert_eq!(answer.unwrap().status, 302);
}

async fn fails(answered: &'static str) -> TransportError {
    exchange(answered).await.1.unwrap_err()
}

#[tokio::test]
async fn a_connection_that_breaks_after_the_request_leaves_doubt() {
    for answered in [
        "",
        "HTTP/1.1 20",
        "HTTP/1.1 201 Created\r\ncontent-length: 10\r\n\r\n{}",
        "rubbish\r\n\r\n",
    ] {
        let error = fails(answered).await;
        assert!(matches!(error, TransportError::MaybeReceived(_)), "{answered:?}: {error}");
        assert!(!error.to_string().contains(KEY));
    }
}

#[tokio::test]
async fn an_answer_that_does_not_come_in_time_leaves_doubt() {
    let (listener, endpoint) = listen().await;
    let far = tokio::spawn(async move { accept(&listener).await });
    let error = transport(&endpoint).exchange(request()).await.unwrap_err();
    assert!(
        matches!(&error, TransportError::MaybeReceived(reason) if reason.contains("timed out")),
        "{error}"
    );
    drop(far.await.unwrap());
}

#[tokio::test]
async fn a_connection_that_never_stood_was_not_sent() {
    let (listener, endpoint) = listen().await;
    drop(listener);
    let error = transport(&endpoint).exchange(request()).await.unwrap_err();
    assert!(
        matches!(&error, TransportError::NotSent(reason) if reason.contains("refused")),
        "{error}"
    );
}

#[tokio::test]
async fn a_far_side_that_speaks_no_tls_was_sent_nothing() {
    let (listener, endpoint) = listen().await;
    let far = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        let mut hello = [0; 16];
        let length = stream.read(&mut hello).await.unwrap();
        hello[..length].to_vec()
    });
    let error =
        transport(&endpoint.replace("http:", "https:")).exchange(request()).await.unwrap_err();
    assert!(matches!(error, TransportError::NotSent(_)), "{error}");
    let hello = far.await.unwrap();
    assert_eq!(hello.first(), Some(&0x16), "a TLS handshake and nothing else");
}
