//! A request as it arrives: who asks, and a body that is JSON, or why nobody looks at it.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Query, Request};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use futures_util::StreamExt as _;
use serde_json::{Map, Value};

use super::answer::Refusal;
use super::server::Caller;

/// Larger bodies are refused.
const LARGEST_BODY: usize = 4 * 1024 * 1024;

/// Larger bodies are not even read to their end.
const MOST_FORGOTTEN: usize = 16 * LARGEST_BODY;

/// Who asks without a socket.
const IN_PROCESS: Caller = Caller { address: IpAddr::V4(Ipv4Addr::LOCALHOST), patience: None };

/// Why a request is not even looked at.
pub(super) enum Unasked {
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
pub(super) struct Asked {
    pub(super) headers: HeaderMap,
    pub(super) uri: Uri,
    pub(super) path: Vec<(String, String)>,
    pub(super) query: Vec<(String, String)>,
    pub(super) body: Map<String, Value>,
    /// The body is larger than is read.
    pub(super) large: bool,
    pub(super) address: IpAddr,
}

impl Asked {
    pub(super) async fn read(
        request: Request,
        path: Vec<(String, String)>,
    ) -> Result<Self, Unasked> {
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
