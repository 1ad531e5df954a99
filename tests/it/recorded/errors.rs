//! Every error text of the contract: the sandbox says it in some situation, and the client turns it
//! into what to do.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use bytes::Bytes;
use campaignctl::braze::help_for;
use campaignctl::model::CampaignId;
use campaignctl::port::{Delivery, Messenger as _, MessengerError, Response, Statistics as _};
use campaignctl::sandbox::{Key, Permissions, Settings};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::braze::{Scripted, live, now};
use crate::sandbox::asked::{Answer, Braze, campaign, users};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    /// As it stands in `message`.
    text: String,
    status: u16,
    /// A part of what the client says to do; none where the status says it all.
    help: Option<String>,
    /// What leads to it: the last answer is the one.
    asks: Vec<Value>,
    /// As people see it, if not as it is.
    shown: Option<String>,
    /// Why the sandbox says it only when it is told to.
    #[serde(rename = "legacy")]
    _legacy: Option<String>,
}

fn examples() -> Vec<Example> {
    serde_json::from_str(include_str!("errors.json")).unwrap()
}

/// `@x3` is `xxx`, `@ids3` three ids, `@users3` three users: what is long stays readable.
fn expanded(value: &Value) -> Value {
    let number = |text: &str, mark| text.strip_prefix(mark).and_then(|n: &str| n.parse().ok());
    match value {
        Value::String(text) => {
            let ids = |n: usize| (0..n).map(|id| json!(format!("user-{id}"))).collect::<Vec<_>>();
            if let Some(n) = number(text, "@x") {
                json!("x".repeat(n))
            } else if let Some(n) = number(text, "@ids") {
                json!(ids(n))
            } else if let Some(n) = number(text, "@users") {
                json!(ids(n).into_iter().map(|id| json!({ "external_id": id })).collect::<Vec<_>>())
            } else {
                value.clone()
            }
        }
        Value::Array(items) => items.iter().map(expanded).collect(),
        Value::Object(map) => {
            map.iter().map(|(name, value)| (name.clone(), expanded(value))).collect()
        }
        other => other.clone(),
    }
}

async fn ask(braze: &Braze, ask: &Value) -> Answer {
    let text = |name: &str| ask[name].as_str();
    let request = match text("post") {
        Some(path) => {
            Request::post(path).header("content-type", text("type").unwrap_or("application/json"))
        }
        None => Request::get(text("get").unwrap()),
    };
    let request = match text("authorization").unwrap_or("Bearer sandbox") {
        "" => request,
        header => request.header("authorization", header),
    };
    let body = ask.get("body").map_or_else(String::new, |body| expanded(body).to_string());
    braze.ask(request.body(Body::from(body)).unwrap()).await
}

async fn workspace() -> Braze {
    let only = Permissions::Only(BTreeSet::from(["campaigns.list".to_owned()]));
    let keys = vec![
        Key::of("sandbox"),
        Key { permissions: only, ..Key::of("reader") },
        Key { allowed_ips: vec!["203.0.113.7".parse().unwrap()], ..Key::of("elsewhere") },
    ];
    let braze = Braze::with(Settings { keys, ..Settings::default() });
    braze.post("/_sandbox/campaigns", campaign()).await.created();
    braze.post("/users/track", users(3)).await.created();
    braze
}

#[tokio::test]
async fn the_sandbox_says_each() {
    for example in examples() {
        let braze = workspace().await;
        let [setup @ .., last] = &example.asks[..] else {
            panic!("{} is never asked", example.text)
        };
        for one in setup {
            let answer = ask(&braze, one).await;
            assert_eq!(answer.status, 201, "{}: {}", example.text, answer.body);
        }
        let answer = ask(&braze, last).await;
        let said = (answer.status, answer.message());
        assert_eq!(said, (example.status, &*example.text), "{}", answer.body);
    }
}

