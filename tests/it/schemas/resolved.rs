//! What a message needs once defaults, variables and files are put together.

use campaignctl::model::{Channel, Content};
use campaignctl::spec::document::{OURS, fields_of, typed};
use serde_json::{Value, json};

#[track_caller]
fn check(channel: Channel, fields: Value, expected: &[&str]) {
    let Value::Object(fields) = fields else { panic!("{fields} is no message") };
    let faults = typed(channel, &Content(fields)).err().unwrap_or_default();
    let told: Vec<_> = faults.iter().map(|it| format!("{}: {}", it.field, it.expected)).collect();
    assert_eq!(told, expected);
}

#[test]
fn each_channel_names_what_it_needs() {
    for channel in [Channel::KindlePush, Channel::WebPush, Channel::AndroidPush] {
        check(channel, json!({}), &["title: `title` is required", "alert: `alert` is required"]);
        check(channel, json!({ "title": "a", "alert": "b" }), &[]);
    }
    check(
        Channel::Sms,
        json!({}),
        &[
            "app_id: `app_id` is required",
            "subscription_group_id: `subscription_group_id` is required",
            "body: `body` is required",
        ],
    );
    check(
        Channel::Webhook,
        json!({ "url": "@{secret.URL}" }),
        &["request_method: `request_method` is required"],
    );
    check(
        Channel::WhatsApp,
        json!({ "app_id": "a", "subscription_group_id": "b" }),
        &["message_type: `message_type` is required", "message: `message` is required"],
    );
}

#[test]
fn an_email_has_a_body_or_a_template() {
    let sender = json!({ "app_id": "a", "from": "a@shop.example.com" });
    let with = |key: &str| {
        let mut fields = sender.clone();
        fields[key] = json!("x");
        fields
    };
    check(Channel::Email, sender.clone(), &["body: `body` or `email_template_id` is required"]);
    check(Channel::Email, with("body"), &[]);
    check(Channel::Email, with("email_template_id"), &[]);
    check(
        Channel::Email,
        json!({ "body": "x" }),
        &["app_id: `app_id` is required", "from: `from` is required"],
    );
}

#[test]
fn an_ios_push_has_an_alert_unless_it_is_silent() {
    let missing = ["alert: `alert` is required unless `content-available` is true"];
    check(Channel::ApplePush, json!({}), &missing);
    check(Channel::ApplePush, json!({ "content-available": false }), &missing);
    check(Channel::ApplePush, json!({ "content-available": true }), &[]);
    check(Channel::ApplePush, json!({ "content-available": "@{param.silent}" }), &[]);
    check(
        Channel::ApplePush,
        json!({ "alert": { "title": "a" } }),
        &["alert/body: `body` is required unless `content-available` is true"],
    );
    check(Channel::ApplePush, json!({ "alert": { "loc_key": "a" } }), &[]);
}

#[test]
fn an_asset_comes_with_its_type() {
    check(
        Channel::ApplePush,
        json!({ "alert": "a", "asset_url": "https://cdn.example.com/a.png" }),
        &["asset_file_type: `asset_file_type` is required with `asset_url`"],
    );
    check(
        Channel::ApplePush,
        json!({ "alert": "a", "asset_file_type": "png" }),
        &["asset_url: `asset_url` is required with `asset_file_type`"],
    );
}

#[test]
fn a_silent_android_push_shows_nothing() {
    check(Channel::AndroidPush, json!({ "send_to_sync": true }), &[]);
    check(Channel::AndroidPush, json!({ "send_to_sync": "@{param.silent}" }), &[]);
    check(
        Channel::AndroidPush,
        json!({ "send_to_sync": true, "title": "a", "alert": "b" }),
        &[
            "title: a push with `send_to_sync` has no `title`",
            "alert: a push with `send_to_sync` has no `alert`",
        ],
    );
}

