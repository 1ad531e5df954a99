//! The router without a socket.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{self, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tower::ServiceExt;

use super::answer::HungUp;
use super::router::{Sandbox, router};
use super::settings::{Key, Settings};
use super::world::{SandboxError, World};
use crate::port::{Clock, Method, Request, Response, Transport, TransportError};

/// The key that this transport adds; its router accepts it beside those of the settings.
const EMBEDDED_KEY: &str = "embedded-sandbox";

/// Opens the workspace in a file, making it where it is missing (`true`: it was missing, and is
/// empty now). Any number of processes may have it open.
///
/// # Errors
/// When the file cannot be made or read, is no sandbox's store, or one of another version.
pub fn open(
    path: &Path,
    clock: Arc<dyn Clock>,
    settings: Settings,
) -> Result<(InProcess, bool), SandboxError> {
    let (world, fresh) = World::open(path, &settings)?;
    Ok((InProcess::new(world, clock, settings), fresh))
}

/// Drives the router directly.
#[derive(Clone)]
pub struct InProcess {
    router: Router,
}

impl InProcess {
    pub fn new(world: World, clock: Arc<dyn Clock>, mut settings: Settings) -> Self {
        settings.keys.push(Key::of(EMBEDDED_KEY));
        Self { router: router(Arc::new(Sandbox { world, clock, settings })) }
    }
}

#[async_trait]
impl Transport for InProcess {
    async fn exchange(&self, request: Request) -> Result<Response, TransportError> {
        let request = http_request(request).map_err(|error| {
            TransportError::NotSent(format!("no request can say that: {error}"))
        })?;
        let Ok(response) = self.router.clone().oneshot(request).await;
        if response.extensions().get::<HungUp>().is_some() {
            return Err(TransportError::MaybeReceived("the connection dropped".to_owned()));
        }
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX)
            .await
            .map_err(|error| TransportError::MaybeReceived(error.to_string()))?;
        let headers = parts.headers.iter().map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        });
        Ok(Response { status: parts.status.as_u16(), headers: headers.collect(), body })
    }
}

fn http_request(request: Request) -> Result<http::Request<Body>, http::Error> {
    let method = match request.method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
    };
    http::Request::builder()
        .method(method)
        .uri(target(&request))
        .header(header::AUTHORIZATION, format!("Bearer {EMBEDDED_KEY}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(request.body.map_or_else(Body::empty, Body::from))
}

/// The path with its query.
fn target(request: &Request) -> String {
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs =
        request.query.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    let query = pairs.collect::<Vec<_>>().join("&");
    if query.is_empty() { request.path.clone() } else { format!("{}?{query}", request.path) }
}
