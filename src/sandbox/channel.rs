//! The channels, how Braze spells each, and what it counts under each.

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Channel {
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

const EMAIL: &[&str] = &[
    "sent",
    "opens",
    "unique_opens",
    "clicks",
    "unique_clicks",
    "unsubscribes",
    "bounces",
    "delivered",
    "reported_spam",
];
const PUSH: &[&str] = &["sent", "direct_opens", "total_opens", "bounces", "body_clicks"];
const SMS: &[&str] = &[
    "sent",
    "sent_to_carrier",
    "delivered",
    "rejected",
    "delivery_failed",
    "clicks",
    "opt_out",
    "help",
];
const CONTENT_CARD: &[&str] = &[
    "sent",
    "total_clicks",
    "total_dismissals",
    "total_impressions",
    "unique_clicks",
    "unique_dismissals",
    "unique_impressions",
];

impl Channel {
    pub(super) const ALL: [Self; 9] = [
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

    /// The key in `messages` of a send.
    pub(super) fn in_sends(self) -> &'static str {
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

    /// The spelling of details and series.
    pub(super) fn in_exports(self) -> &'static str {
        match self {
            Self::ApplePush => "ios_push",
            Self::ContentCard => "content_cards",
            other => other.in_sends(),
        }
    }

    pub(super) fn from_sends(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.in_sends() == text)
    }

    /// The counters of a series ("Export campaign analytics").
    pub(super) fn counters(self) -> &'static [&'static str] {
        match self {
            Self::AndroidPush | Self::ApplePush | Self::KindlePush | Self::WebPush => PUSH,
            Self::ContentCard => CONTENT_CARD,
            Self::Email => EMAIL,
            Self::Sms => SMS,
            Self::Webhook => &["sent", "errors"],
            Self::WhatsApp => &["sent", "delivered", "failed", "read"],
        }
    }

    /// The counters that a delivery advances.
    pub(super) fn counted_when_sent(self) -> &'static [&'static str] {
        match self {
            Self::Email | Self::WhatsApp => &["sent", "delivered"],
            Self::Sms => &["sent", "sent_to_carrier", "delivered"],
            _ => &["sent"],
        }
    }

    pub(super) fn is_push(self) -> bool {
        matches!(self, Self::AndroidPush | Self::ApplePush | Self::KindlePush | Self::WebPush)
    }

    /// This channel in a set of channels.
    pub(super) fn bit(self) -> u32 {
        1 << self as u32
    }

    /// The set of those channels.
    pub(super) fn set(channels: &[Self]) -> u32 {
        channels.iter().fold(0, |set, channel| set | channel.bit())
    }
}

impl ToSql for Channel {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.in_sends().into())
    }
}

impl FromSql for Channel {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::from_sends(value.as_str()?).ok_or(FromSqlError::InvalidType)
    }
}
