//! A messenger that keeps what it is given and answers as it is told.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use bytes::Bytes;

use crate::model::DispatchId;
use crate::port::{Delivery, Messenger, MessengerError};

/// Accepts everything, unless told otherwise.
#[derive(Debug, Default)]
pub struct MemoryMessenger {
    answers: Mutex<VecDeque<Result<Delivery, MessengerError>>>,
    received: Mutex<Vec<Bytes>>,
}

impl MemoryMessenger {
    pub fn new() -> Self {
        Self::default()
    }

    /// Answers requests with these, in order, and accepts those that follow.
    #[must_use]
    pub fn answering(answers: impl IntoIterator<Item = Result<Delivery, MessengerError>>) -> Self {
        Self { answers: Mutex::new(answers.into_iter().collect()), received: Mutex::default() }
    }

    /// Every request that may have gone out: the accepted and the unknown ones, in order.
    pub fn received(&self) -> Vec<Bytes> {
        self.inbox().clone()
    }

    fn inbox(&self) -> MutexGuard<'_, Vec<Bytes>> {
        self.received.lock().expect("no holder of this lock panics")
    }
}

#[async_trait]
impl Messenger for MemoryMessenger {
    async fn deliver(&self, body: Bytes) -> Result<Delivery, MessengerError> {
        let told = self.answers.lock().expect("no holder of this lock panics").pop_front();
        let mut inbox = self.inbox();
        let answer = told.unwrap_or_else(|| {
            let dispatch = DispatchId::parse(&format!("{:032x}", inbox.len() + 1))
                .expect("digits are visible");
            Ok(Delivery::Accepted { dispatch, minor_errors: Vec::new() })
        });
        if matches!(answer, Ok(Delivery::Accepted { .. } | Delivery::Unknown { .. })) {
            inbox.push(body);
        }
        answer
    }
}
