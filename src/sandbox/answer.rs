//! Envelopes: what an answer says, and how Braze wraps it.

use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::id;
use super::limit::Quota;

/// An answer of a request that was taken.
#[derive(Debug)]
pub(super) struct Answer {
    status: StatusCode,
    body: Value,
}

impl Answer {
    /// To a GET that was answered.
    pub(super) fn read(body: Value) -> Self {
        Self { status: StatusCode::OK, body }
    }

    /// To a POST that was taken.
    pub(super) fn taken(body: Value) -> Self {
        Self { status: StatusCode::CREATED, body }
    }

    pub(super) fn success() -> Self {
        Self::taken(json!({ "message": "success" }))
    }

    /// To a POST that will be done later.
    pub(super) fn accepted() -> Self {
        Self { status: StatusCode::ACCEPTED, ..Self::success() }
    }

    /// What went wrong with parts of the request.
    pub(super) fn minor(&self) -> Vec<String> {
        let errors = self.body["errors"].as_array().into_iter().flatten();
        errors
            .map(|error| error["type"].as_str().or(error.as_str()).unwrap_or_default().to_owned())
            .collect()
    }

    /// Adds what went wrong with parts of the request, if anything did.
    pub(super) fn with_minor(mut self, errors: Vec<Value>) -> Self {
        if !errors.is_empty() {
            self.body["errors"] = errors.into();
        }
        self
    }
}

/// A request that was not taken: nothing of it was done.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    text: String,
    /// What is wrong with the syntax: Braze has that under `error`.
    syntax: Option<String>,
    errors: Vec<String>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, text: impl Into<String>) -> Self {
        Self { status, text: text.into(), syntax: None, errors: Vec::new() }
    }

    /// One of the documented fatal errors.
    pub(super) fn fatal(text: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, text)
    }

    /// `Bad Request`, with a word on what is bad where Braze has no text of its own.
    pub(super) fn bad(detail: impl Into<String>) -> Self {
        let mut refusal = Self::fatal("Bad Request");
        refusal.errors.push(detail.into());
        refusal
    }

    /// A body that is not JSON.
    pub(super) fn syntax(text: String) -> Self {
        Self { syntax: Some(text), ..Self::fatal("Bad Request") }
    }

    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Invalid URL")
    }

    /// Why, for people: the word on what is bad, or Braze's text.
    pub(super) fn reason(mut self) -> String {
        self.errors.pop().unwrap_or(self.text)
    }

    fn body(self) -> Value {
        let mut body = Map::from_iter([("message".to_owned(), self.text.into())]);
        if let Some(syntax) = self.syntax {
            body.insert("error".to_owned(), syntax.into());
        }
        if !self.errors.is_empty() {
            body.insert("errors".to_owned(), self.errors.into());
        }
        body.into()
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        let mut refusal = Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error");
        refusal.errors.push(format!("the sandbox's store: {error}"));
        refusal
    }
}

/// The answer as HTTP, with the headers that every answer of Braze has.
pub(super) fn respond(answer: Result<Answer, Refusal>, quota: Option<Quota>) -> Response {
    let (status, body) = match answer {
        Ok(answer) => (answer.status, answer.body),
        Err(refusal) => (refusal.status, refusal.body()),
    };
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(HeaderName::from_static("x-request-id"), request_id());
    for (name, value) in super::limit::headers(quota) {
        headers.insert(name, value);
    }
    response
}

/// No two answers of a process have the same.
fn request_id() -> HeaderValue {
    static ANSWERS: AtomicI64 = AtomicI64::new(0);
    let id = id::uuid("request", std::process::id().into(), ANSWERS.fetch_add(1, Relaxed));
    HeaderValue::from_str(&id).expect("digits and hyphens are a header's value")
}

/// The far side hung up: in process a mark, over HTTP a connection that is cut before the answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct HungUp;

pub(super) fn hang_up() -> Response {
    let broken = std::io::Error::new(std::io::ErrorKind::ConnectionReset, "the connection dropped");
    let stream = futures_util::stream::once(std::future::ready(Err::<&'static str, _>(broken)));
    let mut response = Response::new(Body::from_stream(stream));
    response.extensions_mut().insert(HungUp);
    response
}
