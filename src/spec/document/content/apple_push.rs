//! An iOS push ("Apple push object").

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde_json::json;

use super::{MOMENT, opens_a_link};
use crate::spec::document::{Choice, Extra, OrReference, Text};

/// An iOS push. The alert, `extra` and the other keys together hold at most 1,912 bytes.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplePush {
    /// What the notification says: a text, or an object with `title` and `body`. Required unless `content-available` is true.
    pub alert: Option<Alert>,
    /// The count on the app's icon.
    #[schemars(extend("minimum" = 0))]
    pub badge: Option<OrReference<i64>>,
    /// The sound's name in the app; `default` is the system's.
    #[schemars(example = &"default")]
    pub sound: Option<Text>,
    /// Keys and values for the app. The keys `ab` and `aps` are refused.
    pub extra: Option<Extra>,
    /// A silent push, which wakes the app and shows nothing.
    #[serde(rename = "content-available")]
    pub content_available: Option<OrReference<bool>>,
    /// How much the notification may interrupt.
    pub interruption_level: Option<Choice<InterruptionLevel>>,
    /// Orders the notifications of a summary, from 0 to 1; the highest is featured.
    #[schemars(extend("minimum" = 0, "maximum" = 1))]
    pub relevance_score: Option<OrReference<f64>>,
    /// When Apple stops trying to deliver it: ISO 8601.
    #[schemars(extend("pattern" = MOMENT, "errorMessage" = "expected a date or a time in ISO 8601, such as 2027-01-31T18:00:00Z"))]
    #[schemars(example = &"2027-01-31T18:00:00Z")]
    pub expiry: Option<Text>,
    /// What a tap opens: a web address or a link into the app.
    #[schemars(example = &"https://shop.example.com/orders")]
    pub custom_uri: Option<Text>,
    /// Open a web address inside the app.
    #[schemars(extend("default" = true))]
    pub use_webview: Option<OrReference<bool>>,
    /// Notifications of one thread are shown as one stack.
    pub notification_group_thread_id: Option<Text>,
    /// The image, sound or film to attach. Needs `asset_file_type`.
    pub asset_url: Option<Text>,
    /// The kind of file at `asset_url`.
    pub asset_file_type: Option<Choice<AssetFileType>>,
    /// A later push with the same id replaces this one.
    pub collapse_id: Option<Text>,
    /// Let the app's notification service change the push before it shows.
    pub mutable_content: Option<OrReference<bool>>,
    /// Send to the device that was used last, not to all of them.
    #[schemars(extend("default" = false))]
    pub send_to_most_recent_device_only: Option<OrReference<bool>>,
    /// The notification category that `buttons` belong to: one of Braze's defaults or one that the app registered.
    #[schemars(example = &"ab_cat_accept_decline")]
    pub category: Option<Text>,
    /// The buttons of the category. They show only with `category`.
    pub buttons: Option<Vec<AppleButton>>,
    /// From 1, sparing the battery, to 10, at once.
    #[schemars(extend("minimum" = 1, "maximum" = 10))]
    pub apns_priority: Option<OrReference<i64>>,
}

/// A text, or its parts.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Alert {
    Text(Text),
    Parts(Box<AlertParts>),
}

impl JsonSchema for Alert {
    fn schema_name() -> Cow<'static, str> {
        "AppleAlert".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = AlertParts::json_schema(generator);
        schema.insert("type".into(), json!(["string", "object"]));
        schema.insert(
            "errorMessage".into(),
            json!("expected a text, `{ file: path }` or an object with `title` and `body`"),
        );
        let file = Text::json_schema(generator).get("properties").map(|it| it["file"].clone());
        if let Some(properties) = schema.get_mut("properties").and_then(|it| it.as_object_mut()) {
            properties.extend(file.map(|file| ("file".to_owned(), file)));
        }
        // A file is the whole text; nothing stands beside it.
        schema.insert("if".into(), json!({ "required": ["file"] }));
        let alone = "expected nothing beside `file`";
        schema.insert("then".into(), json!({ "maxProperties": 1, "errorMessage": alone }));
        schema
    }
}

/// The parts of an alert.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertParts {
    /// The text of the notification. Required unless `content-available` is true.
    pub body: Option<Text>,
    /// The line above the text.
    pub title: Option<Text>,
    /// The key of a localized title in the app.
    pub title_loc_key: Option<Text>,
    /// The values for the placeholders of `title_loc_key`.
    pub title_loc_args: Option<Vec<Text>>,
    /// The key of a localized label for the action button.
    pub action_loc_key: Option<Text>,
    /// The key of a localized text in the app.
    pub loc_key: Option<Text>,
    /// The values for the placeholders of `loc_key`.
    pub loc_args: Option<Vec<Text>>,
    /// The sound of a live activity's alert.
    pub sound: Option<Text>,
}

/// A button of the notification's category.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("if" = opens_a_link(), "then" = { "required": ["uri"] }))]
pub struct AppleButton {
    /// The button's identifier in the category, such as `ab_pb_accept`.
    #[schemars(example = &"ab_pb_accept")]
    pub action_id: Text,
    /// What it does. Buttons of the app's own categories take `URI` or `DEEP_LINK`.
    pub action: Option<Choice<AppleAction>>,
    /// What it opens. Required with `URI` and `DEEP_LINK`.
    pub uri: Option<Text>,
    /// Open a web address inside the app.
    pub use_webview: Option<OrReference<bool>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AppleAction {
    /// Opens the app.
    OpenApp,
    /// Opens the web address in `uri`.
    Uri,
    /// Opens the place in the app that `uri` names.
    DeepLink,
    /// Only closes the notification.
    Close,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum InterruptionLevel {
    /// Goes to the list, without light or sound.
    Passive,
    /// Lights the screen and may play a sound: the system's default.
    Active,
    /// Breaks through a focus; the app needs the entitlement.
    TimeSensitive,
    /// Breaks through a focus and the mute switch; the app needs Apple's approval.
    Critical,
}

/// The kinds of files that a push can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AssetFileType {
    Aif,
    Gif,
    Jpg,
    M4a,
    Mp3,
    Mp4,
    Png,
    Wav,
}
