//! Every error that these endpoints know, in the order in which they are looked for.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Request;
use campaignctl::sandbox::{Key, Permissions, Settings, Verdict};
use serde_json::{Value, json};

use super::asked::{Braze, CAMPAIGN, EMAIL, PUSH, both_to, campaign, email_to, get, post};

/// A send with one thing changed is refused with 400 and this text.
async fn check(change: impl FnOnce(&mut Value), text: &str) {
    let braze = Braze::with_campaign().await;
    let mut body = both_to(&["user-1"]);
    change(&mut body);
    let answer = braze.send(body.clone()).await;
    assert_eq!((answer.status, answer.message()), (400, text), "{body}\n{}", answer.body);
    assert!(braze.inbox("").await.is_empty(), "nothing is sent");
}

/// A field of a message object with this value is refused, and the answer names the field.
async fn check_field(channel: &str, good: &Value, field: &str, value: Value) {
    let braze = Braze::new();
    let send =
        |object: &Value| json!({ "external_user_ids": ["a"], "messages": { channel: object } });
    braze.send(send(good)).await.created();
    let mut object = good.clone();
    object[field] = value;
    let answer = braze.send(send(&object)).await;
    assert_eq!((answer.status, answer.message()), (400, "Bad Request"), "{object}");
    let named = answer.body["errors"][0].as_str().unwrap();
    assert!(named.contains(&format!("messages.{channel}.{field}")), "{named}");
}

#[tokio::test]
async fn a_path_that_is_none() {
    let braze = Braze::new();
    for path in ["/messages/send/", "/campaigns/List", "/", "/_sandbox/nothing"] {
        let answer = braze.get(path).await;
        assert_eq!((answer.status, answer.message()), (404, "Invalid URL"), "{path}");
    }
    let answer = braze.get("/messages/send").await;
    assert_eq!((answer.status, answer.message()), (404, "Invalid URL"), "another method");
    let answer = braze.post("/_sandbox/campaigns/%FF/edit", json!({})).await;
    assert_eq!((answer.status, answer.message()), (404, "Invalid URL"), "no text");
}

#[tokio::test]
async fn a_body_that_does_not_say_it_is_json() {
    let braze = Braze::new();
    for kind in ["text/plain", "application/x-www-form-urlencoded"] {
        let request = Request::post("/messages/send").header("content-type", kind);
        let answer = braze.ask(request.body(Body::from("{}")).unwrap()).await;
        assert_eq!((answer.status, answer.message()), (415, "Unsupported Media Type"));
    }
    let bare = Request::post("/messages/send").body(Body::from("{}")).unwrap();
    assert_eq!(braze.ask(bare).await.status, 415);
}

#[tokio::test]
async fn a_body_that_is_not_json_is_told_under_error() {
    let braze = Braze::new();
    let answer = braze.ask(post("/messages/send").body(Body::from("{\"a\":")).unwrap()).await;
    assert_eq!(answer.status, 400);
    assert!(answer.body["error"].as_str().unwrap().contains("not JSON"), "{}", answer.body);
    assert_eq!(answer.message(), "Bad Request");
}

#[tokio::test]
async fn a_body_that_is_no_object() {
    let braze = Braze::new();
    let answer = braze.post("/messages/send", json!([1])).await;
    assert_eq!((answer.status, answer.message()), (400, "Bad Request"));
}

#[tokio::test]
async fn a_key_that_is_missing_malformed_or_unknown() {
    let braze = Braze::new();
    let ask = |header: Option<&'static str>| {
        let request = Request::get("/campaigns/list");
        let request = header.into_iter().fold(request, |r, value| r.header("authorization", value));
        braze.ask(request.body(Body::empty()).unwrap())
    };
    for (header, text) in [
        (None, "Unauthorized"),
        (Some("sandbox"), "Error authenticating credentials"),
        (Some("Basic c2FuZGJveA=="), "Error authenticating credentials"),
        (Some("Bearer sekret-1234"), "Invalid API key: sekret-1234"),
    ] {
        let answer = ask(header).await;
        assert_eq!((answer.status, answer.message()), (401, text));
        assert_eq!(answer.header("x-ratelimit-limit"), "", "no key, no limit");
        assert_eq!(answer.header("x-ratelimit-reset"), "");
    }
}

