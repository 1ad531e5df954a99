//! Every endpoint, and the way of a request through the checks that all of them share.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use rusqlite::Connection;

use super::answer::{Answer, Refusal, hang_up, respond};
use super::asked::{Asked, Unasked};
use super::call::Call;
use super::limit::{Pool, Quota};
use super::route::{ENDPOINTS, Endpoint};
use super::settings::Settings;
use super::time::Millis;
use super::world::World;
use super::world::faults::{self, Dropped, Fault};
use super::world::workspace;
use super::{door, due};
use crate::port::Clock;

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
