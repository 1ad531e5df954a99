//! Delivers requests: one exchange each, and what is known of it afterwards.

use async_trait::async_trait;
use bytes::Bytes;
use serde_json::Value;

use super::Client;
use super::failure::Failure;
use crate::model::DispatchId;
use crate::port::{Delivery, Messenger, MessengerError};

#[async_trait]
impl Messenger for Client {
    async fn deliver(&self, body: Bytes) -> Result<Delivery, MessengerError> {
        match self.post_now("/messages/send", body).await {
            Ok(answer) => Ok(accepted(&answer, self.minor_errors(&answer))),
            Err(Failure::NotSent(reason)) => Err(MessengerError::Unreachable(reason)),
            Err(Failure::Unauthorized(message)) => Err(MessengerError::Unauthorized(message)),
            Err(Failure::Refused { status, message }) => Ok(Delivery::Refused { status, message }),
            Err(Failure::Limited(retry_after)) => Ok(Delivery::Limited { retry_after }),
            // Whoever redirects has not looked at the body.
            Err(elsewhere @ Failure::Elsewhere(_)) => {
                Err(MessengerError::Unreachable(elsewhere.reason()))
            }
            Err(
                doubt @ (Failure::NoAnswer(_) | Failure::Broken { .. } | Failure::Unexpected(_)),
            ) => Ok(Delivery::Unknown { reason: doubt.reason() }),
        }
    }
}

/// Braze names each request it took; what has no name was perhaps not taken.
fn accepted(answer: &Value, minor_errors: Vec<String>) -> Delivery {
    let dispatch = answer["dispatch_id"].as_str().and_then(|id| DispatchId::parse(id).ok());
    match dispatch {
        Some(dispatch) => Delivery::Accepted { dispatch, minor_errors },
        None => Delivery::Unknown { reason: "its answer names no dispatch".to_owned() },
    }
}