#[test]
fn a_conversation_is_among_its_persons() {
    let said = |by: &str| json!([{ "text": "Hi", "timestamp": 1, "person_id": by }]);
    let push = |reply: &str, by: &str| {
        json!({ "title": "a", "alert": "b", "conversation_data": {
            "shortcut_id": "s",
            "reply_person_id": reply,
            "messages": said(by),
            "persons": [{ "id": "ada", "name": "Ada" }],
        } })
    };
    check(Channel::AndroidPush, push("ada", "@{param.who}"), &[]);
    check(
        Channel::AndroidPush,
        push("bob", "eve"),
        &[
            "conversation_data/reply_person_id: expected an `id` of `persons`",
            "conversation_data/messages[0]/person_id: expected an `id` of `persons`",
        ],
    );
}

#[test]
fn a_content_card_expires_one_way_and_has_what_its_type_shows() {
    check(
        Channel::ContentCard,
        json!({}),
        &["type: `type` is required", "time_to_live: `time_to_live` or `expire_at` is required"],
    );
    check(
        Channel::ContentCard,
        json!({ "type": "CLASSIC", "title": "", "description": "b", "time_to_live": 60,
            "expire_at": "2027-01-31" }),
        &["expire_at: expected `time_to_live` or `expire_at`, not both"],
    );
    check(
        Channel::ContentCard,
        json!({ "type": "CAPTIONED_IMAGE", "time_to_live": 60 }),
        &[
            "title: `title` is required",
            "description: `description` is required",
            "image_url: `image_url` is required for a `CAPTIONED_IMAGE`",
        ],
    );
    check(
        Channel::ContentCard,
        json!({ "type": "BANNER", "time_to_live": 60 }),
        &["image_url: `image_url` is required for a `BANNER`"],
    );
}

#[test]
fn a_whats_app_message_keeps_its_limits() {
    let message = |kind: &str, message: Value| json!({ "app_id": "a", "subscription_group_id": "b", "message_type": kind, "message": message });
    let both = json!({
        "body": "a",
        "header_text": "b",
        "header_image_uri": "c",
        "buttons": [{ "text": "d" }],
    });
    check(
        Channel::WhatsApp,
        message("quick_reply_response_message", both),
        &["message/header_image_uri: expected `header_text` or `header_image_uri`, not both"],
    );
    let rows = vec![json!({ "row_title": "a" }); 6];
    let section = json!({ "section_title": "a", "list_rows": rows });
    let list = json!({ "list_button_text": "a", "list_sections": [section, section] });
    check(
        Channel::WhatsApp,
        message("list_response_message", json!({ "body": "a", "list": list })),
        &["message/list/list_sections: expected at most 10 rows in all sections, found 12"],
    );
    let flow = |caption: &str| {
        let button = json!({ "caption": caption, "flow_id": "1" });
        message("flow_response_message", json!({ "body_text": "a", "flow_button": button }))
    };
    check(
        Channel::WhatsApp,
        flow("Twenty-one characters"),
        &["message/flow_button/caption: expected at most 20 characters"],
    );
    check(Channel::WhatsApp, flow("{{${first_name} | append: '!'}}"), &[]);
}

#[test]
fn types_are_checked_again_by_the_path_of_the_field() {
    check(
        Channel::ApplePush,
        json!({ "alert": "a", "badge": "@{param.items}", "apns_priority": "loud", "buttons": [{}] }),
        &[
            "apns_priority: expected an integer, or exactly one reference such as \"@{name}\"",
            "buttons[0]: `action_id` is required",
        ],
    );
    check(
        Channel::Webhook,
        json!({ "url": "a", "request_method": "GET", "request_headers": { "X/A[0]": 3 } }),
        &["request_headers/X~1A~20]: expected a text, `{ file: path }` or `{ secret: NAME }`"],
    );
    check(
        Channel::Sms,
        json!({ "app_id": "a", "subscription_group_id": "b", "body": "c", "subject": "d" }),
        &["subject: unknown field `subject`"],
    );
}

#[test]
fn no_channel_has_a_field_that_is_ours() {
    for channel in Channel::ALL {
        let fields = fields_of(channel);
        assert!(fields.len() > 3, "{channel}: {fields:?}");
        assert!(OURS.iter().all(|ours| !fields.iter().any(|field| field == ours)), "{channel}");
    }
}
