//! A Content Card ("Content Cards object").

use schemars::JsonSchema;
use serde::Deserialize;

use super::MOMENT;
use crate::spec::document::{Choice, Extra, OrReference, Text};

/// A Content Card: at most 2 KB in all.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContentCard {
    /// How the card looks. Required.
    #[serde(rename = "type")]
    pub kind: Option<Choice<CardType>>,
    /// The title; it may be empty. Required, but for a `BANNER`.
    pub title: Option<Text>,
    /// The text. Required, but for a `BANNER`.
    pub description: Option<Text>,
    /// The picture. Required for `CAPTIONED_IMAGE` and `BANNER`; an icon for `CLASSIC`.
    pub image_url: Option<Text>,
    /// Seconds until the card goes, at most 2,592,000 (30 days). Either this or `expire_at` is required.
    #[schemars(extend("minimum" = 1, "maximum" = 2_592_000))]
    #[schemars(example = 604_800)]
    pub time_to_live: Option<OrReference<i64>>,
    /// When the card goes: ISO 8601, at most 30 days ahead. Either this or `time_to_live` is required.
    #[schemars(extend("pattern" = MOMENT, "errorMessage" = "expected a date or a time in ISO 8601, such as 2027-01-31T18:00:00Z"))]
    #[schemars(example = &"2027-01-31T18:00:00Z")]
    pub expire_at: Option<Text>,
    /// Read `expire_at` in the user's time zone.
    pub expire_in_local_time: Option<OrReference<bool>>,
    /// Keep the card at the top of the feed. It cannot be changed after the card is sent.
    #[schemars(extend("default" = false))]
    pub pinned: Option<OrReference<bool>>,
    /// The text of the link.
    pub uri_text: Option<Text>,
    /// What the card opens in a browser.
    pub web_uri: Option<Text>,
    /// What the card opens on iOS.
    pub ios_uri: Option<Text>,
    /// What the card opens on Android.
    pub android_uri: Option<Text>,
    /// Open a web address inside the iOS app.
    #[schemars(extend("default" = true))]
    pub ios_use_webview: Option<OrReference<bool>>,
    /// Open a web address inside the Android app.
    #[schemars(extend("default" = true))]
    pub android_use_webview: Option<OrReference<bool>>,
    /// Keys and values for the app; also how several feeds are told apart.
    #[schemars(example = serde_json::json!({ "feed": "home" }))]
    pub extra: Option<Extra>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CardType {
    /// Title and text, with an optional icon.
    Classic,
    /// A picture above title and text.
    CaptionedImage,
    /// Only a picture.
    Banner,
}
