//! Lints on resolved messages: what is found, and what is left alone because nobody can know.

use campaignctl::model::{Channel, Content, Timestamp};
use campaignctl::spec::lint::{self, Sent};
use serde_json::{Value, json};

fn content(fields: Value) -> Content {
    let Value::Object(fields) = fields else { panic!("{fields} is no message") };
    Content(fields)
}

fn told(findings: &[lint::Finding]) -> Vec<String> {
    findings.iter().map(|it| format!("{} {}: {}", it.rule, it.field, it.message)).collect()
}

#[track_caller]
fn check(channel: Channel, fields: Value, expected: &[&str]) {
    assert_eq!(told(&lint::message(channel, &content(fields), Sent::default())), expected);
}

#[test]
fn sizes_count_only_what_is_certain() {
    let long = "a".repeat(1_900);
    check(
        Channel::ApplePush,
        json!({ "alert": long, "extra": { "order": "1" } }),
        &["apple-push-size alert: at least 1,934 bytes, but an iOS push has at most 1,912"],
    );
    let unknown = format!("{{% if vip %}}{long}{{% endif %}}");
    check(Channel::ApplePush, json!({ "alert": unknown, "extra": { "order": "1" } }), &[]);
    let param = format!("@{{param.x}}{}", "@{secret.y}".repeat(300));
    check(Channel::AndroidPush, json!({ "title": "a", "alert": param }), &[]);
}

#[test]
fn the_largest_part_of_a_card_is_pointed_at() {
    check(
        Channel::ContentCard,
        json!({ "title": "a", "description": "b".repeat(500), "extra": { "note": "c".repeat(1_600) } }),
        &["content-card-size extra: at least 2,105 bytes, but a Content Card has at most 2,048"],
    );
    check(
        Channel::AndroidPush,
        json!({ "title": "a", "alert": "b", "extra": { "note": "c".repeat(4_000) } }),
        &["android-push-size extra: `alert` and `extra` have at least 4,012 bytes, \
            but an Android push has at most 4,000"],
    );
}

#[test]
fn a_curly_apostrophe_costs_a_segment_and_a_picture_costs_none() {
    let body = "Your parcel is on its way, and it’s as small as a parcel can be, so look twice.";
    let found = lint::message(Channel::Sms, &content(json!({ "body": body })), Sent::default());
    assert_eq!(
        told(&found),
        ["sms-unicode body: `’` (U+2019) forces UCS-2: 2 segments instead of 1"]
    );
    assert_eq!(found[0].help.as_deref(), Some("`'` is in the GSM-7 alphabet"));
    check(Channel::Sms, json!({ "body": body, "media_items": ["https://a.example/a.png"] }), &[]);
    check(Channel::Sms, json!({ "body": "It’s here" }), &[]);
}

#[test]
fn an_sms_is_limited_in_characters_and_in_segments() {
    check(
        Channel::Sms,
        json!({ "body": "a".repeat(1_601) }),
        &[
            "sms-length body: at least 1,601 characters, but an SMS has at most 1,600",
            "sms-segments body: at least 11 segments, but an SMS has at most 10",
        ],
    );
    check(Channel::Sms, json!({ "body": "a".repeat(1_530) }), &[]);
}

#[test]
fn secrets_are_found_and_never_repeated() {
    let hook = |header: &str, value: &str| json!({ "url": "https://a.example", "request_headers": { header: value } });
    let told = |header: &str, value: &str| {
        lint::message(Channel::Webhook, &content(hook(header, value)), Sent::default())
    };
    let found = |header: &str, value: &str| {
        let found = told(header, value);
        assert!(found.iter().all(|it| !it.message.contains(value)), "{found:?}");
        found.iter().any(|it| it.rule == "literal-secret")
    };
    assert!(found("Authorization", "Bearer abcdefgh"));
    assert!(found("X-Api-Key", "0123456789"));
    assert!(found("X-Anything", "sk_live_0123456789abcdef"));
    assert!(!found("Authorization", "Bearer @{secret.ERP_AUTH}"));
    assert!(!found("Authorization", "@{secret.ERP_AUTH}"));
    assert!(!found("Authorization", "Bearer {{token}}"));
    assert!(!found("X-Token-Type", "access"));
    assert!(!found("Content-Type", "application/json; charset=utf-8"));
    let url = |url: &str| {
        let found =
            lint::message(Channel::Webhook, &content(json!({ "url": url })), Sent::default());
        found.iter().any(|it| it.rule == "literal-secret")
    };
    assert!(url("https://me:password1@a.example/x"));
    assert!(url("https://a.example/x?api_key=0123456789"));
    assert!(!url("https://a.example/x?api_key=@{secret.KEY}"));
    assert!(!url("https://a.example/x?order=0123456789"));
}

