//! A text that says nothing.

use serde_json::Value;

use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

pub(super) const RULE: Rule = Rule {
    id: "empty-text",
    severity: Severity::Warning,
    summary: "the texts that a message and its buttons are made of are not empty",
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
    let texts = message.texts().filter(|(_, text)| text.trim().is_empty());
    texts
        .filter_map(|(path, _)| {
            if fields.contains(&path) {
                return Some(Found::new(path, "people would receive an empty text"));
            }
            let (at, field) = path.strip_prefix("buttons[")?.split_once("]/")?;
            let button = message.items("buttons").get(at.parse::<usize>().ok()?)?;
            let opens =
                matches!(button.get("action").and_then(Value::as_str), Some("URI" | "DEEP_LINK"));
            let told = match field {
                "text" => "this button would have no words on it",
                "uri" if opens => "this button would open nothing",
                _ => return None,
            };
            Some(Found::new(path, told))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::Content;

    #[test]
    fn a_button_has_words_and_opens_something() {
        let check = |channel, button: Value, expected: &[&str]| {
            let fields = json!({ "title": "a", "alert": "b", "buttons": [button] });
            let content = Content(fields.as_object().cloned().unwrap_or_default());
            let found = find(&Message::new(channel, &content));
            let told = found.iter().map(|it| format!("{}: {}", it.field, it.message));
            assert_eq!(told.collect::<Vec<_>>(), expected);
        };
        check(Channel::AndroidPush, json!({ "text": "Yes", "action": "URI", "uri": "a://b" }), &[]);
        check(Channel::WebPush, json!({ "text": "{{x}}", "action": "CLOSE", "uri": "" }), &[]);
        check(
            Channel::WebPush,
            json!({ "text": "" }),
            &["buttons[0]/text: this button would have no words on it"],
        );
        check(
            Channel::ApplePush,
            json!({ "action_id": "a", "action": "DEEP_LINK", "uri": " " }),
            &["buttons[0]/uri: this button would open nothing"],
        );
    }
}
