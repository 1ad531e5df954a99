//! The workspace's clock can be moved, and what comes due then happens.

use serde_json::{Value, json};

use super::asked::{Braze, CAMPAIGN, email_to};

async fn time(braze: &Braze) -> Value {
    braze.get("/_sandbox/clock").await.body["time"].clone()
}

#[tokio::test]
async fn the_clock_is_moved_by_seconds_to_a_time_and_back() {
    let braze = Braze::new();
    assert_eq!(time(&braze).await, "2026-01-05T12:00:00Z");
    let answer = braze.post("/_sandbox/clock", json!({ "advance_seconds": 3600 })).await.created();
    assert_eq!(answer.body["time"], "2026-01-05T13:00:00Z");
    braze.at("2026-01-05T12:10:00Z");
    assert_eq!(time(&braze).await, "2026-01-05T13:10:00Z", "it goes on");
    braze.post("/_sandbox/clock", json!({ "time": "2027-02-03" })).await.created();
    assert_eq!(time(&braze).await, "2027-02-03T00:00:00Z");
    braze.post("/_sandbox/clock", json!({ "reset": true })).await.created();
    assert_eq!(time(&braze).await, "2026-01-05T12:10:00Z");
    for wrong in [
        json!({}),
        json!({ "time": "soon" }),
        json!({ "advance_seconds": i64::MAX }),
        json!({ "advance_seconds": 1, "reset": true }),
    ] {
        assert_eq!(braze.post("/_sandbox/clock", wrong).await.status, 400);
    }
}

#[tokio::test]
async fn a_scheduled_message_arrives_when_the_clock_passes_its_time() {
    let braze = Braze::with_campaign().await;
    let mut body = email_to(&["user-1"]);
    body["schedule"] = json!({ "time": "2026-01-06T09:00:00Z" });
    braze.post("/messages/schedule/create", body).await.created();
    braze.post("/_sandbox/clock", json!({ "time": "2026-01-06T08:59:59Z" })).await.created();
    assert!(braze.inbox("").await.is_empty());
    braze.post("/_sandbox/clock", json!({ "advance_seconds": 5 })).await.created();
    assert_eq!(braze.inbox("").await[0]["time"], "2026-01-06T09:00:00+00:00");
}

#[tokio::test]
async fn a_duplicate_that_is_lost_never_lands() {
    let braze = Braze::with_campaign().await;
    braze.post("/_sandbox/faults", json!({ "lose_duplicate": true })).await.created();
    braze.get("/campaigns/list").await;
    let copy = |name: &str| json!({ "campaign_id": CAMPAIGN, "name": name });
    for name in ["lost", "found"] {
        assert_eq!(braze.post("/campaigns/duplicate", copy(name)).await.status, 202);
    }
    braze.post("/_sandbox/clock", json!({ "advance_seconds": 864_000 })).await.created();
    let list = braze.get("/campaigns/list").await.body;
    let names: Vec<_> =
        list["campaigns"].as_array().unwrap().iter().map(|row| &row["name"]).collect();
    assert_eq!(names, ["Order confirmations", "found"]);
}

#[tokio::test]
async fn sessions_and_upgrades_convert_in_the_apps_that_count() {
    let braze = Braze::with_campaign().await;
    let campaign = json!({
        "id": "sessions", "name": "Sessions",
        "messages": [{ "id": "s-email", "channel": "email" }],
        "conversion_behaviors": [
            { "type": "Starts Session", "window": 86400, "app_ids": ["shop"] },
            { "type": "Upgrades App", "window": 86400, "app_ids": null },
        ],
    });
    braze.post("/_sandbox/campaigns", campaign).await.created();
    let mut send = email_to(&["user-1"]);
    send["campaign_id"] = "sessions".into();
    send["messages"]["email"]["message_variation_id"] = "s-email".into();
    braze.send(send).await.created();
    let act = async |action: &str, app: &str| {
        let action = json!({ "external_user_id": "user-1", "action": action, "app_id": app });
        braze.post("/_sandbox/engage", json!({ "actions": [action] })).await.created();
        let target = "/campaigns/data_series?campaign_id=sessions&length=1";
        let row = braze.get(target).await.body["data"][0].clone();
        (row["conversions"].clone(), row["conversions1"].clone())
    };
    assert_eq!(act("start_session", "other").await, (json!(0), json!(0)));
    assert_eq!(act("start_session", "shop").await, (json!(1), json!(0)));
    assert_eq!(act("upgrade_app", "any").await, (json!(1), json!(1)));
}
