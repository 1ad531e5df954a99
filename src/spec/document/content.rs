//! The message objects of the channels, in Braze's own field names ("Messaging objects").
//!
//! A field that Braze requires is still optional here where `defaults` of the project may give it;
//! [`super::typed`] asks for it once everything is put together.

pub mod android_push;
pub mod apple_push;
pub mod content_card;
pub mod email;
pub mod kindle_push;
pub mod sms;
pub mod web_push;
pub mod webhook;
pub mod whats_app;

use serde_json::{Value, json};

/// Holds for a button whose action opens a link.
fn opens_a_link() -> Value {
    json!({
        "properties": { "action": { "enum": ["URI", "DEEP_LINK"] } },
        "required": ["action"],
    })
}

/// The texts that hold a moment: a date, a date and a time, or something that a send fills in.
const MOMENT: &str = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?$|@\{|\{\{|\{%";
