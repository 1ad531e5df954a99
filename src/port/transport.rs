//! One HTTP exchange.

use std::fmt;

use async_trait::async_trait;
use bytes::Bytes;

/// Carries one request and brings one answer: over the network, or into the sandbox's own router.
/// It adds the host and the key; it never retries and never follows redirects.
#[async_trait]
pub trait Transport: Send + Sync {
    async fn exchange(&self, request: Request) -> Result<Response, TransportError>;

    /// Whom it reaches, where people have to be told: a host.
    fn host(&self) -> Option<String> {
        None
    }

    /// A text of the far side's, or for it, as it may be shown: without the key and other secrets.
    /// Of a very long one it is the beginning.
    fn shown(&self, text: &[u8]) -> String {
        String::from_utf8_lossy(text).into_owned()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    pub method: Method,
    /// Absolute path without query: `/messages/send`.
    pub path: String,
    /// Names and values, not encoded yet.
    pub query: Vec<(String, String)>,
    /// A JSON body.
    pub body: Option<Bytes>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
        })
    }
}

impl Response {
    /// The first header of that (lower-case) name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// Name look-up, connecting or TLS failed: the far side has seen nothing.
    #[error("not sent: {0}")]
    NotSent(String),
    /// Anything later: the far side may have received and done it.
    #[error("no answer: {0}")]
    MaybeReceived(String),
}
