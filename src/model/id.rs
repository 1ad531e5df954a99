//! The names that Braze gives: opaque texts, valid in one workspace.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Accepts 1 to 128 visible ASCII characters. Braze does not promise UUIDs
            /// ("API identifier types" shows `iosPush-640`), so none is demanded.
            ///
            /// # Errors
            /// When the text is empty, too long, or has spaces or control characters.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                check(text).map(|()| Self(text.to_owned()))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                check(&text).map(|()| Self(text))
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

id! {
    /// Braze's `campaign_id`.
    CampaignId
}
id! {
    /// Braze's `message_variation_id`.
    VariationId
}
id! {
    /// Braze's `dispatch_id`: one accepted request.
    DispatchId
}
id! {
    /// Braze's `schedule_id`: the only handle that a scheduled request has.
    ScheduleId
}

/// A text that cannot be an id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an id is 1 to 128 visible ASCII characters without spaces")]
pub struct IdError;

fn check(text: &str) -> Result<(), IdError> {
    let visible = text.bytes().all(|b| b.is_ascii_graphic());
    if visible && (1..=128).contains(&text.len()) { Ok(()) } else { Err(IdError) }
}
