//! Every endpoint, and the way of a request through the checks that all of them share.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{Query, RawPathParams, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use futures_util::StreamExt as _;
use rusqlite::Connection;
use serde_json::{Map, Value};

use super::answer::{Answer, Refusal, hang_up, respond};
use super::call::Call;
use super::limit::{Pool, Quota};
use super::route::{ENDPOINTS, Endpoint};
use super::settings::Settings;
use super::time::{self, Millis};
use super::world::World;
use super::world::faults::{self, Dropped, Fault};
use super::world::workspace;
use super::{door, due};
use crate::port::Clock;

/// Larger bodies are refused.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// Larger bodies are not even read to their end.
const MOST_FORGOTTEN: usize = 16 * LARGEST_BODY;

/// A workspace and how it behaves.
pub struct Sandbox {
    pub world: World,
    pub clock: Arc<dyn Clock>,
    pub settings: Settings,
}

/// The whole API of a sandbox: Braze's paths, and `/_sandbox/…`.
pub fn router(sandbox: Arc<Sandbox>) -> Router {
    let mut router = Router::new();
    for endpoint in ENDPOINTS {
        let filter =
            if endpoint.method == Method::GET { MethodFilter::GET } else { MethodFilter::POST };
        let serve = move |state, params, request| serve(endpoint, state, params, request);
        router = router.route(endpoint.path, on(filter, serve));
    }
    let elsewhere = || std::future::ready(respond(Err(Refusal::not_found()), None));
    router.fallback(elsewhere).method_not_allowed_fallback(elsewhere).with_state(sandbox)
}

async fn serve(
    endpoint: &'static Endpoint,
    State(sandbox): State<Arc<Sandbox>>,
    params: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
) -> Response {
    // A path whose pieces are no text names nothing.
    let Ok(params) = params else { return respond(Err(Refusal::not_found()), None) };
    let path = params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let asked = match Asked::read(request, path).await {
        Ok(asked) => asked,
        Err(refusal) => return respond(Err(refusal), None),
    };
    // SQLite blocks.
    let work = tokio::task::spawn_blocking(move || sandbox.answer(endpoint, asked));
    let (response, delay) = work.await.unwrap_or_else(|panicked| {
        let text = format!("Internal Server Error: {panicked}");
        let refusal = Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, text);
        (respond(Err(refusal), None), Duration::ZERO)
    });
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    response
}

/// A request whose form is right.
struct Asked {
    headers: HeaderMap,
    uri: Uri,
    path: Vec<(String, String)>,
    query: Vec<(String, String)>,
    /// `None`: larger than is read.
    body: Option<Map<String, Value>>,
}

impl Asked {
    async fn read(request: Request, path: Vec<(String, String)>) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let posted = parts.method != Method::GET;
        if posted && !says_json(&parts.headers) {
            let text = "Unsupported Media Type";
            return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, text));
        }
        let Query(query) =
            Query::try_from_uri(&parts.uri).map_err(|e| Refusal::bad(e.to_string()))?;
        let body = if posted { read_object(body).await? } else { Some(Map::new()) };
        Ok(Self { headers: parts.headers, uri: parts.uri, path, query, body })
    }
}

fn says_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = value.unwrap_or_default().split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

async fn read_object(body: Body) -> Result<Option<Map<String, Value>>, Refusal> {
    let Some(bytes) = read_bytes(body).await else { return Ok(None) };
    if bytes.is_empty() {
        return Ok(Some(Map::new()));
    }
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(map)) => Ok(Some(map)),
        Ok(_) => Err(Refusal::bad("the body is an object")),
        Err(error) => Err(Refusal::syntax(format!("The body is not JSON: {error}"))),
    }
}

