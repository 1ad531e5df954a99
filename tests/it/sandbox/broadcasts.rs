//! Segments, connected audiences, and sends to both.

use insta::assert_json_snapshot;
use serde_json::{Value, json};

use super::asked::{Braze, CAMPAIGN, email_object};

/// Three users with a tier each, one of whom left.
async fn workspace() -> Braze {
    let braze = Braze::with_campaign().await;
    let attributes = json!([
        { "external_id": "user-1", "tier": "gold", "orders": 12, "vip": true, "likes": ["socks"],
          "last_order": "2026-01-01T00:00:00Z" },
        { "external_id": "user-2", "tier": "silver", "orders": 3.0, "vip": false,
          "last_order": "2025-06-01" },
        { "external_id": "user-3", "email_subscribe": "unsubscribed" },
    ]);
    braze.post("/users/track", json!({ "attributes": attributes })).await.created();
    braze
}

fn attribute(name: &str, comparison: &str, value: impl Into<Value>) -> Value {
    json!({ "custom_attribute": {
        "custom_attribute_name": name, "comparison": comparison, "value": value.into(),
    } })
}

fn broadcast(target: &Value) -> Value {
    let mut send = json!({
        "broadcast": true,
        "campaign_id": CAMPAIGN,
        "recipient_subscription_state": "all",
        "messages": { "email": email_object() },
    });
    send.as_object_mut().unwrap().extend(target.as_object().unwrap().clone());
    send
}

async fn reached(braze: &Braze) -> Vec<String> {
    let inbox = braze.inbox("").await;
    inbox.iter().map(|m| m["external_user_id"].as_str().unwrap().to_owned()).collect()
}

/// Whom a filter includes, by the numbers of the users.
async fn check(audience: Value, expected: &[u8]) {
    let braze = workspace().await;
    braze.send(broadcast(&json!({ "audience": audience }))).await.created();
    let expected: Vec<_> = expected.iter().map(|number| format!("user-{number}")).collect();
    assert_eq!(reached(&braze).await, expected, "{audience}");
}

#[tokio::test]
async fn attributes_are_compared_as_their_types_are() {
    check(attribute("tier", "equals", "gold"), &[1]).await;
    check(attribute("tier", "not_equal", "gold"), &[2, 3]).await;
    check(attribute("tier", "matches_regex", "^(gold|sil)"), &[1, 2]).await;
    check(attribute("tier", "does_not_match_regex", "old"), &[2, 3]).await;
    check(attribute("tier", "exists", Value::Null), &[1, 2]).await;
    check(attribute("tier", "does_not_exist", Value::Null), &[3]).await;
    check(attribute("orders", "equals", 3), &[2]).await;
    check(attribute("orders", "greater_than", 3), &[1]).await;
    check(attribute("orders", "greater_than_or_equal_to", 3), &[1, 2]).await;
    check(attribute("orders", "less_than", 12), &[2]).await;
    check(attribute("orders", "less_than_or_equal_to", 12), &[1, 2]).await;
    check(attribute("vip", "equals", true), &[1]).await;
    check(attribute("vip", "not_equal", true), &[2, 3]).await;
    check(attribute("likes", "includes_value", "socks"), &[1]).await;
    check(attribute("likes", "does_not_include_value", "socks"), &[2, 3]).await;
    check(attribute("tier", "equals", 7), &[]).await;
}

#[tokio::test]
async fn times_are_compared_with_now_and_with_instants() {
    check(attribute("last_order", "less_than_x_days_ago", 10), &[1]).await;
    check(attribute("last_order", "greater_than_x_days_ago", 10), &[2]).await;
    check(attribute("last_order", "less_than_x_days_in_the_future", 1), &[1, 2]).await;
    check(attribute("last_order", "greater_than_x_days_in_the_future", 1), &[]).await;
    check(attribute("last_order", "after", "2026-01-01"), &[]).await;
    check(attribute("last_order", "before", "2026-01-01"), &[2]).await;
}

#[tokio::test]
async fn filters_nest() {
    let gold = attribute("tier", "equals", "gold");
    let silver = attribute("tier", "equals", "silver");
    let vip = attribute("vip", "equals", true);
    check(json!({ "OR": [gold, silver] }), &[1, 2]).await;
    check(json!({ "AND": [{ "OR": [gold, silver] }, vip] }), &[1]).await;
    let state = json!({ "comparison": "is_not", "value": "unsubscribed" });
    check(json!({ "email_subscription_status": state }), &[1, 2]).await;
    let state = json!({ "comparison": "is", "value": "subscribed" });
    check(json!({ "push_subscription_status": state }), &[1, 2, 3]).await;
}

#[tokio::test]
async fn filters_that_are_none_are_refused() {
    let braze = workspace().await;
    let deep =
        (0..40).fold(attribute("a", "exists", Value::Null), |inner, _| json!({ "OR": [inner] }));
    for audience in [
        json!({ "NOT": [] }),
        json!({ "AND": 1 }),
        json!({ "AND": [{}], "OR": [{}] }),
        attribute("a", "sounds_like", "b"),
        attribute("a", "greater_than", "b"),
        attribute("a", "matches_regex", "("),
        json!({ "last_used_app": { "comparison": "after", "value": "lately" } }),
        deep,
    ] {
        let answer = braze.send(broadcast(&json!({ "audience": audience }))).await;
        assert_eq!((answer.status, answer.message()), (400, "Bad Request"), "{audience}");
    }
}

