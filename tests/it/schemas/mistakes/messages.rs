//! Mistakes in messages.

use campaignctl::spec::schema::{self, faults};
use serde_json::{Value, json};

use super::told;

#[track_caller]
fn message(fields: &Value, expected: &[&str]) {
    let campaign = json!({ "campaign": "c", "messages": { "m": fields } });
    let told: Vec<_> = told(&schema::campaign(), &campaign)
        .iter()
        .map(|fault| fault.replacen("/messages/m", "", 1))
        .collect();
    assert_eq!(told, expected, "{fields:#}");
}

#[test]
fn a_message_needs_one_of_the_channels() {
    message(&json!({ "subject": "Hi" }), &[": `channel` is required"]);
    let channels = "/channel: expected one of `android_push`, `apple_push`, `content_card`, `email`, \
        `kindle_push`, `sms`, `web_push`, `webhook`, `whats_app`";
    message(&json!({ "channel": "ios_push", "alert": "Hi" }), &[channels]);
    message(&json!({ "channel": 3 }), &[channels]);
    message(&json!("email"), &[": expected a map of fields"]);
}

#[test]
fn a_field_of_another_channel_is_unknown() {
    message(
        &json!({ "channel": "email", "subjct": "Hi", "alert": "Hi" }),
        &["/subjct!: unknown field `subjct`", "/alert!: unknown field `alert`"],
    );
    message(&json!({ "channel": "sms", "cc": "a" }), &["/cc!: unknown field `cc`"]);
    message(
        &json!({ "channel": "apple_push", "content_available": true }),
        &["/content_available!: unknown field `content_available`"],
    );
}

#[test]
fn an_unknown_field_comes_with_the_fields_there_are() {
    let schema = schema::campaign();
    let document = json!({ "campaign": "c", "messages": { "m": { "channel": "sms", "bdy": "" } } });
    let validator = jsonschema::validator_for(&schema).unwrap();
    let error = validator.iter_errors(&document).next().unwrap();
    let fault = &faults(&schema, &error)[0];
    assert_eq!(fault.wrong.as_deref(), Some("bdy"));
    assert!(fault.known.contains(&"body".to_owned()), "{:?}", fault.known);
    assert!(fault.known.contains(&"draft".to_owned()), "{:?}", fault.known);
    assert!(!fault.known.contains(&"locales".to_owned()), "{:?}", fault.known);
}

#[test]
fn texts_are_texts_files_or_secrets() {
    let text = "expected a text or `{ file: path }`";
    message(&json!({ "channel": "email", "body": 3 }), &[&format!("/body: {text}")]);
    message(&json!({ "channel": "email", "body": null }), &[&format!("/body: {text}")]);
    message(
        &json!({ "channel": "email", "body": { "secret": "X" } }),
        &["/body/secret!: unknown field `secret`"],
    );
    message(&json!({ "channel": "email", "body": {} }), &[&format!("/body: {text}")]);
    let secret = "expected a text, `{ file: path }` or `{ secret: NAME }`";
    let both = json!({ "channel": "webhook", "body": { "file": "a", "secret": "B" } });
    message(&both, &[&format!("/body: {secret}")]);
    message(
        &json!({ "channel": "webhook", "request_headers": { "A": { "secret": "a b" }, "B": 3 } }),
        &[
            "/request_headers/A/secret: a secret is named with letters, digits and `_`",
            &format!("/request_headers/B: {secret}"),
        ],
    );
    message(
        &json!({ "channel": "apple_push", "alert": { "file": "a", "title": "b" } }),
        &["/alert: expected nothing beside `file`"],
    );
    message(
        &json!({ "channel": "apple_push", "extra": { "a": null } }),
        &["/extra/a: expected a value, not null"],
    );
}

#[test]
fn values_that_are_no_text_are_one_reference_or_of_their_type() {
    let integer = "expected an integer, or exactly one reference such as \"@{name}\"";
    let boolean = "expected `true` or `false`, or exactly one reference such as \"@{name}\"";
    message(&json!({ "channel": "apple_push", "badge": "3" }), &[&format!("/badge: {integer}")]);
    message(&json!({ "channel": "apple_push", "badge": 1.5 }), &[&format!("/badge: {integer}")]);
    message(
        &json!({ "channel": "apple_push", "badge": "@{a}@{b}" }),
        &[&format!("/badge: {integer}")],
    );
    message(
        &json!({ "channel": "apple_push", "badge": "@{secret.A}" }),
        &[&format!("/badge: {integer}")],
    );
    message(
        &json!({ "channel": "apple_push", "mutable_content": "yes" }),
        &[&format!("/mutable_content: {boolean}")],
    );
    message(
        &json!({ "channel": "apple_push", "interruption_level": "loud" }),
        &["/interruption_level: expected one of `passive`, `active`, `time-sensitive`, `critical`"],
    );
    message(
        &json!({ "channel": "apple_push", "interruption_level": "@{a} b" }),
        &["/interruption_level: expected nothing around the reference: \"@{name}\""],
    );
}

