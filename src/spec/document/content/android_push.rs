//! An Android push ("Android push object", "Android push action button object", "Android
//! conversation push object").

use schemars::JsonSchema;
use serde::Deserialize;

use super::opens_a_link;
use crate::spec::document::{Choice, Extra, OrReference, Text};

/// An Android push. `alert` and `extra` together hold at most 4,000 bytes.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AndroidPush {
    /// The line above the text. Required unless `send_to_sync` is true.
    pub title: Option<Text>,
    /// The text of the notification. Required unless `send_to_sync` is true.
    pub alert: Option<Text>,
    /// Keys and values for the app. `appboy_image_url` shows a big picture: 2:1, at least 600×300.
    pub extra: Option<Extra>,
    /// The notification channel that the app registered.
    pub notification_channel_id: Option<Text>,
    /// The place among the notifications of old devices, from -2 to 2.
    #[schemars(extend("minimum" = -2, "maximum" = 2, "default" = 0))]
    pub priority: Option<OrReference<i64>>,
    /// How urgently Firebase delivers it.
    pub android_priority: Option<Choice<AndroidPriority>>,
    /// A silent push, which shows nothing. Stands without `alert` and `title`.
    pub send_to_sync: Option<OrReference<bool>>,
    /// A later push with the same key replaces this one. Firebase keeps four keys for a device, and Braze uses one.
    pub collapse_key: Option<Text>,
    /// The sound's name in the app; `default` is the system's.
    #[schemars(example = &"default")]
    pub sound: Option<Text>,
    /// What a tap opens: a web address or a link into the app.
    #[schemars(example = &"https://shop.example.com/orders")]
    pub custom_uri: Option<Text>,
    /// Open a web address inside the app.
    #[schemars(extend("default" = false))]
    pub use_webview: Option<OrReference<bool>>,
    /// The text below a big picture or a long text.
    pub summary_text: Option<Text>,
    /// Seconds that Firebase keeps it for a device that is away; at most 2,419,200 (28 days).
    #[schemars(extend("minimum" = 0, "maximum" = 2_419_200))]
    #[schemars(example = 86_400)]
    pub time_to_live: Option<OrReference<i64>>,
    /// A notification with the same id replaces the one that shows.
    pub notification_id: Option<OrReference<i64>>,
    /// The large icon: square, at least 40×40.
    pub push_icon_image_url: Option<Text>,
    /// The colour of icon and buttons, as one RGB integer.
    #[schemars(example = 1_332_052)]
    pub accent_color: Option<OrReference<i64>>,
    /// Send to the device that was used last, not to all of them.
    pub send_to_most_recent_device_only: Option<OrReference<bool>>,
    /// The buttons below the text.
    pub buttons: Option<Vec<AndroidButton>>,
    /// Shows the push as a conversation.
    pub conversation_data: Option<ConversationData>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AndroidPriority {
    /// May wait while the device sleeps.
    Normal,
    /// Wakes the device.
    High,
}

/// A button of an Android push.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("if" = opens_a_link(), "then" = { "required": ["uri"] }))]
pub struct AndroidButton {
    /// The button's label.
    pub text: Text,
    /// What it does.
    #[schemars(extend("default" = "OPEN_APP"))]
    pub action: Option<Choice<AndroidAction>>,
    /// What it opens. Required with `URI` and `DEEP_LINK`.
    pub uri: Option<Text>,
    /// Open a web address inside the app.
    #[schemars(extend("default" = true))]
    pub use_webview: Option<OrReference<bool>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AndroidAction {
    /// Opens the app.
    OpenApp,
    /// Opens the web address in `uri`.
    Uri,
    /// Opens the place in the app that `uri` names.
    DeepLink,
    /// Only closes the notification.
    Close,
}

/// A push as a conversation: every field is required.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConversationData {
    /// The conversation's shortcut in the app.
    pub shortcut_id: Text,
    /// The person to whom a reply goes: an `id` of `persons`.
    pub reply_person_id: Text,
    /// What was said, in order.
    pub messages: Vec<ConversationMessage>,
    /// Who takes part.
    pub persons: Vec<ConversationPerson>,
}

/// One thing that was said.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConversationMessage {
    /// The words.
    pub text: Text,
    /// When, in seconds since 1970.
    pub timestamp: OrReference<i64>,
    /// Who: an `id` of `persons`.
    pub person_id: Text,
}

/// One who takes part.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConversationPerson {
    /// The identifier that `messages` use.
    pub id: Text,
    /// The name that shows.
    pub name: Text,
}
