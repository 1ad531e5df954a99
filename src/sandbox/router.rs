//! Every endpoint, and the way of a request through the checks that all of them share.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{Query, RawPathParams, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use futures_util::StreamExt as _;
use rusqlite::Connection;
use serde_json::{Map, Value};

use super::answer::{Answer, Refusal, hang_up, respond};
use super::call::Call;
use super::limit::{Pool, Quota};
use super::route::{ENDPOINTS, Endpoint};
use super::server::Caller;
use super::settings::Settings;
use super::time::Millis;
use super::world::World;
use super::world::faults::{self, Dropped, Fault};
use super::world::workspace;
use super::{door, due};
use crate::port::Clock;

/// Larger bodies are refused.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// Larger bodies are not even read to their end.
const MOST_FORGOTTEN: usize = 16 * LARGEST_BODY;

/// Who asks without a socket.
const IN_PROCESS: Caller = Caller { address: IpAddr::V4(Ipv4Addr::LOCALHOST), patience: None };

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
    router.fallback(elsewhere).method_not_allowed_fallback(elsewhere).with_state(sandbox)
}

async fn elsewhere(State(sandbox): State<Arc<Sandbox>>) -> Response {
    blocking(move || (sandbox.turn_away(Unasked::Path), Duration::ZERO)).await
}

async fn serve(
    endpoint: &'static Endpoint,
    State(sandbox): State<Arc<Sandbox>>,
    params: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
) -> Response {
    // A path whose pieces are no text names nothing.
    let Ok(params) = params else { return elsewhere(State(sandbox)).await };
    let path = params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let asked = Asked::read(request, path).await;
    blocking(move || match asked {
        Ok(asked) => sandbox.answer(endpoint, &asked),
        Err(unasked) => (sandbox.turn_away(unasked), Duration::ZERO),
    })
    .await
}

/// SQLite blocks. An answer may be late.
async fn blocking(work: impl FnOnce() -> (Response, Duration) + Send + 'static) -> Response {
    let (response, delay) = tokio::task::spawn_blocking(work).await.unwrap_or_else(|panicked| {
        let text = format!("Internal Server Error: {panicked}");
        let refusal = Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, text);
        (respond(Err(refusal), None, None), Duration::ZERO)
    });
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    response
}

/// Why a request is not even looked at.
enum Unasked {
    Path,
    ContentType,
    Form(Refusal),
}

impl From<Refusal> for Unasked {
    fn from(refusal: Refusal) -> Self {
        Self::Form(refusal)
    }
}

/// A request whose form is right.
struct Asked {
    headers: HeaderMap,
    uri: Uri,
    path: Vec<(String, String)>,
    query: Vec<(String, String)>,
    body: Map<String, Value>,
    /// The body is larger than is read.
    large: bool,
    address: IpAddr,
}

impl Asked {
    async fn read(request: Request, path: Vec<(String, String)>) -> Result<Self, Unasked> {
        let (parts, body) = request.into_parts();
        let caller = parts.extensions.get::<Caller>().copied().unwrap_or(IN_PROCESS);
        let posted = parts.method == Method::POST;
        if posted && !says_json(&parts.headers) {
            return Err(Unasked::ContentType);
        }
        let Query(query) =
            Query::try_from_uri(&parts.uri).map_err(|e| Refusal::bad(e.to_string()))?;
        let body =
            if posted { read_object(body, caller.patience).await? } else { Some(Map::new()) };
        Ok(Self {
            headers: parts.headers,
            uri: parts.uri,
            path,
            query,
            large: body.is_none(),
            body: body.unwrap_or_default(),
            address: caller.address,
        })
    }
}

fn says_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = value.unwrap_or_default().split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