#[tokio::test]
async fn a_segment_is_listed_described_and_sent_to() {
    let braze = workspace().await;
    let vips = json!({ "id": "s-1", "name": "VIPs", "tags": ["t"], "audience": attribute("vip", "equals", true) });
    for segment in [vips.clone(), vips, json!({ "id": "s-2", "name": "All" })] {
        braze.post("/_sandbox/segments", segment).await.created();
    }
    assert_json_snapshot!(braze.get("/segments/list").await.body, @r#"
    {
      "message": "success",
      "segments": [
        {
          "id": "s-1",
          "name": "VIPs",
          "analytics_tracking_enabled": false,
          "tags": [
            "t"
          ]
        },
        {
          "id": "s-2",
          "name": "All",
          "analytics_tracking_enabled": false,
          "tags": []
        }
      ]
    }
    "#);
    let details = braze.get("/segments/details?segment_id=s-2").await.body;
    assert_eq!((&details["name"], &details["message"]), (&json!("All"), &json!("success")));
    braze.send(broadcast(&json!({ "segment_id": "s-1" }))).await.created();
    assert_eq!(reached(&braze).await, ["user-1"]);
    braze.send(broadcast(&json!({ "segment_id": "s-2" }))).await.created();
    assert_eq!(reached(&braze).await.len(), 4);
}

#[tokio::test]
async fn people_who_are_named_have_to_be_in_the_segment() {
    let braze = workspace().await;
    let mut send = broadcast(&json!({ "audience": attribute("vip", "equals", true) }));
    send["broadcast"] = json!(false);
    send["external_user_ids"] = json!(["user-2", "user-1"]);
    braze.send(send).await.created();
    assert_eq!(reached(&braze).await, ["user-1"]);
}

#[tokio::test]
async fn a_tracked_broadcast_gets_a_send_identifier() {
    let braze = workspace().await;
    let everybody =
        json!({ "audience": { "OR": [attribute("a", "does_not_exist", Value::Null)] } });
    let mut ids = Vec::new();
    for _ in 0..2 {
        let answer = braze.send(broadcast(&everybody)).await.created();
        ids.push(answer.body["send_id"].as_str().unwrap().to_owned());
    }
    assert_ne!(ids[0], ids[1]);
    let mut named = broadcast(&everybody);
    named["send_id"] = json!("spring_sale");
    let answer = braze.send(named).await.created();
    assert_eq!(answer.body["send_id"], "spring_sale");
}

#[tokio::test]
async fn a_broadcast_says_that_it_is_one() {
    let braze = workspace().await;
    let mut send = broadcast(&json!({ "audience": attribute("vip", "equals", true) }));
    send["broadcast"] = json!(false);
    let answer = braze.send(send).await;
    assert_eq!((answer.status, answer.message()), (400, "Bad Request"));
    let answer = braze.send(broadcast(&json!({ "segment_id": "nobody" }))).await;
    assert_eq!((answer.status, answer.message()), (400, "Bad Request"));
    let answer = braze.send(broadcast(&json!({}))).await;
    assert_eq!((answer.status, answer.message()), (400, "No Recipients"));
}

#[tokio::test]
async fn broadcasts_have_limits_of_their_own() {
    let braze = Braze::with_campaign().await;
    let to = |tier: u32| broadcast(&json!({ "audience": attribute("tier", "equals", tier) }));
    let shared = braze.get("/campaigns/list").await.header("x-ratelimit-remaining").to_owned();
    for tier in 0..25 {
        for left in (0..10).rev() {
            let sent = braze.send(to(tier)).await.created();
            assert_eq!(sent.header("x-ratelimit-remaining"), left.to_string(), "of one audience");
        }
        if tier < 24 {
            let answer = braze.send(to(tier)).await;
            assert_eq!((answer.status, answer.message()), (429, "Rate Limited"));
            assert_eq!(answer.header("x-ratelimit-limit"), "10");
            // It counts, as every call does: the whole is spent sooner.
            braze.post("/_sandbox/settings", json!({ "broadcasts_a_minute": 251 + tier })).await;
        }
    }
    let answer = braze.send(to(99)).await;
    assert_eq!((answer.status, answer.header("x-ratelimit-remaining")), (429, "0"), "of all");
    assert_eq!(answer.header("x-ratelimit-reset"), "1767614460", "12:01");
    let after = braze.get("/campaigns/list").await.header("x-ratelimit-remaining").to_owned();
    let one_less = shared.parse::<u64>().unwrap() - 1;
    assert_eq!(after, one_less.to_string(), "none of them is in the shared limit");
    braze.at("2026-01-05T12:01:00Z");
    braze.send(to(0)).await.created();
}
