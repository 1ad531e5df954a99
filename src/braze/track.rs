//! Tells the workspace about users and what they did ("Track users and events").

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Client;
use super::failure::Failure;
use crate::model::Timestamp;
use crate::port::WorkspaceError;

/// Objects of all kinds together in one request.
const MOST: usize = 75;

/// A user's attributes. An unknown user is created.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attributes {
    pub external_id: String,
    #[serde(flatten)]
    pub fields: Map<String, Value>,
}

/// A custom event.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Event {
    pub external_id: String,
    pub name: String,
    pub time: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Purchase {
    pub external_id: String,
    pub product_id: String,
    /// ISO 4217.
    pub currency: String,
    /// Of one piece.
    pub price: f64,
    pub quantity: u32,
    pub time: Timestamp,
}

/// What the workspace made of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tracked {
    pub processed: u64,
    /// Why some of it was not processed.
    pub errors: Vec<String>,
}

impl Client {
    /// Hands over attributes, then events, then purchases, in as many requests as it takes.
    /// Nothing is handed over twice: after an error, what came before it stays.
    ///
    /// # Errors
    /// When one request was not taken, or nobody knows whether it was.
    pub async fn track(
        &self,
        attributes: &[Attributes],
        events: &[Event],
        purchases: &[Purchase],
    ) -> Result<Tracked, WorkspaceError> {
        let mut tracked = Tracked::default();
        for part in attributes.chunks(MOST) {
            self.track_part(&mut tracked, "attributes", json!(part)).await?;
        }
        for part in events.chunks(MOST) {
            self.track_part(&mut tracked, "events", json!(part)).await?;
        }
        for part in purchases.chunks(MOST) {
            self.track_part(&mut tracked, "purchases", json!(part)).await?;
        }
        Ok(tracked)
    }

    async fn track_part(
        &self,
        tracked: &mut Tracked,
        kind: &str,
        part: Value,
    ) -> Result<(), Failure> {
        let answer = self.write("/users/track", &json!({ kind: part })).await?;
        let counted = answer[format!("{kind}_processed")].as_u64();
        tracked.processed += counted.unwrap_or_default();
        tracked.errors.extend(self.minor_errors(&answer));
        Ok(())
    }
}
