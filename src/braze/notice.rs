//! What a client tells of its calls while they happen.

use std::time::Duration;

use super::limit::left;
use crate::model::Timestamp;
use crate::port::{Request, Response, Transport, TransportError};

/// How much of a body is told.
const LONGEST_BODY: usize = 4_000;

/// Texts are without keys and secrets, and otherwise as they came: they are to be made printable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// One exchange.
    Exchanged(Box<Exchanged>),
    /// A call, or several at once, wait.
    Waiting { path: String, wait: Duration, why: Why },
    /// A wait was not begun, because the budget does not allow it.
    Spent { wait: Duration, waited: Duration, budget: Duration },
}

/// What is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The end of a rate limit's window.
    Limit,
    /// Another try, after this failed.
    Failed(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exchanged {
    /// `GET /campaigns/list?page=0`.
    pub call: String,
    /// The status, or why there is none.
    pub status: Result<u16, String>,
    pub took: Duration,
    /// Calls that are left, of how many, until when.
    pub left: Option<Left>,
    pub request_id: Option<String>,
    pub asked: String,
    pub answered: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    pub calls: u64,
    pub of: Option<u64>,
    pub ends_in: Duration,
}

impl Exchanged {
    pub(super) fn of(
        request: &Request,
        answer: &Result<Response, TransportError>,
        took: Duration,
        now: Timestamp,
        transport: &dyn Transport,
    ) -> Self {
        let shown = |bytes: &[u8]| -> String {
            transport.shown(bytes).chars().take(LONGEST_BODY).collect()
        };
        let pairs = request.query.iter().map(|(name, value)| format!("{name}={value}"));
        let query = pairs.collect::<Vec<_>>().join("&");
        let mark = if query.is_empty() { "" } else { "?" };
        let call = format!("{} {}{mark}{query}", request.method, request.path);
        let response = answer.as_ref().ok();
        let header = |name| response.and_then(|response| response.header(name));
        let of = header("x-ratelimit-limit").and_then(|text| text.trim().parse().ok());
        Self {
            call: shown(call.as_bytes()),
            status: match answer {
                Ok(response) => Ok(response.status),
                Err(error) => Err(shown(error.to_string().as_bytes())),
            },
            took,
            left: response.and_then(|response| left(response, now)).map(|(calls, ends_in)| Left {
                calls,
                of,
                ends_in,
            }),
            request_id: header("x-request-id").map(|id| shown(id.as_bytes())),
            asked: request.body.as_deref().map(&shown).unwrap_or_default(),
            answered: response.map(|response| shown(&response.body)).unwrap_or_default(),
        }
    }
}
