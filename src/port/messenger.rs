//! Delivering requests. What was delivered cannot be taken back.

use async_trait::async_trait;
use bytes::Bytes;

use crate::model::{DispatchId, Outcome};

/// Hands one request to the workspace, once. Never retries anything that may have been received.
#[async_trait]
pub trait Messenger: Send + Sync {
    /// `body` is a complete `/messages/send` body. `Err` means that nothing was received and
    /// nothing can be (the key, the host): further requests are pointless.
    async fn deliver(&self, body: Bytes) -> Result<Delivery, MessengerError>;
}

/// The answer to one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    Accepted {
        dispatch: DispatchId,
        minor_errors: Vec<String>,
    },
    /// Refused before any work.
    Refused {
        status: u16,
        message: String,
    },
    /// Refused before any work because of the rate limit; may be repeated after so many seconds.
    Limited {
        retry_after: std::time::Duration,
    },
    /// Nobody knows whether it went out.
    Unknown {
        reason: String,
    },
}

impl Delivery {
    /// The outcome to record; `None` for a request that is to be repeated.
    pub fn outcome(self) -> Option<Outcome> {
        match self {
            Self::Accepted { dispatch, minor_errors } => {
                Some(Outcome::Accepted { dispatch, minor_errors })
            }
            Self::Refused { status, message } => Some(Outcome::Refused { status, message }),
            Self::Limited { .. } => None,
            Self::Unknown { reason } => Some(Outcome::Unknown { reason }),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessengerError {
    #[error("the workspace does not accept the key: {0}")]
    Unauthorized(String),
    #[error("the workspace cannot be reached: {0}")]
    Unreachable(String),
}
