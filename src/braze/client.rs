//! One Braze workspace, reached over a transport.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Instant;

use super::Patience;
use super::answer::{judge, minor_errors, typed};
use super::failure::Failure;
use super::limit::{ahead, left};
use super::notice::{Exchanged, Notice, Why};
use super::pace::{Flight, Leave, Pace, Turn};
use super::quote::quote;
use crate::port::{Clock, Method, Request, Response, Transport};

/// Hears of every call.
type Listener = dyn Fn(Notice) + Send + Sync;

/// A workspace as a [`Workspace`](crate::port::Workspace), a [`Messenger`](crate::port::Messenger)
/// and [`Statistics`](crate::port::Statistics). Cloning it is cheap.
#[derive(Clone)]
pub struct Client {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) far_side: FarSide,
    pub(super) patience: Patience,
    pace: Arc<Pace>,
    listener: Option<Arc<Listener>>,
}

/// What answers at the other end. A live workspace is never asked for a `/_sandbox/…` path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FarSide {
    Live,
    Sandbox,
}

impl Client {
    pub fn new(transport: Arc<dyn Transport>, clock: Arc<dyn Clock>, far_side: FarSide) -> Self {
        let (patience, pace) = (Patience::default(), Arc::default());
        Self { transport, clock, far_side, patience, pace, listener: None }
    }

    /// The same client with another way of repeating reads.
    #[must_use]
    pub fn with_patience(self, patience: Patience) -> Self {
        Self { patience, ..self }
    }

    /// The same client, heard by somebody.
    #[must_use]
    pub fn heard_by(self, listener: impl Fn(Notice) + Send + Sync + 'static) -> Self {
        Self { listener: Some(Arc::new(listener)), ..self }
    }

    /// Asks for a page, again if need be, and reads the answer as `T`.
    pub(super) async fn read<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, String)],
    ) -> Result<T, Failure> {
        let query = query.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let request = Request { method: Method::Get, path: path.to_owned(), query, body: None };
        let mut tries = 1;
        loop {
            let failure = match self.call(&request).await {
                Ok(answer) => return self.typed(&answer, &request),
                Err(failure) => failure,
            };
            let Some(pause) = self.patience.pause(tries, &failure) else { return Err(failure) };
            if !self.may_wait(path, pause, Why::Failed(failure.reason())) {
                return Err(failure);
            }
            tokio::time::sleep(pause).await;
            tries += 1;
        }
    }

    /// Hands over a body, once.
    pub(super) async fn write<T: Serialize + ?Sized>(
        &self,
        path: &str,
        body: &T,
    ) -> Result<Value, Failure> {
        let body = serde_json::to_vec(body).expect("our own wire types become JSON");
        self.call(&post(path, body.into())).await
    }

    /// Hands over bytes, once, and does not wait for a rate limit.
    pub(super) async fn post_now(&self, path: &str, body: Bytes) -> Result<Value, Failure> {
        let request = post(path, body);
        match self.pace.turn(path).await {
            Turn::Now(flight) => self.exchange(&request, flight).await,
            Turn::After(wait) => Err(Failure::Limited(wait)),
        }
    }

    /// One call. What a rate limit refuses was not begun, so it is made again after the wait.
    async fn call(&self, request: &Request) -> Result<Value, Failure> {
        loop {
            let wait = match self.pace.turn(&request.path).await {
                Turn::After(wait) => wait,
                Turn::Now(flight) => match self.exchange(request, flight).await {
                    Err(Failure::Limited(wait)) => wait,
                    done => return done,
                },
            };
            if !self.may_wait(&request.path, wait, Why::Limit) {
                return Err(Failure::Limited(wait));
            }
            tokio::time::sleep(wait).await;
        }
    }

    /// Whether the budget allows a wait; tells of it either way.
    fn may_wait(&self, path: &str, wait: Duration, why: Why) -> bool {
        let budget = self.patience.budget;
        match self.pace.leave(wait, budget) {
            Leave::Granted { news } => {
                if news {
                    self.tell(|| Notice::Waiting { path: path.to_owned(), wait, why });
                }
                true
            }
            Leave::Refused { waited } => {
                self.tell(|| Notice::Spent { wait, waited, budget });
                false
            }
        }
    }

    async fn exchange(&self, request: &Request, flight: Flight<'_>) -> Result<Value, Failure> {
        let began = Instant::now();
        let answer = self.transport.exchange(request.clone()).await;
        let now = self.clock.now();
        self.tell(|| {
            let transport = &*self.transport;
            let exchanged = Exchanged::of(request, &answer, began.elapsed(), now, transport);
            Notice::Exchanged(Box::new(exchanged))
        });
        let judged = answer.map_err(Failure::from).and_then(|response| {
            self.pace.hear_time(ahead(&response, now));
            if let Some((left, ends_in)) = left(&response, now) {
                self.pace.learn(&request.path, left, ends_in);
            }
            // What is said of a failure is said of its presentable text.
            judge(&response, now).or_else(|_| judge(&self.presentable(response), now))
        });
        if let Err(Failure::Limited(wait)) = &judged {
            self.pace.learn(&request.path, 0, *wait);
        }
        drop(flight);
        judged.map_err(|failure| failure.of(request, self.transport.host().as_deref()))
    }

    fn presentable(&self, response: Response) -> Response {
        let body = self.transport.shown(&response.body).into();
        Response { body, ..response }
    }

    /// The body of a success as `T`.
    fn typed<T: DeserializeOwned>(&self, body: &Value, request: &Request) -> Result<T, Failure> {
        typed(body).map_err(|text| {
            let text = quote(&self.transport.shown(text.as_bytes()));
            Failure::Unexpected(text).of(request, self.transport.host().as_deref())
        })
    }

    /// What an answer that is a success says went wrong all the same.
    pub(super) fn minor_errors(&self, answer: &Value) -> Vec<String> {
        if answer["errors"].is_null() {
            return Vec::new();
        }
        let shown = self.transport.shown(answer["errors"].to_string().as_bytes());
        minor_errors(&serde_json::from_str(&shown).unwrap_or(Value::String(shown)))
    }

    /// How far the far side's clock is ahead of ours, by its latest answer that told the time.
    pub fn ahead(&self) -> Option<jiff::SignedDuration> {
        self.pace.ahead()
    }

    fn tell(&self, notice: impl FnOnce() -> Notice) {
        if let Some(listener) = &self.listener {
            listener(notice());
        }
    }
}

fn post(path: &str, body: Bytes) -> Request {
    Request { method: Method::Post, path: path.to_owned(), query: Vec::new(), body: Some(body) }
}