#[tokio::test]
async fn a_key_without_the_permission() {
    let only = Permissions::Only(BTreeSet::from(["campaigns.list".to_owned()]));
    let keys = vec![Key { permissions: only, ..Key::of("sandbox") }];
    let braze = Braze::with(Settings { keys, ..Settings::default() });
    assert_eq!(braze.get("/campaigns/list").await.status, 200);
    let answer = braze.send(json!({})).await;
    let text = "You do not have permission to access this resource";
    assert_eq!((answer.status, answer.message()), (403, text));
    braze.post("/_sandbox/settings", json!({ "missing_permission_status": 401 })).await.created();
    let answer = braze.send(json!({})).await;
    assert_eq!((answer.status, answer.message()), (401, text));
}

#[tokio::test]
async fn a_limit_that_is_spent_until_the_hour() {
    let braze = Braze::with(Settings { hourly_limit: 2, ..Settings::default() });
    braze.at("2026-01-05T12:59:30Z");
    let first = braze.get("/campaigns/list").await;
    assert_eq!((first.status, first.header("x-ratelimit-limit")), (200, "2"));
    assert_eq!(first.header("x-ratelimit-remaining"), "1");
    assert_eq!(first.header("x-ratelimit-reset"), "1767618000", "13:00");
    let refused = braze.send(json!({})).await;
    assert_eq!(refused.status, 400, "a refused call counts, and the counter is shared");
    let limited = braze.get("/campaigns/list").await;
    assert_eq!((limited.status, limited.message()), (429, "Rate Limited"));
    assert_eq!(limited.header("x-ratelimit-remaining"), "0");
    braze.at("2026-01-05T13:00:00Z");
    assert_eq!(braze.get("/campaigns/list").await.status, 200, "the next window");
}

#[tokio::test]
async fn a_body_over_four_megabytes() {
    let braze = Braze::new();
    let large = json!({ "messages": "x".repeat(4 * 1024 * 1024) }).to_string();
    let answer = braze.ask(post("/messages/send").body(Body::from(large)).unwrap()).await;
    assert_eq!((answer.status, answer.message()), (413, "Request Entity Too Large"));
}

#[tokio::test]
async fn no_message() {
    let text = "No message to send";
    check(|body| body["messages"] = json!({}), text).await;
    check(|body| body["messages"] = Value::Null, text).await;
    check(|body| body["messages"] = json!({ "email": null }), text).await;
    check(|body| body["messages"] = json!({ "carrier_pigeon": {} }), text).await;
}

#[tokio::test]
async fn a_campaign_that_is_none() {
    let text = "Invalid Campaign ID";
    check(|body| body["campaign_id"] = json!("nobody"), text).await;
    check(|body| body["campaign_id"] = json!(""), text).await;
    check(|body| body["campaign_id"] = json!(17), text).await;
}

#[tokio::test]
async fn a_campaign_that_is_triggered_a_draft_or_archived() {
    for (field, settable) in [("is_api_campaign", false), ("draft", true)] {
        let braze = Braze::new();
        let mut other = campaign();
        other[field] = json!(settable);
        braze.post("/_sandbox/campaigns", other).await.created();
        let answer = braze.send(email_to(&["user-1"])).await;
        assert_eq!((answer.status, answer.message()), (400, "Invalid Campaign ID"), "{field}");
    }
    let braze = Braze::with_campaign().await;
    braze.post(&format!("/_sandbox/campaigns/{CAMPAIGN}/archive"), json!({})).await.created();
    assert_eq!(braze.send(email_to(&["user-1"])).await.message(), "Invalid Campaign ID");
}

