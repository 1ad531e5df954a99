//! One Braze workspace, reached over a transport.

use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Patience;
use super::answer::{judge, typed};
use super::failure::Failure;
use crate::port::{Clock, Method, Request, Transport};

/// A workspace as a [`Workspace`](crate::port::Workspace), a [`Messenger`](crate::port::Messenger)
/// and [`Statistics`](crate::port::Statistics). Cloning it is cheap.
#[derive(Clone)]
pub struct Client {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) far_side: FarSide,
    pub(super) patience: Patience,
}

/// What answers at the other end. A live workspace is never asked for a `/_sandbox/…` path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FarSide {
    Live,
    Sandbox,
}

impl Client {
    pub fn new(transport: Arc<dyn Transport>, clock: Arc<dyn Clock>, far_side: FarSide) -> Self {
        Self { transport, clock, far_side, patience: Patience::default() }
    }

    /// The same client with another way of repeating reads.
    #[must_use]
    pub fn with_patience(self, patience: Patience) -> Self {
        Self { patience, ..self }
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
            let failure = match self.exchange(request.clone()).await.and_then(typed) {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let Some(pause) = self.patience.pause(tries, &failure) else { return Err(failure) };
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
        self.post(path, body.into()).await
    }

    /// Hands over bytes, once.
    pub(super) async fn post(&self, path: &str, body: Bytes) -> Result<Value, Failure> {
        let (method, path) = (Method::Post, path.to_owned());
        self.exchange(Request { method, path, query: Vec::new(), body: Some(body) }).await
    }

    async fn exchange(&self, request: Request) -> Result<Value, Failure> {
        let response = self.transport.exchange(request).await.map_err(Failure::from)?;
        judge(&response, self.clock.now())
    }
}
