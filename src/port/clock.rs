//! The time.

use crate::model::Timestamp;

/// Tells the time. Everything that needs it is handed one.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}
