//! Envelopes: what an answer says, and how Braze wraps it.

use std::sync::atomic::{AtomicI64, Ordering::Relaxed};

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::id;
use super::limit::Quota;
use super::settings::{Misfit, Settings};
use super::time::{self, Millis};

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
    pub(super) fn accepted(body: Value) -> Self {
        Self { status: StatusCode::ACCEPTED, body }
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

    /// Settings that are none.
    pub(super) fn misfits(misfits: Vec<Misfit>) -> Self {
        let words =
            misfits.into_iter().map(|Misfit { name, reason }| format!("`{name}`: {reason}"));
        Self { errors: words.collect(), ..Self::fatal("Bad Request") }
    }

    /// A body that is not JSON.
    pub(super) fn syntax(text: String) -> Self {
        Self { syntax: Some(text), ..Self::fatal("Bad Request") }
    }

    pub(super) fn unknown_path(settings: &Settings) -> Self {
        Self::new(StatusCode::NOT_FOUND, settings.unknown_path_text.as_str())
    }

    pub(super) fn not_permitted(settings: &Settings) -> Self {
        let status = StatusCode::from_u16(settings.missing_permission_status);
        Self::new(
            status.unwrap_or(StatusCode::FORBIDDEN),
            settings.missing_permission_text.as_str(),
        )
    }

    pub(super) fn rate_limited(settings: &Settings) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, settings.rate_limited_text.as_str())
    }

    /// Whether a limit was spent.
    pub(super) fn is_rate_limited(&self) -> bool {
        self.status == StatusCode::TOO_MANY_REQUESTS
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

/// The answer as HTTP, with the headers that every answer of Braze has. `Date` is the workspace's
/// own, so that the end of a rate limit is as far ahead of it as it is.
pub(super) fn respond(
    answer: Result<Answer, Refusal>,
    quota: Option<Quota>,
    now: Option<Millis>,
) -> Response {
    let (status, body) = match answer {
        Ok(answer) => (answer.status, answer.body),
        Err(refusal) => (refusal.status, refusal.body()),
    };
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(NOT_KEPT));
    headers.insert(HeaderName::from_static("x-request-id"), request_id());
    if let Some(date) = now.and_then(|now| HeaderValue::from_str(&time::http(now)).ok()) {
        headers.insert(header::DATE, date);
    }
    for (name, value) in super::limit::headers(quota) {
        headers.insert(name, value);
    }
    response
}

/// Nobody keeps an answer.
const NOT_KEPT: &str = "max-age=0, private, must-revalidate";

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
