//! The client: what it asks, and what it makes of answers, odd ones too.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use campaignctl::braze::{Client, FarSide, Patience};
use campaignctl::model::Timestamp;
use campaignctl::port::memory::SettableClock;
use campaignctl::port::{Request, Response, Transport, TransportError};

mod deliver;
mod endpoint;
mod joint;
mod network;
mod observe;
mod odd;
mod pace;
mod perform;
mod repeat;
mod series;
mod simulate;

pub(crate) type Answer = Result<Response, TransportError>;
type Behaviour = dyn Fn(&Request, usize) -> Answer + Send + Sync;

/// A far side that answers as it is told and remembers what it was asked.
pub(crate) struct Scripted {
    answer: Box<Behaviour>,
    asked: Mutex<Vec<Request>>,
}

#[async_trait]
impl Transport for Scripted {
    async fn exchange(&self, request: Request) -> Answer {
        let number = {
            let mut asked = self.asked.lock().unwrap();
            asked.push(request.clone());
            asked.len() - 1
        };
        (self.answer)(&request, number)
    }
}

impl Scripted {
    pub(crate) fn new(
        answer: impl Fn(&Request, usize) -> Answer + Send + Sync + 'static,
    ) -> Arc<Self> {
        Arc::new(Self { answer: Box::new(answer), asked: Mutex::default() })
    }

    /// Answers the first request with the first, and so on; the last one stays.
    pub(crate) fn of(answers: Vec<Answer>) -> Arc<Self> {
        Self::new(move |_, number| answers[number.min(answers.len() - 1)].clone())
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(line).collect()
    }
}

/// `Post /path?a=b {"body":1}`.
fn line(request: &Request) -> String {
    let query: Vec<_> =
        request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    let body = request.body.as_ref().map_or("", |body| std::str::from_utf8(body).unwrap());
    format!("{:?} {}{query} {body}", request.method, request.path).trim_end().to_owned()
}

fn response(status: u16, body: &str) -> Response {
    Response { status, headers: Vec::new(), body: body.to_owned().into() }
}

#[expect(clippy::unnecessary_wraps, reason = "it stands among answers that are errors")]
fn answer(status: u16, body: &str) -> Answer {
    Ok(response(status, body))
}

fn lost() -> Answer {
    Err(TransportError::MaybeReceived("the connection was closed".to_owned()))
}

fn not_sent() -> Answer {
    Err(TransportError::NotSent("connection refused".to_owned()))
}

/// 2026-09-01T12:00:00Z.
pub(crate) fn now() -> Timestamp {
    Timestamp("2026-09-01T12:00:00Z".parse().unwrap())
}

pub(crate) fn live(far: &Arc<Scripted>) -> Client {
    client(far, FarSide::Live)
}

fn sandbox(far: &Arc<Scripted>) -> Client {
    client(far, FarSide::Sandbox)
}

fn client(far: &Arc<Scripted>, far_side: FarSide) -> Client {
    let clock = Arc::new(SettableClock::at(now()));
    Client::new(far.clone(), clock, far_side).with_patience(Patience::HASTE)
}
