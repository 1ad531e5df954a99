//! The channels of an API campaign, and the three ways in which Braze spells each.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A channel that `/messages/send` knows. The serialised form is the spelling of sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    AndroidPush,
    ApplePush,
    ContentCard,
    Email,
    KindlePush,
    Sms,
    WebPush,
    Webhook,
    WhatsApp,
}

impl Channel {
    pub const ALL: [Self; 9] = [
        Self::AndroidPush,
        Self::ApplePush,
        Self::ContentCard,
        Self::Email,
        Self::KindlePush,
        Self::Sms,
        Self::WebPush,
        Self::Webhook,
        Self::WhatsApp,
    ];

    /// The key in the `messages` object of a send ("Send messages immediately").
    pub fn in_sends(self) -> &'static str {
        match self {
            Self::AndroidPush => "android_push",
            Self::ApplePush => "apple_push",
            Self::ContentCard => "content_card",
            Self::Email => "email",
            Self::KindlePush => "kindle_push",
            Self::Sms => "sms",
            Self::WebPush => "web_push",
            Self::Webhook => "webhook",
            Self::WhatsApp => "whats_app",
        }
    }

    /// The value of `channel` in a campaign's details ("Export campaign details").
    pub fn in_details(self) -> &'static str {
        match self {
            Self::ApplePush => "ios_push",
            Self::ContentCard => "content_cards",
            other => other.in_sends(),
        }
    }

    /// The key in the rows of a series ("Export campaign analytics"). Today the spelling of details.
    pub fn in_series(self) -> &'static str {
        self.in_details()
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::AndroidPush => "Android push",
            Self::ApplePush => "iOS push",
            Self::ContentCard => "Content Card",
            Self::Email => "email",
            Self::KindlePush => "Kindle push",
            Self::Sms => "SMS/MMS",
            Self::WebPush => "web push",
            Self::Webhook => "webhook",
            Self::WhatsApp => "WhatsApp",
        }
    }

    /// Reads the spelling of sends.
    pub fn from_sends(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.in_sends() == text)
    }

    /// Reads either spelling that Braze's exports use: its pages disagree about `content_card`.
    pub fn from_export(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|channel| channel.in_details() == text || channel.in_sends() == text)
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.in_sends())
    }
}