#[tokio::test]
async fn archived_campaigns_send_when_the_switch_says_so() {
    let unusable_campaigns = Verdict::Accept;
    let braze = Braze::with(Settings { unusable_campaigns, ..Settings::default() });
    braze.post("/_sandbox/campaigns", campaign()).await.created();
    braze.post(&format!("/_sandbox/campaigns/{CAMPAIGN}/archive"), json!({})).await.created();
    braze.send(email_to(&["user-1"])).await.created();
}

#[tokio::test]
async fn a_message_without_its_variation() {
    let text = "Message Variant Unspecified";
    check(|body| body["messages"]["apple_push"]["message_variation_id"] = Value::Null, text).await;
    check(|body| body["messages"]["email"] = json!({}), text).await;
}

#[tokio::test]
async fn a_variation_of_nobody_or_of_another_campaign() {
    let text = "Invalid Message Variant";
    check(|body| body["messages"]["email"]["message_variation_id"] = json!("nobody"), text).await;

    let braze = Braze::with_campaign().await;
    let theirs = json!({ "id": "theirs", "channel": "email", "name": "" });
    let other = json!({ "id": "other", "name": "Other", "messages": [theirs] });
    braze.post("/_sandbox/campaigns", other).await.created();
    let mut body = email_to(&["user-1"]);
    body["messages"]["email"]["message_variation_id"] = json!("theirs");
    let answer = braze.send(body).await;
    assert_eq!((answer.status, answer.message()), (400, text));
}

#[tokio::test]
async fn a_variation_of_another_channel() {
    let text = "Mismatched Message Type";
    check(|body| body["messages"]["email"]["message_variation_id"] = json!(PUSH), text).await;
    check(|body| body["messages"]["apple_push"]["message_variation_id"] = json!(EMAIL), text).await;
}

#[tokio::test]
async fn nobody_to_send_to() {
    let text = "No Recipients";
    check(|body| body["external_user_ids"] = json!([]), text).await;
    check(|body| body["external_user_ids"] = Value::Null, text).await;
}

#[tokio::test]
async fn more_than_fifty_recipients() {
    let people: Vec<_> = (0..51).map(|number| format!("user-{number}")).collect();
    check(
        |body| body["external_user_ids"] = json!(people),
        "The max number of ids per request was exceeded",
    )
    .await;
    check(
        |body| {
            body["external_user_ids"] = json!(people[..50]);
            body["user_aliases"] = json!([{ "alias_name": "n", "alias_label": "l" }]);
        },
        "The max number of external_ids and aliases per request was exceeded",
    )
    .await;
    let braze = Braze::new();
    let fifty: Vec<_> = people[..50].iter().map(String::as_str).collect();
    braze.post("/_sandbox/campaigns", campaign()).await.created();
    braze.send(email_to(&fifty)).await.created();
}

#[tokio::test]
async fn options_that_are_none() {
    let text = "Bad Request";
    check(|body| body["recipient_subscription_state"] = json!("everyone"), text).await;
    check(|body| body["broadcast"] = json!(true), text).await;
    check(|body| body["send_id"] = json!("x".repeat(65)), text).await;
    check(|body| body["send_id"] = json!("Gr\u{fc}\u{df}e"), text).await;
    check(|body| body["override_frequency_capping"] = json!("maybe"), text).await;
    check(|body| body["external_user_ids"] = json!("user-1"), text).await;
    check(|body| body["user_aliases"] = json!([{ "alias_name": "n" }]), text).await;
}

#[tokio::test]
async fn extras_that_are_no_object() {
    let text = "Invalid Extra Push Payload";
    check(|body| body["messages"]["apple_push"]["extra"] = json!("a=b"), text).await;
    check(|body| body["messages"]["apple_push"]["extra"] = json!({ "aps": 1 }), text).await;
}