async fn read_object(
    body: Body,
    patience: Option<Duration>,
) -> Result<Option<Map<String, Value>>, Refusal> {
    let read = match patience {
        None => read_bytes(body).await,
        Some(patience) => {
            let read = tokio::time::timeout(patience, read_bytes(body)).await;
            read.unwrap_or_else(|_| {
                Err(Refusal::new(StatusCode::REQUEST_TIMEOUT, "Request Timeout"))
            })
        }
    };
    let Some(bytes) = read? else { return Ok(None) };
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
async fn read_bytes(body: Body) -> Result<Option<Vec<u8>>, Refusal> {
    let mut pieces = body.into_data_stream();
    let (mut bytes, mut size) = (Vec::new(), 0);
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|error| Refusal::bad(format!("the body breaks off: {error}")))?;
        size += piece.len();
        if size > MOST_FORGOTTEN {
            return Ok(None);
        }
        if size <= LARGEST_BODY {
            bytes.extend_from_slice(&piece);
        }
    }
    Ok((size <= LARGEST_BODY).then_some(bytes))
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
    /// The machine's time and the workspace's, and the switches as they are.
    fn circumstances(&self, db: &Connection) -> rusqlite::Result<(Millis, Settings)> {
        let machine = self.clock.now().0.as_millisecond();
        let now = machine.saturating_add(workspace::ahead(db)?);
        Ok((now, workspace::settings(db, &self.settings)?))
    }

    fn turn_away(&self, unasked: Unasked) -> Response {
        let circumstances = self.world.transact(|db| self.circumstances(db));
        let (now, settings) = match circumstances {
            Ok((now, settings)) => (Some(now), settings),
            Err(_) => (None, self.settings.clone()),
        };
        let refusal = match unasked {
            Unasked::Path => Refusal::unknown_path(&settings),
            Unasked::ContentType => {
                let text = settings.content_type_text;
                Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, text)
            }
            Unasked::Form(refusal) => refusal,
        };
        respond(Err(refusal), None, now)
    }

    /// The answer, and how long it takes to arrive.
    fn answer(&self, endpoint: &Endpoint, asked: &Asked) -> (Response, Duration) {
        let outcome = self.world.transact(|db| self.limited(db, endpoint, asked));
        match outcome {
            Ok(Outcome { fault, .. }) if fault.dropped.is_some() => (hang_up(), fault.delay),
            Ok(Outcome { answer, quota, fault, now }) => {
                (respond(answer, quota, Some(now)), fault.delay)
            }
            Err(error) => (respond(Err(error.into()), None, None), Duration::ZERO),
        }
    }

    fn limited(
        &self,
        db: &Connection,
        endpoint: &Endpoint,
        asked: &Asked,
    ) -> rusqlite::Result<Outcome> {
        let (now, settings) = self.circumstances(db)?;
        due::catch_up(db, &settings, now)?;
        if let Some(permission) = endpoint.permission {
            let (keys, headers) = (&self.settings.keys, &asked.headers);
            if let Err(refusal) = door::enter(keys, headers, asked.address, permission, &settings) {
                let fault = Fault::default();
                return Ok(Outcome { answer: Err(refusal), quota: None, fault, now });
            }
        }
        let (quota, too_many) = endpoint.pool.spend(db, &settings, now, &asked.body)?;
        let immune = too_many || endpoint.pool == Pool::Free;
        let fault = if immune { None } else { faults::next(db, asked.uri.path())? };
        let fault = fault.unwrap_or_default();
        let answer = match fault.answer {
            _ if too_many => Err(Refusal::rate_limited(&settings)),
            // Nobody hears this one.
            None if fault.dropped == Some(Dropped::BeforeWork) => Ok(Answer::success()),
            Some(status) => Err(refused(status, &fault, &settings)),
            None => {
                let settings = settings.with(&fault.settings).unwrap_or(settings);
                let call = Call {
                    now,
                    lost: fault.lost,
                    settings: &settings,
                    path: &asked.path,
                    query: &asked.query,
                    body: &asked.body,
                };
                let answer = perform(db, endpoint, asked.large, &call)?;
                answer.map(|answer| answer.with_minor(fault.errors.clone()))
            }
        };
        let limited = answer.as_ref().is_err_and(Refusal::is_rate_limited);
        let quota = Some(if limited { quota.exhausted() } else { quota });
        Ok(Outcome { answer, quota, fault, now })
    }
}

/// Does the work; what was refused leaves no trace.
fn perform(
    db: &Connection,
    endpoint: &Endpoint,
    large: bool,
    call: &Call<'_>,
) -> rusqlite::Result<Result<Answer, Refusal>> {
    if large {
        let text = call.settings.large_body_text.as_str();
        return Ok(Err(Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, text)));
    }
    db.execute_batch("SAVEPOINT work")?;
    let answer = (endpoint.answer)(call, db);
    db.execute_batch(if answer.is_ok() {
        "RELEASE work"
    } else {
        "ROLLBACK TO work; RELEASE work"
    })?;
    Ok(answer)
}

fn refused(status: StatusCode, fault: &Fault, settings: &Settings) -> Refusal {
    match &fault.message {
        Some(message) => Refusal::new(status, message.as_str()),
        None if status == StatusCode::TOO_MANY_REQUESTS => Refusal::rate_limited(settings),
        None => Refusal::new(status, status.canonical_reason().unwrap_or("Internal Server Error")),
    }
}
