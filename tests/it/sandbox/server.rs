//! The sandbox over HTTP: as the library serves it, and as the binary does.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command};
use std::sync::Arc;

use campaignctl::port::memory::SettableClock;
use campaignctl::sandbox::{Hosts, Sandbox, Server, Settings, World};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::asked::{arrived, campaign, email_to, instant, users};
use crate::commands::folder::Folder;

/// A sandbox on a free port, until the test ends.
pub(super) async fn served(hosts: Hosts) -> String {
    served_by(Server { hosts, ..Server::default() }, Settings::default()).await
}

pub(super) async fn served_by(server: Server, settings: Settings) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let clock = Arc::new(SettableClock::at(instant("2026-01-05T12:00:00Z")));
    let sandbox = Sandbox { world: World::in_memory(&settings).unwrap(), clock, settings };
    tokio::spawn(server.serve(listener, Arc::new(sandbox), std::future::pending()));
    format!("http://{address}")
}

fn client() -> reqwest::Client {
    // Installing a second time fails and changes nothing.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

pub(crate) async fn post(
    url: &str,
    path: &str,
    key: &str,
    body: impl Into<reqwest::Body>,
) -> (u16, Value) {
    let request = client().post(format!("{url}{path}")).bearer_auth(key);
    let request = request.header("content-type", "application/json").body(body);
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap())
}

pub(crate) async fn get(url: &str, target: &str, key: &str) -> (u16, Value) {
    let answer = client().get(format!("{url}{target}")).bearer_auth(key).send().await.unwrap();
    let status = answer.status().as_u16();
    (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap())
}

async fn list_with(url: &str, header: &str, value: &str) -> (u16, Value) {
    let request = client().get(format!("{url}/campaigns/list")).bearer_auth("sandbox");
    let answer = request.header(header, value).send().await.unwrap();
    let status = answer.status().as_u16();
    (status, serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap())
}

#[tokio::test]
async fn it_answers_over_http() {
    let url = served(Hosts::default()).await;
    assert_eq!(post(&url, "/_sandbox/campaigns", "sandbox", campaign().to_string()).await.0, 201);
    assert_eq!(post(&url, "/users/track", "sandbox", users(1).to_string()).await.0, 201);
    let (status, body) =
        post(&url, "/messages/send", "sandbox", email_to(&["user-1"]).to_string()).await;
    assert_eq!((status, &body["message"]), (201, &json!("success")));
}

#[tokio::test]
async fn it_answers_names_of_this_machine_and_no_others() {
    let url = served(Hosts::allowing(["Braze.internal:80".to_owned()])).await;
    for host in ["localhost", "LOCALHOST:8321", "127.0.0.1:1", "127.1.2.3", "[::1]:8321"] {
        assert_eq!(list_with(&url, "host", host).await.0, 200, "{host}");
    }
    assert_eq!(list_with(&url, "host", "braze.internal:9000").await.0, 200, "allowed");
    for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1"] {
        let (status, body) = list_with(&url, "host", host).await;
        assert_eq!(status, 403, "{host}");
        assert!(body["message"].as_str().unwrap().contains("--allow-host"), "{body}");
    }
}

#[tokio::test]
async fn it_answers_pages_of_this_machine_and_no_others() {
    let url = served(Hosts::default()).await;
    assert_eq!(list_with(&url, "origin", "http://localhost:3000").await.0, 200);
    for origin in ["https://evil.example", "null", "http://localhost.evil.example", "localhost"] {
        assert_eq!(list_with(&url, "origin", origin).await.0, 403, "{origin}");
    }
    let url = served(Hosts::allowing(["app.example".to_owned()])).await;
    assert_eq!(list_with(&url, "origin", "https://app.example").await.0, 200, "allowed");
}

