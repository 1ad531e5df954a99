//! A push to Kindle and Fire devices ("Kindle and `FireOS` push object").

use schemars::JsonSchema;
use serde::Deserialize;

use crate::spec::document::{Extra, OrReference, Text};

/// A push to Kindle and Fire devices. It has no buttons.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KindlePush {
    /// The line above the text. Required.
    pub title: Option<Text>,
    /// The text of the notification. Required.
    pub alert: Option<Text>,
    /// Keys and values for the app.
    pub extra: Option<Extra>,
    /// The place among the notifications, from -2 to 2.
    #[schemars(extend("minimum" = -2, "maximum" = 2, "default" = 0))]
    pub priority: Option<OrReference<i64>>,
    /// A later push with the same key replaces this one.
    pub collapse_key: Option<Text>,
    /// The sound's name in the app; `default` is the system's.
    #[schemars(example = &"default")]
    pub sound: Option<Text>,
    /// What a tap opens: a web address or a link into the app.
    #[schemars(example = &"https://shop.example.com/orders")]
    pub custom_uri: Option<Text>,
}
