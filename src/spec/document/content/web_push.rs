//! A push to browsers ("Web push object").

use schemars::JsonSchema;
use serde::Deserialize;

use super::opens_a_link;
use crate::spec::document::{Choice, Extra, OrReference, Text};

/// A push to browsers.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WebPush {
    /// The line above the text. Required.
    pub title: Option<Text>,
    /// The text of the notification. Required.
    pub alert: Option<Text>,
    /// Keys and values for the page.
    pub extra: Option<Extra>,
    /// What a click opens.
    #[schemars(example = &"https://shop.example.com/orders")]
    pub custom_uri: Option<Text>,
    /// The icon.
    pub image_url: Option<Text>,
    /// The large picture, in Chrome on Windows and Android.
    pub large_image_url: Option<Text>,
    /// Stay until the user does something.
    pub require_interaction: Option<OrReference<bool>>,
    /// Seconds that it is kept for a browser that is away.
    #[schemars(extend("minimum" = 0))]
    #[schemars(example = 86_400)]
    pub time_to_live: Option<OrReference<i64>>,
    /// Send to the browser that was used last, not to all of them.
    pub send_to_most_recent_device_only: Option<OrReference<bool>>,
    /// The buttons below the text.
    pub buttons: Option<Vec<WebButton>>,
}

/// A button of a web push.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("if" = opens_a_link(), "then" = { "required": ["uri"] }))]
pub struct WebButton {
    /// The button's label.
    pub text: Text,
    /// What it does.
    pub action: Option<Choice<WebAction>>,
    /// What it opens. Required with `URI`.
    pub uri: Option<Text>,
    /// Open the address inside the app.
    pub use_webview: Option<OrReference<bool>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum WebAction {
    /// Opens the site.
    OpenApp,
    /// Opens the web address in `uri`.
    Uri,
    /// Only closes the notification.
    Close,
}
