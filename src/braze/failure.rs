//! Why a call did not succeed, told apart by what the far side may have done.

use std::time::Duration;

use super::quote::quote;
use crate::port::{Request, TransportError, WorkspaceError};

/// Texts are quoted already: no key, no control characters, of decent length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The far side has seen nothing.
    NotSent(String),
    /// No answer came; the work may have been done.
    NoAnswer(String),
    /// 5xx and 408; the work may have been done.
    Broken { status: u16, message: String },
    /// 429: refused before any work, for so long.
    Limited(Duration),
    /// 401 and 403.
    Unauthorized(String),
    /// Any other 4xx: refused before any work.
    Refused { status: u16, message: String },
    /// 3xx: whoever answers is not Braze's REST endpoint.
    Elsewhere(u16),
    /// 2xx, and yet not what was asked for.
    Unexpected(String),
}

impl Failure {
    /// Whether asking again could help, when asking changes nothing.
    pub(super) fn passes(&self) -> bool {
        matches!(self, Self::NotSent(_) | Self::NoAnswer(_) | Self::Broken { .. })
    }

    /// What is to be said, where no variant says more.
    pub(super) fn reason(&self) -> String {
        match self {
            Self::Broken { status, message } | Self::Refused { status, message } => {
                format!("it answered {status}: {message}")
            }
            Self::Elsewhere(status) => {
                format!("it answered {status}, a redirect: this is no REST endpoint of Braze")
            }
            Self::Limited(wait) => {
                format!("its rate limit is spent for {} seconds", seconds(*wait))
            }
            Self::NotSent(reason)
            | Self::NoAnswer(reason)
            | Self::Unauthorized(reason)
            | Self::Unexpected(reason) => reason.clone(),
        }
    }
}

impl Failure {
    /// The same with what people need to know of the call: which, where, and the ids that it named.
    pub(super) fn of(self, request: &Request, host: Option<&str>) -> Self {
        let Some(host) = host else { return self };
        let at = |message: String| format!("{message} ({})", call(request, host));
        // The ledger keeps what became of sends in Braze's words.
        let sends = request.path.starts_with("/messages/");
        match self {
            Self::Unauthorized(message) => Self::Unauthorized(at(message)),
            Self::Refused { status, message } if !sends => {
                Self::Refused { status, message: at(message) }
            }
            Self::Broken { status, message } if !sends => {
                Self::Broken { status, message: at(message) }
            }
            Self::Unexpected(message) if !sends => Self::Unexpected(at(message)),
            Self::NotSent(reason) => Self::NotSent(format!("{host}: {reason}")),
            Self::NoAnswer(reason) => Self::NoAnswer(format!("{host}: {reason}")),
            other => other,
        }
    }
}

/// `GET /campaigns/details on rest.iad-01.braze.com, campaign_id d8b7…`.
fn call(request: &Request, host: &str) -> String {
    let Request { method, path, query, .. } = request;
    let ids = query.iter().filter(|(name, _)| name.ends_with("_id"));
    let mut call = format!("{method} {path} on {host}");
    for (name, id) in ids {
        call.extend([", ", name, " ", &quote(id)]);
    }
    call
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::NotSent(reason) => Self::NotSent(quote(&reason)),
            TransportError::MaybeReceived(reason) => Self::NoAnswer(quote(&reason)),
        }
    }
}

impl From<Failure> for WorkspaceError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unauthorized(message) => Self::Unauthorized(message),
            Failure::Refused { message, .. } => Self::Refused(message),
            Failure::Limited(wait) => Self::Limited(seconds(wait)),
            Failure::Unexpected(message) => Self::Unexpected(message),
            Failure::NotSent(_)
            | Failure::NoAnswer(_)
            | Failure::Broken { .. }
            | Failure::Elsewhere(_) => Self::Unreachable(failure.reason()),
        }
    }
}

fn seconds(wait: Duration) -> u64 {
    wait.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX)
}
