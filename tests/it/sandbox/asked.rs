//! A workspace over its router, a clock that the story sets, and answers as values.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, Response};
use campaignctl::model::Timestamp;
use campaignctl::port::memory::SettableClock;
use campaignctl::sandbox::{Sandbox, Settings, World, router};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tower::ServiceExt;

pub(crate) const CAMPAIGN: &str = "d8b73da7-0b7c-fc72-5b5c-1f4d2c8c0f10";
pub(crate) const EMAIL: &str = "3c0d1a0e-8d5e-4b8a-9e0c-7f3b5a3c5c11";
pub(crate) const PUSH: &str = "iosPush-640";

pub(crate) struct Braze {
    router: Router,
    clock: Arc<SettableClock>,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

impl Braze {
    /// An empty workspace at noon of 2026-01-05.
    pub(crate) fn new() -> Self {
        Self::with(Settings::default())
    }

    pub(crate) fn with(settings: Settings) -> Self {
        let clock = Arc::new(SettableClock::at(instant("2026-01-05T12:00:00Z")));
        let world = World::in_memory(&settings).unwrap();
        let sandbox = Sandbox { world, clock: Arc::clone(&clock) as _, settings };
        Self { router: router(Arc::new(sandbox)), clock }
    }

    /// With the campaign of [`campaign`], and users 1 to 3 whom email and push reach.
    pub(crate) async fn with_campaign() -> Self {
        let braze = Self::new();
        braze.post("/_sandbox/campaigns", campaign()).await.created();
        braze.post("/users/track", users(3)).await.created();
        braze
    }

    pub(crate) fn at(&self, time: &str) {
        self.clock.set(instant(time));
    }

    /// The same workspace for a server.
    pub(crate) fn router(&self) -> Router {
        self.router.clone()
    }

    pub(crate) async fn raw(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub(crate) async fn ask(&self, request: Request<Body>) -> Answer {
        let (parts, body) = self.raw(request).await.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let body = serde_json::from_slice(&bytes).unwrap();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(post(path).body(Body::from(body.to_string())).unwrap()).await
    }

    pub(crate) async fn get(&self, target: &str) -> Answer {
        self.ask(get(target).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn send(&self, body: Value) -> Answer {
        self.post("/messages/send", body).await
    }

    /// Who does what with which message; the answer's `errors`.
    pub(crate) async fn engage(&self, person: &str, message: &str, action: &str) -> Value {
        let action = json!({ "external_user_id": person, "message_variation_id": message, "action": action });
        let answer = self.post("/_sandbox/engage", json!({ "actions": [action] })).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.body["errors"].clone()
    }

    /// One day's row of the campaign's series.
    pub(crate) async fn day(&self, date: &str) -> Value {
        let target = format!(
            "/campaigns/data_series?campaign_id={CAMPAIGN}&length=1&ending_at={date}T23:00:00Z"
        );
        let answer = self.get(&target).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body["data"][0].clone()
    }

    /// The people whom a message was delivered to.
    pub(crate) async fn inbox(&self, query: &str) -> Vec<Value> {
        let answer = self.get(&format!("/_sandbox/inbox?{query}")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body["messages"].as_array().unwrap().clone()
    }
}

impl Answer {
    pub(crate) fn created(self) -> Self {
        assert_eq!(self.status, 201, "{}", self.body);
        self
    }

    pub(crate) fn message(&self) -> &str {
        self.body["message"].as_str().unwrap_or_else(|| panic!("no message: {}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }
}

pub(crate) fn instant(text: &str) -> Timestamp {
    Timestamp(text.parse().unwrap())
}

pub(crate) fn post(path: &str) -> axum::http::request::Builder {
    Request::post(path)
        .header("authorization", "Bearer sandbox")
        .header("content-type", "application/json")
}

/// What arrives for a send over a socket until the far side closes it, as text.
pub(crate) async fn arrived(address: SocketAddr, body: &str) -> String {
    let mut socket = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "POST /messages/send HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer sandbox\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len(),
    );
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut arrived = Vec::new();
    // A connection that is reset is as gone as one that is closed.
    drop(socket.read_to_end(&mut arrived).await);
    String::from_utf8(arrived).unwrap()
}

pub(crate) fn get(target: &str) -> axum::http::request::Builder {
    Request::get(target).header("authorization", "Bearer sandbox")
}

/// An email and a push, two conversion events.
pub(crate) fn campaign() -> Value {
    json!({
        "id": CAMPAIGN,
        "name": "Order confirmations",
        "description": "Says thanks.",
        "tags": ["transactional"],
        "conversion_behaviors": [
            { "type": "Performs Custom Event", "window": 259_200, "custom_event_name": "order_viewed" },
            { "type": "Makes Any Purchase", "window": 86_400 },
        ],
        "messages": [
            { "id": EMAIL, "channel": "email", "name": "Plain" },
            { "id": PUSH, "channel": "apple_push", "name": "Short" },
        ],
    })
}

/// `user-1` … with an address and a device.
pub(crate) fn users(count: usize) -> Value {
    let user = |number| {
        json!({
            "external_id": format!("user-{number}"),
            "email": format!("user-{number}@example.com"),
            "push_tokens": [{ "app_id": "storefront", "token": format!("token-{number}") }],
        })
    };
    json!({ "attributes": (1..=count).map(user).collect::<Vec<_>>() })
}

pub(crate) fn email_object() -> Value {
    json!({
        "message_variation_id": EMAIL,
        "app_id": "storefront",
        "from": "Shop <news@mail.example.com>",
        "subject": "Hello {{${first_name} | default: 'there'}}",
        "body": "<p>Hi</p>",
    })
}

pub(crate) fn push_object() -> Value {
    json!({ "message_variation_id": PUSH, "alert": { "title": "Sale", "body": "Now on" } })
}

/// A tracked send of the email to some people.
pub(crate) fn email_to(people: &[&str]) -> Value {
    json!({
        "external_user_ids": people,
        "campaign_id": CAMPAIGN,
        "messages": { "email": email_object() },
    })
}

/// A tracked send of both messages to some people.
pub(crate) fn both_to(people: &[&str]) -> Value {
    json!({
        "external_user_ids": people,
        "campaign_id": CAMPAIGN,
        "messages": { "email": email_object(), "apple_push": push_object() },
    })
}
