//! Over real sockets: clients that mean no good, or know no better.

use std::time::Duration;

use campaignctl::sandbox::{Hosts, Server, Settings};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::server::{get, served, served_by};

const HEAD: &str = "Host: localhost\r\nAuthorization: Bearer sandbox\r\n\
                    Content-Type: application/json\r\nConnection: close\r\n";

async fn connect(url: &str) -> TcpStream {
    TcpStream::connect(url.strip_prefix("http://").unwrap()).await.unwrap()
}

/// What arrives until the far side closes.
async fn rest(mut socket: TcpStream) -> String {
    let mut arrived = Vec::new();
    // A connection that is reset is as gone as one that is closed.
    drop(socket.read_to_end(&mut arrived).await);
    String::from_utf8_lossy(&arrived).into_owned()
}

async fn asked(url: &str, request: &str) -> String {
    let mut socket = connect(url).await;
    socket.write_all(request.as_bytes()).await.unwrap();
    rest(socket).await
}

fn is(answer: &str, status: u16, message: &str) {
    assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
    assert!(answer.contains(&format!(r#"{{"message":"{message}""#)), "{answer}");
}

fn impatient(connections: usize) -> Server {
    Server { patience: Duration::from_millis(100), connections, hosts: Hosts::default() }
}

#[tokio::test]
async fn who_never_ends_its_head_or_its_body_is_not_waited_for() {
    let url = served_by(impatient(10), Settings::default()).await;
    let mut slow = connect(&url).await;
    slow.write_all(b"GET /campaigns/list HTTP/1.1\r\nHost: localhost\r\n").await.unwrap();
    assert_eq!(rest(slow).await, "", "no head, no answer");
    let lie = format!("POST /users/track HTTP/1.1\r\n{HEAD}Content-Length: 500\r\n\r\n{{");
    is(&asked(&url, &lie).await, 408, "Request Timeout");
}

#[tokio::test]
async fn who_holds_every_connection_keeps_nobody_out_for_long() {
    let url = served_by(impatient(2), Settings::default()).await;
    let held = [connect(&url).await, connect(&url).await, connect(&url).await];
    assert_eq!(get(&url, "/campaigns/list", "sandbox").await.0, 200);
    drop(held);
}

#[tokio::test]
async fn bodies_that_are_not_as_long_as_they_say() {
    let url = served(Hosts::default()).await;
    let post = |rest: &str| format!("POST /users/track HTTP/1.1\r\n{HEAD}{rest}");
    is(
        &asked(&url, &post("Content-Length: 5\r\n\r\n{\"attributes\":[]}")).await,
        400,
        "Bad Request",
    );
    is(
        &asked(&url, &post("Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n")).await,
        400,
        "Bad Request",
    );
    let mut socket = connect(&url).await;
    let short = post("Content-Length: 500\r\n\r\n{}");
    socket.write_all(short.as_bytes()).await.unwrap();
    socket.shutdown().await.unwrap();
    is(&rest(socket).await, 400, "Bad Request");
}

#[tokio::test]
async fn a_large_body_that_does_not_say_how_long_it_is() {
    let url = served(Hosts::default()).await;
    let chunk = format!("100000\r\n{}\r\n", "x".repeat(1 << 20));
    let body = format!("Transfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n", chunk.repeat(5));
    let answer = asked(&url, &format!("POST /users/track HTTP/1.1\r\n{HEAD}{body}")).await;
    is(&answer, 413, "Request Entity Too Large");
}

#[tokio::test]
async fn other_methods_and_paths_are_refused_in_json() {
    let url = served(Hosts::default()).await;
    for line in [
        "DELETE /campaigns/list",
        "BREW /campaigns/list",
        "OPTIONS /messages/send",
        "GET /messages/send",
        "GET /campaigns/list/",
        "GET /campaigns/../campaigns/list",
        "POST /_sandbox/campaigns/%FF/archive",
        "GET /",
    ] {
        let answer = asked(&url, &format!("{line} HTTP/1.1\r\n{HEAD}\r\n")).await;
        is(&answer, 404, "Invalid URL");
        assert!(answer.contains("content-type: application/json"), "{line}: {answer}");
    }
}

#[tokio::test]
async fn a_second_host_counts_too() {
    let url = served(Hosts::default()).await;
    for line in [
        "GET /campaigns/list HTTP/1.1\r\nHost: evil.example\r\n",
        "GET http://evil.example/campaigns/list HTTP/1.1\r\n",
    ] {
        let answer = asked(&url, &format!("{line}{HEAD}\r\n")).await;
        is(&answer, 403, "the sandbox does not answer to this Host: allow it with --allow-host");
    }
    let answer = asked(&url, "GET /campaigns/list HTTP/1.0\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.0 403 "), "{answer}");
}

#[tokio::test]
async fn what_is_no_http_ends_its_own_connection_only() {
    let url = served(Hosts::default()).await;
    for noise in ["hello\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
        let answer = asked(&url, noise).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400 "), "{answer}");
    }
    assert_eq!(get(&url, "/campaigns/list", "sandbox").await.0, 200);
}