/// The whole body; `None` where it is too large. What is too large is read and forgotten, within
/// reason: who hangs up on a client that still writes is not heard by it.
async fn read_bytes(body: Body) -> Option<Vec<u8>> {
    let mut pieces = body.into_data_stream();
    let (mut bytes, mut size) = (Vec::new(), 0);
    // The stream's own errors are the client's hanging up: nobody reads the answer then.
    while let Some(piece) = pieces.next().await {
        let piece = piece.ok()?;
        size += piece.len();
        if size > MOST_FORGOTTEN {
            return None;
        }
        if size <= LARGEST_BODY {
            bytes.extend_from_slice(&piece);
        }
    }
    (size <= LARGEST_BODY).then_some(bytes)
}

/// What a request came to.
struct Outcome {
    answer: Result<Answer, Refusal>,
    quota: Option<Quota>,
    fault: Fault,
    /// When it was answered, by the workspace's clock.
    now: Millis,
}

impl Sandbox {
    /// The answer, and how long it takes to arrive.
    fn answer(&self, endpoint: &Endpoint, asked: Asked) -> (Response, Duration) {
        if let Some(permission) = endpoint.permission
            && let Err(refusal) = door::enter(&self.settings.keys, &asked.headers, permission)
        {
            return (respond(Err(refusal), None), Duration::ZERO);
        }
        let now = self.clock.now().0.as_millisecond();
        let outcome = self.world.transact(|db| self.limited(db, endpoint, asked, now));
        match outcome {
            Ok(Outcome { fault, .. }) if fault.dropped.is_some() => (hang_up(), fault.delay),
            Ok(Outcome { answer, quota, fault, now }) => {
                (dated(respond(answer, quota), now), fault.delay)
            }
            Err(error) => (respond(Err(error.into()), None), Duration::ZERO),
        }
    }

    fn limited(
        &self,
        db: &Connection,
        endpoint: &Endpoint,
        asked: Asked,
        now: Millis,
    ) -> rusqlite::Result<Outcome> {
        let now = now.saturating_add(workspace::ahead(db)?);
        due::catch_up(db, &self.settings, now)?;
        let (quota, too_many) = endpoint.pool.spend(db, &self.settings, now)?;
        let immune = too_many || endpoint.pool == Pool::Free;
        let fault = if immune { None } else { faults::next(db, asked.uri.path())? };
        let fault = fault.unwrap_or_default();
        let limited = too_many || fault.answer == Some(StatusCode::TOO_MANY_REQUESTS);
        let answer = match fault.answer {
            _ if limited => Err(Refusal::new(StatusCode::TOO_MANY_REQUESTS, "Rate Limited")),
            // Nobody hears this one.
            None if fault.dropped == Some(Dropped::BeforeWork) => Ok(Answer::success()),
            Some(status) => Err(refused(status, fault.message.as_deref())),
            None => self.perform(db, endpoint, asked, now, fault.lost)?,
        };
        let quota = Some(if limited { quota.exhausted() } else { quota });
        Ok(Outcome { answer, quota, fault, now })
    }

    /// Does the work; what was refused leaves no trace.
    fn perform(
        &self,
        db: &Connection,
        endpoint: &Endpoint,
        asked: Asked,
        now: Millis,
        lost: bool,
    ) -> rusqlite::Result<Result<Answer, Refusal>> {
        let Asked { path, query, body: Some(body), .. } = asked else {
            return Ok(Err(Refusal::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "Request Entity Too Large",
            )));
        };
        let call = Call { now, lost, settings: &self.settings, path, query, body };
        db.execute_batch("SAVEPOINT work")?;
        let answer = (endpoint.answer)(&call, db);
        db.execute_batch(if answer.is_ok() {
            "RELEASE work"
        } else {
            "ROLLBACK TO work; RELEASE work"
        })?;
        Ok(answer)
    }
}

/// What time it is here: a clock that was moved moves the limits' windows, too.
fn dated(mut response: Response, now: Millis) -> Response {
    let date = HeaderValue::from_str(&time::http(now)).expect("a date is a header's value");
    response.headers_mut().insert(header::DATE, date);
    response
}

fn refused(status: StatusCode, message: Option<&str>) -> Refusal {
    let own = status.canonical_reason().unwrap_or("Internal Server Error");
    Refusal::new(status, message.unwrap_or(own))
}