#[tokio::test]
async fn pushes_that_are_too_long() {
    let long = "x".repeat(1_913);
    check(
        |body| body["messages"]["apple_push"]["alert"] = json!(long),
        "Apple Push Length Exceeded",
    )
    .await;

    let braze = Braze::new();
    let send = |bytes| {
        let push = json!({ "title": "t", "alert": "x".repeat(bytes) });
        json!({ "external_user_ids": ["a"], "messages": { "android_push": push } })
    };
    braze.send(send(4_000)).await.created();
    let answer = braze.send(send(4_001)).await;
    assert_eq!((answer.status, answer.message()), (400, "Android Push Length Exceeded"));
}

#[tokio::test]
async fn emails_that_lack_something() {
    let good = json!({ "app_id": "a", "from": "A <a@example.com>", "body": "b" });
    for field in ["app_id", "from", "body"] {
        check_field("email", &good, field, Value::Null).await;
    }
    check_field("email", &good, "from", json!("Gr\u{fc}\u{df}e <a@example.com>")).await;
    check_field("email", &good, "headers", json!("X: y")).await;
    let body = json!({ "app_id": "a", "from": "A <a@example.com>", "email_template_id": "t" });
    let send = json!({ "external_user_ids": ["a"], "messages": { "email": body } });
    Braze::new().send(send).await.created();
}

#[tokio::test]
async fn pushes_that_lack_something() {
    let good = json!({ "alert": "a", "title": "t" });
    for channel in ["android_push", "kindle_push", "web_push"] {
        check_field(channel, &good, "alert", Value::Null).await;
        check_field(channel, &good, "title", Value::Null).await;
    }
    check_field("apple_push", &good, "alert", Value::Null).await;
    check_field("apple_push", &good, "interruption_level", json!("loud")).await;
    check_field("apple_push", &good, "asset_url", json!("https://example.com/a.png")).await;
    check_field("android_push", &good, "time_to_live", json!(2_419_201)).await;
    check_field("android_push", &good, "send_to_sync", json!("perhaps")).await;
}

#[tokio::test]
async fn texts_that_lack_something() {
    let good = json!({ "subscription_group_id": "g", "app_id": "a", "body": "b" });
    for field in ["subscription_group_id", "app_id", "body"] {
        check_field("sms", &good, field, Value::Null).await;
    }
    check_field("sms", &good, "body", json!("x".repeat(1_601))).await;
    check_field("sms", &good, "user_click_tracking_enabled", json!(true)).await;
    let good = json!({
        "subscription_group_id": "g", "app_id": "a",
        "message_type": "text_response_message", "message": { "body": "b" },
    });
    for field in ["subscription_group_id", "app_id", "message_type", "message"] {
        check_field("whats_app", &good, field, Value::Null).await;
    }
}

#[tokio::test]
async fn cards_and_webhooks_that_lack_something() {
    let good = json!({ "type": "CLASSIC", "title": "", "description": "d", "time_to_live": 60 });
    for field in ["type", "title", "description", "time_to_live"] {
        check_field("content_card", &good, field, Value::Null).await;
    }
    check_field("content_card", &good, "expire_at", json!("soon")).await;
    let banner = json!({ "type": "BANNER", "image_url": "i", "expire_at": "2026-02-01" });
    check_field("content_card", &banner, "image_url", Value::Null).await;

    let good = json!({ "url": "https://example.com", "request_method": "POST" });
    for field in ["url", "request_method"] {
        check_field("webhook", &good, field, Value::Null).await;
    }
    check_field("webhook", &good, "request_method", json!("PATCH")).await;
    check_field("webhook", &good, "body", json!({ "a": 1 })).await;
}

