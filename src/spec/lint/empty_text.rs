//! A text that says nothing.

use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

pub(super) const RULE: Rule = Rule {
    id: "empty-text",
    severity: Severity::Warning,
    summary: "the texts that a message is made of are not empty",
    why: "Braze accepts an empty text, and people receive it (\"Messaging objects\").",
    example: "channel: sms\nbody: \" \"\n",
    mend: "channel: sms\nbody: Your parcel is on its way.\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let fields: &[&str] = match message.channel {
        Channel::Email => &["subject", "body"],
        Channel::Sms => &["body"],
        Channel::AndroidPush | Channel::KindlePush | Channel::WebPush => &["title", "alert"],
        Channel::ApplePush => &["alert", "alert/body"],
        // The title of a card may be empty, and the body of a webhook often is.
        Channel::ContentCard => &["description"],
        Channel::Webhook => &["url"],
        Channel::WhatsApp => &["message/body", "message/body_text"],
    };
    let texts =
        message.texts().filter(|(path, text)| fields.contains(path) && text.trim().is_empty());
    texts.map(|(path, _)| Found::new(path, "people would receive an empty text")).collect()
}
