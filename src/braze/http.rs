//! The network as a transport: HTTPS, one try, no redirects.

use std::error::Error as _;
use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};

use super::hidden::Hidden;
use super::{ApiKey, Endpoint};
use crate::port::{Method, Request, Response, Transport, TransportError};

/// More than Braze's largest page, less than what would hurt.
const LONGEST_BODY: usize = 64 * 1024 * 1024;

/// Sends requests to one endpoint under one key. A refusal that comes back never holds the key.
pub struct HttpTransport {
    http: reqwest::Client,
    endpoint: Endpoint,
    hidden: Hidden,
}

/// How long to wait, at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeouts {
    /// For name look-up, connecting and TLS.
    pub connect: Duration,
    /// For everything together.
    pub whole: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), whole: Duration::from_mins(1) }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the network cannot be used: {0}")]
pub struct HttpTransportError(String);

impl HttpTransport {
    /// # Errors
    /// When this machine's TLS roots cannot be loaded.
    pub fn new(endpoint: Endpoint, key: ApiKey) -> Result<Self, HttpTransportError> {
        Self::with_timeouts(endpoint, key, Timeouts::default())
    }

    /// # Errors
    /// As [`HttpTransport::new`].
    pub fn with_timeouts(
        endpoint: Endpoint,
        key: ApiKey,
        timeouts: Timeouts,
    ) -> Result<Self, HttpTransportError> {
        // Fails only if there is one already, which serves as well.
        drop(rustls::crypto::ring::default_provider().install_default());
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, key.header());
        let builder = reqwest::Client::builder()
            .user_agent(concat!("campaignctl/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            // A connection that the far side closes just as it is used again leaves doubt, so none
            // is kept for long.
            .pool_idle_timeout(Duration::from_secs(15))
            .connect_timeout(timeouts.connect)
            .timeout(timeouts.whole);
        let builder = if endpoint.is_loopback() { builder.no_proxy() } else { builder };
        let http = builder.build().map_err(|error| HttpTransportError(chain(&error)))?;
        let mut hidden = Hidden::default();
        key.hide_in(&mut hidden);
        Ok(Self { http, endpoint, hidden })
    }

    /// The same, with other texts that it never shows.
    #[must_use]
    pub fn hiding(mut self, secrets: impl IntoIterator<Item = String>) -> Self {
        for secret in secrets {
            self.hidden.add(&secret, "[secret]");
        }
        self
    }

    fn request(&self, request: Request) -> reqwest::RequestBuilder {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
        };
        let builder = self.http.request(method, self.endpoint.url(&request.path, &request.query));
        match request.body {
            Some(body) => builder
                .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
                .body(body),
            None => builder,
        }
    }
}

#[async_trait]
impl Transport for HttpTransport {
    async fn exchange(&self, request: Request) -> Result<Response, TransportError> {
        let mut answer = self.request(request).send().await.map_err(|error| failed(&error))?;
        let status = answer.status();
        let headers = answer.headers().iter().map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        let headers = headers.collect();
        let body = whole_body(&mut answer).await?;
        // A refusal repeats the key.
        let body = if status.is_success() { body } else { self.hidden.without(&body).into() };
        Ok(Response { status: status.as_u16(), headers, body })
    }

    fn host(&self) -> Option<String> {
        Some(self.endpoint.host())
    }

    fn shown(&self, text: &[u8]) -> String {
        self.hidden.without(text)
    }
}

async fn whole_body(answer: &mut reqwest::Response) -> Result<Bytes, TransportError> {
    let mut body = BytesMut::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| failed(&error))? {
        if body.len() + chunk.len() > LONGEST_BODY {
            let reason = format!("the answer is longer than {LONGEST_BODY} bytes");
            return Err(TransportError::MaybeReceived(reason));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// Only before the connection stands is it certain that nothing was received.
fn failed(error: &reqwest::Error) -> TransportError {
    let reason = chain(error);
    if error.is_connect() || error.is_builder() {
        TransportError::NotSent(reason)
    } else {
        TransportError::MaybeReceived(reason)
    }
}

/// The error and its causes, each once, on one line.
fn chain(error: &reqwest::Error) -> String {
    let mut text = if error.is_timeout() { "timed out".to_owned() } else { String::new() };
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        // The library's own wrapping says nothing that its cause does not.
        let wrapping = more.starts_with("client error (");
        if !wrapping && !text.contains(&more) && !more.contains("timed out") {
            text = if text.is_empty() { more } else { format!("{text}: {more}") };
        }
        cause = error.source();
    }
    if text.is_empty() { "the request could not be made".to_owned() } else { text }
}