#[tokio::test]
async fn exports_of_a_campaign_that_is_none() {
    let braze = Braze::new();
    let text = "campaign_id must be a string of the campaign api identifier";
    for target in [
        "/campaigns/details",
        "/campaigns/details?campaign_id=nobody",
        "/campaigns/data_series?length=1",
        "/campaigns/data_series?length=1&campaign_id=nobody",
    ] {
        let answer = braze.get(target).await;
        assert_eq!((answer.status, answer.message()), (400, text), "{target}");
    }
}

#[tokio::test]
async fn queries_that_are_out_of_bounds() {
    let braze = Braze::with_campaign().await;
    let series = format!("/campaigns/data_series?campaign_id={CAMPAIGN}");
    for target in [
        series.clone(),
        format!("{series}&length=0"),
        format!("{series}&length=101"),
        format!("{series}&length=ten"),
        format!("{series}&length=1&ending_at=yesterday"),
        "/campaigns/list?page=-1".to_owned(),
        "/campaigns/list?sort_direction=up".to_owned(),
        "/campaigns/list?include_archived=perhaps".to_owned(),
        "/campaigns/list?last_edit.time%5Bgt%5D=lately".to_owned(),
    ] {
        let answer = braze.ask(get(&target).body(Body::empty()).unwrap()).await;
        assert_eq!((answer.status, answer.message()), (400, "Bad Request"), "{target}");
    }
}

#[tokio::test]
async fn tracking_too_much_or_nothing() {
    let braze = Braze::new();
    let many = vec![json!({ "external_id": "a" }); 40];
    let events = vec![json!({ "external_id": "a", "name": "e", "time": "2026-01-05" }); 36];
    let answer = braze.post("/users/track", json!({ "attributes": many, "events": events })).await;
    assert_eq!((answer.status, answer.message()), (400, "Max Input Length Exceeded"));
    let answer = braze.post("/users/track", json!({ "attributes": [] })).await;
    assert_eq!(answer.status, 400);
    assert!(answer.message().starts_with("Valid data must be provided"), "{}", answer.body);
}

#[tokio::test]
async fn tracked_objects_that_lack_something_are_left_out() {
    let braze = Braze::new();
    let now = "2026-01-05T12:00:00Z";
    let good = json!({ "external_id": "a", "product_id": "p", "currency": "USD", "price": 1, "time": now });
    let without = |field: &str| {
        let mut purchase = good.clone();
        purchase[field] = Value::Null;
        purchase
    };
    let body = json!({
        "attributes": [{ "first_name": "Nobody" }, { "external_id": "a" }],
        "events": [{ "external_id": "a", "time": now }, { "external_id": "a", "name": "e" }],
        "purchases": [
            good, without("product_id"), without("currency"), without("price"), without("time"),
            { "external_id": "a", "product_id": "p", "currency": "USD", "price": 1, "time": now, "quantity": 101 },
        ],
    });
    let answer = braze.post("/users/track", body).await.created();
    insta::assert_json_snapshot!(answer.body, @r#"
    {
      "attributes_processed": 1,
      "events_processed": 0,
      "purchases_processed": 1,
      "message": "success",
      "errors": [
        {
          "type": "'external_id', 'braze_id', 'user_alias', 'email' or 'phone' is required",
          "input_array": "attributes",
          "index": 0
        },
        {
          "type": "'name' is required",
          "input_array": "events",
          "index": 0
        },
        {
          "type": "'time' is required, in ISO 8601",
          "input_array": "events",
          "index": 1
        },
        {
          "type": "'product_id' is required, with at most 255 characters",
          "input_array": "purchases",
          "index": 1
        },
        {
          "type": "'currency' is required, as an ISO 4217 code",
          "input_array": "purchases",
          "index": 2
        },
        {
          "type": "'price' is required, as a number",
          "input_array": "purchases",
          "index": 3
        },
        {
          "type": "'time' is required, in ISO 8601",
          "input_array": "purchases",
          "index": 4
        },
        {
          "type": "'quantity' is from 1 to 100",
          "input_array": "purchases",
          "index": 5
        }
      ]
    }
    "#);
}