#[test]
fn each_link_is_told_once_for_each_field() {
    check(
        Channel::ContentCard,
        json!({
            "description": "http://a.example, http://b.example and http://www.w3.org/1999/xhtml",
            "web_uri": "http://{{host}}/x",
            "ios_uri": "https://a.example?to=xhttp://",
        }),
        &[
            "insecure-link description: `http://a.example` is not encrypted",
            "insecure-link description: `http://b.example` is not encrypted",
            "insecure-link web_uri: `http://` is not encrypted",
        ],
    );
}

#[test]
fn buttons_fit_their_category() {
    check(
        Channel::ApplePush,
        json!({
            "alert": "a",
            "category": "ab_cat_accept_decline",
            "buttons": [{ "action_id": "ab_pb_accept" }, { "action_id": "ab_pb_maybe" }],
        }),
        &[
            "apple-category buttons[1]/action_id: `ab_cat_accept_decline` has no button of this name",
        ],
    );
    check(
        Channel::ApplePush,
        json!({ "alert": "a", "category": "ab_cat_yes", "buttons": [{ "action_id": "x" }] }),
        &["apple-category category: Braze's SDK has no category of this name"],
    );
    check(
        Channel::ApplePush,
        json!({ "alert": "a", "category": "mine", "buttons": [
            { "action_id": "x", "action": "CLOSE" }, { "action_id": "y", "action": "@{param.action}" },
        ] }),
        &["apple-category buttons[0]/action: a button of the app's own category needs the action \
            `URI` or `DEEP_LINK`"],
    );
}

#[test]
fn only_marketing_needs_a_way_out() {
    let unsubscribe = |content: &Content, tags: &[String]| {
        let mut found = lint::message(Channel::Email, content, Sent { tags, now: None });
        found.retain(|found| found.rule == "missing-unsubscribe");
        told(&found)
    };
    let email = |body: &str, tags: &[&str]| {
        let content = content(json!({ "body": body }));
        let tags: Vec<String> = tags.iter().map(|&tag| tag.to_owned()).collect();
        unsubscribe(&content, &tags)
    };
    let missing = ["missing-unsubscribe body: this marketing email has no unsubscribe link"];
    assert_eq!(email("Sale", &["summer", "Newsletter"]), missing);
    assert_eq!(email("Sale", &["orders"]), [""; 0]);
    assert_eq!(email("{{${set_user_to_unsubscribed_url}}}", &["marketing"]), [""; 0]);
    assert_eq!(email("{{content_blocks.${footer}}}", &["marketing"]), [""; 0]);
    let header = content(
        json!({ "body": "Sale", "headers": { "list-unsubscribe": "<https://a.example>" } }),
    );
    let tags = ["marketing".to_owned()];
    assert_eq!(unsubscribe(&header, &tags), [""; 0]);
}

#[test]
fn an_expiry_is_judged_by_the_day() {
    let now = Timestamp("2026-11-23T12:00:00Z".parse().unwrap());
    let card = |expire_at: &str| {
        let content = content(json!({ "expire_at": expire_at }));
        told(&lint::message(Channel::ContentCard, &content, Sent { tags: &[], now: Some(now) }))
    };
    let late = "expires-too-late expire_at: this is more than 30 days ahead, but a Content Card stays \
        at most 30";
    assert_eq!(card("2026-12-23T11:00:00Z"), [""; 0]);
    assert_eq!(card("2027-01-01"), [late]);
    assert_eq!(card("2027-01-01 12:00"), [late]);
    assert_eq!(card("2027-01-01T00:00:00+09:00"), [late]);
    assert_eq!(card("2026-11-20"), ["already-expired expire_at: this is past"]);
    assert_eq!(card("2026-11-23T00:00:00"), [""; 0]);
    assert_eq!(card("@{param.end}"), [""; 0]);
    assert_eq!(card("{{end}}"), [""; 0]);
}

#[test]
fn texts_of_any_kind_end_in_findings_or_silence() {
    let texts =
        ["", "{{", "{%", "<", "<a", "@{", "://", "?=&", "\u{0}", "http://", "😀’", "a@b@c", "[:]"];
    let fields = [
        "alert",
        "body",
        "from",
        "reply_to",
        "subject",
        "url",
        "expire_at",
        "expiry",
        "category",
        "title",
    ];
    let now = Timestamp("2026-11-23T12:00:00Z".parse().unwrap());
    for channel in Channel::ALL {
        for text in texts {
            let mut message =
                content(fields.iter().map(|field| ((*field).to_owned(), json!(text))).collect());
            message.0.insert("request_headers".to_owned(), json!({ text: text }));
            message.0.insert("attachments".to_owned(), json!([{ "url": text }, text, null]));
            message
                .0
                .insert("buttons".to_owned(), json!([{ "action_id": text, "action": text }, text]));
            message.0.insert("media_items".to_owned(), json!([text, 3, {}]));
            let tags = ["marketing".to_owned()];
            for found in lint::message(channel, &message, Sent { tags: &tags, now: Some(now) }) {
                assert!(lint::RULES.iter().any(|rule| rule.id == found.rule));
            }
        }
    }
}