/// The same answer, wherever the text stands ("API errors and responses").
fn envelopes(text: &str) -> [Value; 4] {
    [
        json!({ "message": text }),
        json!({ "message": text, "errors": [] }),
        json!({ "error": text }),
        json!({ "errors": [{ "id": "x", "message": text }] }),
    ]
}

#[tokio::test]
async fn the_client_understands_each_in_every_envelope() {
    for Example { text, status, help, shown, .. } in examples() {
        let shown = shown.as_deref().unwrap_or(&text).replace("  ", " ");
        for body in envelopes(&text) {
            let (read, sent) = told(status, &body).await;
            if status == 429 {
                assert_eq!(read, "the rate limit is spent for another 1 seconds");
                assert_eq!(sent, "limited");
                continue;
            }
            for said in [&read, &sent] {
                assert!(said.contains(&shown), "{shown:?} is not in {said:?}");
                assert!(!said.contains("8f0c1b2a"), "{said:?}");
                let found = help_for(said);
                match &help {
                    Some(help) => {
                        let found = found.unwrap_or_else(|| panic!("no help for {said:?}"));
                        assert!(found.contains(help), "{said:?}: {found:?}");
                    }
                    None => assert_eq!(found, None, "{said:?}"),
                }
            }
            let kind = match status {
                401 | 403 => "no key",
                400..=499 => "refused",
                _ => "unknown",
            };
            assert!(sent.starts_with(kind), "{status} {sent:?}");
        }
    }
}

/// What is said of a read and of a send that are answered like this.
async fn told(status: u16, body: &Value) -> (String, String) {
    let response = Response { status, headers: Vec::new(), body: body.to_string().into() };
    let far: Arc<Scripted> = Scripted::of(vec![Ok(response)]);
    let client = live(&far);
    let campaign = CampaignId::parse("c").unwrap();
    let read = client.series(&campaign, now(), 1).await.unwrap_err().to_string();
    let client = live(&far);
    let sent = match client.deliver(Bytes::new()).await {
        Ok(Delivery::Refused { message, .. }) => format!("refused: {message}"),
        Ok(Delivery::Unknown { reason }) => format!("unknown: {reason}"),
        Ok(Delivery::Limited { .. }) => "limited".to_owned(),
        Ok(Delivery::Accepted { .. }) => "accepted".to_owned(),
        Err(MessengerError::Unauthorized(message)) => format!("no key: {message}"),
        Err(MessengerError::Unreachable(reason)) => format!("unreachable: {reason}"),
    };
    (read, sent)
}

#[test]
fn each_text_is_recorded_once() {
    let texts: Vec<_> = examples().into_iter().map(|example| example.text).collect();
    let different: BTreeSet<_> = texts.iter().collect();
    assert_eq!(different.len(), texts.len());
}

#[test]
fn what_nobody_knows_has_no_help() {
    assert_eq!(help_for("The moon is full"), None);
    assert_eq!(help_for(""), None);
}

#[test]
fn help_names_the_permission_and_the_dashboard_where_the_message_tells_of_them() {
    let permission = "You do not have permission to access this resource";
    let help = help_for(&format!("{permission} (GET /campaigns/list on rest.iad-03.braze.com)"));
    assert!(help.unwrap().starts_with("the key lacks the permission `campaigns.list`;"));
    for (host, dashboard) in [
        ("rest.iad-03.braze.com", "dashboard-03.braze.com"),
        ("rest.fra-02.braze.eu", "dashboard-02.braze.eu"),
        ("rest.us-10.braze.com", "dashboard.us-10.braze.com"),
        ("rest.iad-10.braze.com", "dashboard.us-10.braze.com"),
        ("rest.au-01.braze.com", "dashboard.au-01.braze.com"),
    ] {
        let help = help_for(&format!("Invalid API key: [key] (GET /campaigns/list on {host})"));
        let expected =
            format!("{host} is this workspace's instance: its dashboard is at {dashboard}");
        assert!(help.as_ref().unwrap().contains(&expected), "{help:?}");
    }
}