#[tokio::test]
async fn a_body_of_more_than_4_mb_is_refused_in_words() {
    let url = served(Hosts::default()).await;
    let long = |size: usize| format!(r#"{{"attributes":[],"x":"{}"}}"#, "x".repeat(size));
    let (status, body) = post(&url, "/users/track", "sandbox", long(5 << 20)).await;
    assert_eq!((status, &body["message"]), (413, &json!("Request Entity Too Large")));
    let (status, _) = post(&url, "/users/track", "sandbox", long(3 << 20)).await;
    assert_eq!(status, 400, "read, and found empty");
}

#[tokio::test]
async fn a_connection_drops_before_any_byte_with_the_work_done_or_not() {
    let url = served(Hosts::default()).await;
    let address = url.strip_prefix("http://").unwrap().parse().unwrap();
    post(&url, "/_sandbox/campaigns", "sandbox", campaign().to_string()).await;
    post(&url, "/users/track", "sandbox", users(1).to_string()).await;
    let body = email_to(&["user-1"]).to_string();
    for (drop, delivered) in [(json!("before_work"), 0), (json!("after_work"), 1), (json!(true), 2)]
    {
        let fault = json!({ "next": 1, "drop": drop, "path": "/messages/send" });
        assert_eq!(post(&url, "/_sandbox/faults", "", fault.to_string()).await.0, 201);
        assert_eq!(arrived(address, &body).await, "", "{drop}");
        let (_, inbox) = get(&url, "/_sandbox/inbox", "").await;
        assert_eq!(inbox["messages"].as_array().unwrap().len(), delivered, "{drop}: {inbox}");
    }
    assert!(arrived(address, &body).await.starts_with("HTTP/1.1 201"), "the next is answered");
}

#[tokio::test]
async fn no_two_answers_have_the_same_request_id() {
    let url = served(Hosts::default()).await;
    let mut ids = std::collections::BTreeSet::new();
    for path in ["/campaigns/list", "/nowhere", "/_sandbox/health"] {
        let answer = client().get(format!("{url}{path}")).send().await.unwrap();
        ids.insert(answer.headers()["x-request-id"].to_str().unwrap().to_owned());
    }
    assert_eq!(ids.len(), 3, "{ids:?}");
}

/// The binary, serving; it ends with the value.
pub(crate) struct Served {
    child: Child,
    pub(crate) url: String,
}

impl Served {
    pub(crate) fn start(folder: &Folder, line: &str) -> Self {
        let mut child = folder.command(line.split(' ')).spawn().unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        Self { child, url: url.trim_end().to_owned() }
    }

    /// Ends it as a person does, and says how it ended.
    fn interrupt(&mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _killed = self.child.kill();
        let _ended = self.child.wait();
    }
}

#[tokio::test]
async fn the_binary_prints_its_address_first_and_ends_with_ctrl_c() {
    let folder = Folder::empty();
    for line in ["sandbox --port 0", "sandbox serve --port 0 --key k --key sandbox"] {
        let mut served = Served::start(&folder, line);
        assert!(served.url.starts_with("http://127.0.0.1:"), "{}", served.url);
        assert_eq!(post(&served.url, "/users/track", "sandbox", users(1).to_string()).await.0, 201);
        assert_eq!(served.interrupt(), Some(0), "{line}");
    }
}

#[tokio::test]
async fn a_store_outlives_the_server() {
    let folder = Folder::empty();
    let line = "sandbox serve --port 0 --store world.sqlite";
    let mut first = Served::start(&folder, line);
    assert_eq!(
        post(&first.url, "/_sandbox/campaigns", "sandbox", campaign().to_string()).await.0,
        201
    );
    first.interrupt();
    let second = Served::start(&folder, line);
    let (_, body) = list_with(&second.url, "accept", "*/*").await;
    assert_eq!(body["campaigns"][0]["name"], "Order confirmations");
}

#[test]
fn other_machines_reach_it_only_when_that_is_said() {
    Folder::empty().run("sandbox --port 0 --listen 0.0.0.0").ends(6).says("add --expose");
}

#[test]
fn a_port_that_is_taken_is_named() {
    let folder = Folder::empty();
    let served = Served::start(&folder, "sandbox --port 0");
    let port = served.url.rsplit(':').next().unwrap();
    let line = format!("sandbox --port {port}");
    folder.run(&line).ends(1).says(&format!("could not listen on 127.0.0.1:{port}"));
}
