//! What a channel requires, and which of its fields go together.

use serde_json::{Map, Value};

use super::Fault;
use crate::model::{Channel, Content};

/// Adds what is missing or contradicts.
pub(super) fn check(channel: Channel, content: &Content, found: &mut Vec<Fault>) {
    let mut message = Message { fields: &content.0, found };
    match channel {
        Channel::AndroidPush => android_push(&mut message),
        Channel::ApplePush => apple_push(&mut message),
        Channel::ContentCard => content_card(&mut message),
        Channel::Email => email(&mut message),
        Channel::KindlePush | Channel::WebPush => message.require(&["title", "alert"]),
        Channel::Sms => message.require(&["app_id", "subscription_group_id", "body"]),
        Channel::Webhook => message.require(&["url", "request_method"]),
        Channel::WhatsApp => whats_app(&mut message),
    }
}

struct Message<'a> {
    fields: &'a Map<String, Value>,
    found: &'a mut Vec<Fault>,
}

impl<'a> Message<'a> {
    fn get(&self, field: &str) -> Option<&'a Value> {
        // A message has few fields: to compare is quicker than to hash.
        self.fields.iter().find(|(name, _)| *name == field).map(|(_, value)| value)
    }

    fn has(&self, field: &str) -> bool {
        self.get(field).is_some()
    }

    fn text(&self, field: &str) -> Option<&'a str> {
        self.get(field)?.as_str()
    }

    /// A boolean that is true; a reference may be.
    fn may_be_true(&self, field: &str) -> bool {
        self.get(field).is_some_and(|value| *value == true || value.is_string())
    }

    fn is_true(&self, field: &str) -> bool {
        self.get(field).is_some_and(|value| *value == true)
    }

    fn require(&mut self, fields: &[&str]) {
        for field in fields {
            if !self.has(field) {
                self.fault(field, format!("`{field}` is required"));
            }
        }
    }

    fn fault(&mut self, field: &str, expected: impl Into<String>) {
        self.found.push(Fault { field: field.to_owned(), expected: expected.into() });
    }
}

fn android_push(message: &mut Message<'_>) {
    if !message.may_be_true("send_to_sync") {
        message.require(&["title", "alert"]);
    }
    for field in ["title", "alert"] {
        if message.is_true("send_to_sync") && message.has(field) {
            message.fault(field, format!("a push with `send_to_sync` has no `{field}`"));
        }
    }
    if let Some(data) = message.get("conversation_data") {
        conversation(data, message);
    }
}

/// Whoever speaks or is answered takes part.
fn conversation(data: &Value, message: &mut Message<'_>) {
    let persons: Vec<_> = data["persons"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|person| person["id"].as_str())
        .collect();
    let unknown =
        |id: &Value| id.as_str().is_some_and(|id| !id.contains("@{") && !persons.contains(&id));
    if unknown(&data["reply_person_id"]) {
        message.fault("conversation_data/reply_person_id", "expected an `id` of `persons`");
    }
    for (at, said) in data["messages"].as_array().into_iter().flatten().enumerate() {
        if unknown(&said["person_id"]) {
            let field = format!("conversation_data/messages[{at}]/person_id");
            message.fault(&field, "expected an `id` of `persons`");
        }
    }
}

fn apple_push(message: &mut Message<'_>) {
    if !message.may_be_true("content-available") {
        match message.get("alert") {
            None => {
                message.fault("alert", "`alert` is required unless `content-available` is true");
            }
            Some(Value::Object(parts))
                if !["body", "loc_key"].iter().any(|it| parts.contains_key(*it)) =>
            {
                message
                    .fault("alert/body", "`body` is required unless `content-available` is true");
            }
            Some(_) => {}
        }
    }
    if message.has("asset_url") && !message.has("asset_file_type") {
        message.fault("asset_file_type", "`asset_file_type` is required with `asset_url`");
    }
    if message.has("asset_file_type") && !message.has("asset_url") {
        message.fault("asset_url", "`asset_url` is required with `asset_file_type`");
    }
}

fn content_card(message: &mut Message<'_>) {
    message.require(&["type"]);
    let kind = message.text("type");
    if matches!(kind, Some("CLASSIC" | "CAPTIONED_IMAGE")) {
        message.require(&["title", "description"]);
    }
    if let Some(kind @ ("CAPTIONED_IMAGE" | "BANNER")) = kind
        && !message.has("image_url")
    {
        message.fault("image_url", format!("`image_url` is required for a `{kind}`"));
    }
    match (message.has("time_to_live"), message.has("expire_at")) {
        (false, false) => {
            message.fault("time_to_live", "`time_to_live` or `expire_at` is required");
        }
        (true, true) => {
            message.fault("expire_at", "expected `time_to_live` or `expire_at`, not both");
        }
        _ => {}
    }
}

fn email(message: &mut Message<'_>) {
    message.require(&["app_id", "from"]);
    if !message.has("email_template_id") && !message.has("body") {
        message.fault("body", "`body` or `email_template_id` is required");
    }
}

fn whats_app(message: &mut Message<'_>) {
    message.require(&["app_id", "subscription_group_id", "message_type", "message"]);
    let Some(body) = message.get("message") else { return };
    match message.text("message_type") {
        Some("quick_reply_response_message")
            if body.get("header_text").is_some() && body.get("header_image_uri").is_some() =>
        {
            let expected = "expected `header_text` or `header_image_uri`, not both";
            message.fault("message/header_image_uri", expected);
        }
        Some("list_response_message") => {
            let sections = body["list"]["list_sections"].as_array();
            let rows = sections
                .into_iter()
                .flatten()
                .map(|it| it["list_rows"].as_array().map_or(0, Vec::len));
            let rows: usize = rows.sum();
            if rows > 10 {
                let expected = format!("expected at most 10 rows in all sections, found {rows}");
                message.fault("message/list/list_sections", expected);
            }
        }
        Some("flow_response_message") => {
            let caption = body["flow_button"]["caption"].as_str().unwrap_or_default();
            let literal =
                !caption.contains("@{") && !caption.contains("{{") && !caption.contains("{%");
            if literal && caption.chars().count() > 20 {
                message.fault("message/flow_button/caption", "expected at most 20 characters");
            }
        }
        _ => {}
    }
}