#[test]
fn limits_are_held() {
    message(&json!({ "channel": "apple_push", "badge": -1 }), &["/badge: expected at least 0"]);
    message(
        &json!({ "channel": "apple_push", "relevance_score": 1.1 }),
        &["/relevance_score: expected at most 1"],
    );
    message(
        &json!({ "channel": "apple_push", "apns_priority": 11 }),
        &["/apns_priority: expected at most 10"],
    );
    message(
        &json!({ "channel": "apple_push", "apns_priority": 0 }),
        &["/apns_priority: expected at least 1"],
    );
    message(
        &json!({ "channel": "android_push", "priority": 3 }),
        &["/priority: expected at most 2"],
    );
    message(
        &json!({ "channel": "kindle_push", "priority": -3 }),
        &["/priority: expected at least -2"],
    );
    message(
        &json!({ "channel": "android_push", "time_to_live": 2_419_201 }),
        &["/time_to_live: expected at most 2419200 seconds, which is 28 days"],
    );
    message(
        &json!({ "channel": "content_card", "time_to_live": 2_592_001 }),
        &["/time_to_live: expected at most 2592000 seconds, which is 30 days"],
    );
    message(
        &json!({ "channel": "web_push", "time_to_live": -1 }),
        &["/time_to_live: expected at least 0"],
    );
    let moment = "expected a date or a time in ISO 8601, such as 2027-01-31T18:00:00Z";
    message(
        &json!({ "channel": "apple_push", "expiry": "tomorrow" }),
        &[&format!("/expiry: {moment}")],
    );
    message(
        &json!({ "channel": "content_card", "expire_at": "1.2.2027" }),
        &[&format!("/expire_at: {moment}")],
    );
}

#[test]
fn buttons_know_their_action() {
    for channel in ["android_push", "web_push"] {
        message(
            &json!({ "channel": channel, "buttons": [{ "text": "Open", "action": "URI" }] }),
            &["/buttons/0: `uri` is required"],
        );
        message(
            &json!({ "channel": channel, "buttons": [{}] }),
            &["/buttons/0: `text` is required"],
        );
    }
    message(
        &json!({ "channel": "apple_push", "buttons": [{ "action_id": "a", "action": "DEEP_LINK" }] }),
        &["/buttons/0: `uri` is required"],
    );
    message(
        &json!({ "channel": "apple_push", "buttons": [{}] }),
        &["/buttons/0: `action_id` is required"],
    );
    message(
        &json!({ "channel": "web_push", "buttons": [{ "text": "a", "action": "DEEP_LINK", "uri": "a" }] }),
        &["/buttons/0/action: expected one of `OPEN_APP`, `URI`, `CLOSE`"],
    );
    message(
        &json!({ "channel": "kindle_push", "buttons": [] }),
        &["/buttons!: unknown field `buttons`"],
    );
}

#[test]
fn words_of_each_channel_are_held() {
    message(
        &json!({ "channel": "android_push", "android_priority": "urgent" }),
        &["/android_priority: expected one of `normal`, `high`"],
    );
    message(
        &json!({ "channel": "content_card", "type": "classic" }),
        &["/type: expected one of `CLASSIC`, `CAPTIONED_IMAGE`, `BANNER`"],
    );
    message(
        &json!({ "channel": "webhook", "request_method": "PATCH" }),
        &["/request_method: expected one of `POST`, `PUT`, `DELETE`, `GET`"],
    );
    message(
        &json!({ "channel": "android_push", "conversation_data": { "shortcut_id": "a" } }),
        &[
            "/conversation_data: `reply_person_id` is required",
            "/conversation_data: `messages` is required",
            "/conversation_data: `persons` is required",
        ],
    );
    message(
        &json!({ "channel": "email", "attachments": [{ "file_name": "a" }] }),
        &["/attachments/0: `url` is required"],
    );
}

#[test]
fn a_whats_app_message_follows_its_type() {
    let told = |kind: &str, fields: Value, expected: &[&str]| {
        message(
            &json!({ "channel": "whats_app", "message_type": kind, "message": fields }),
            expected,
        );
    };
    told(
        "template_message",
        json!({ "template_name": "a" }),
        &["/message: `template_language_code` is required"],
    );
    told(
        "text_response_message",
        json!({ "caption": "a", "body": "b" }),
        &["/message/caption!: unknown field `caption`"],
    );
    told("text_image_response_message", json!({}), &["/message: `image_uri` is required"]);
    told(
        "quick_reply_response_message",
        json!({ "body": "a", "buttons": [] }),
        &["/message/buttons: expected at least 1 item"],
    );
    told("list_response_message", json!({ "body": "a" }), &["/message: `list` is required"]);
    told(
        "flow_response_message",
        json!({ "body_text": "a" }),
        &["/message: `flow_button` is required"],
    );
    let variables = json!({ "0": "a", "1": "b" });
    let template = json!({
        "template_name": "a",
        "template_language_code": "en",
        "header_variables": variables,
        "button_variables": variables,
    });
    told(
        "template_message",
        template,
        &[
            "/message/header_variables: expected at most 1 entry",
            "/message/button_variables: expected at most 1 entry",
        ],
    );
}

#[test]
fn our_fields_of_a_message_are_held() {
    message(
        &json!({ "channel": "sms", "name": "" }),
        &["/name: expected a text that is not empty"],
    );
    message(&json!({ "channel": "sms", "draft": "yes" }), &["/draft: expected `true` or `false`"]);
    message(
        &json!({ "channel": "sms", "workspaces": [] }),
        &["/workspaces: expected at least 1 item"],
    );
    message(
        &json!({ "channel": "sms", "locales": {} }),
        &["/locales: this word is reserved for a later version"],
    );
}
