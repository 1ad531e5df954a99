//! Messages that wait for their time.

use serde_json::{Value, json};

use super::asked::{Braze, CAMPAIGN, EMAIL, email_to};

const LATER: &str = "2026-01-06T09:00:00Z";

fn scheduled(time: &str) -> Value {
    let mut send = email_to(&["user-1"]);
    send["schedule"] = json!({ "time": time });
    send
}

async fn schedule(braze: &Braze, body: Value) -> Value {
    braze.post("/messages/schedule/create", body).await.created().body
}

/// Refused with `Bad Request`, under this path.
async fn check(braze: &Braze, path: &str, body: Value) {
    let answer = braze.post(path, body.clone()).await;
    assert_eq!((answer.status, answer.message()), (400, "Bad Request"), "{path} {body}");
}

#[tokio::test]
async fn a_scheduled_message_is_delivered_when_its_time_has_come() {
    let braze = Braze::with_campaign().await;
    let answer = schedule(&braze, scheduled(LATER)).await;
    assert_eq!(answer["message"], "success");
    assert_eq!(answer["schedule_id"].as_str().unwrap().len(), 36);
    braze.at("2026-01-06T08:59:59Z");
    assert!(braze.inbox("").await.is_empty());
    braze.at("2026-01-07T10:00:00Z");
    let inbox = braze.inbox("").await;
    assert_eq!(inbox.len(), 1);
    assert_eq!(inbox[0]["dispatch_id"], answer["dispatch_id"]);
    assert_eq!(inbox[0]["time"], "2026-01-06T09:00:00+00:00", "on time, whoever asks when");
    assert_eq!(braze.day("2026-01-06").await["messages"]["email"][0]["sent"], 1);
    assert_eq!(braze.inbox("").await.len(), 1, "once");
}

#[tokio::test]
async fn an_update_replaces_the_time_or_the_messages() {
    let braze = Braze::with_campaign().await;
    let id = schedule(&braze, scheduled(LATER)).await["schedule_id"].clone();
    let path = "/messages/schedule/update";
    let sooner = json!({ "schedule_id": id, "schedule": { "time": "2026-01-05T13:00:00" } });
    braze.post(path, sooner).await.created();
    let mut messages = email_to(&[])["messages"].clone();
    messages["email"]["subject"] = json!("Other");
    braze.post(path, json!({ "schedule_id": id, "messages": messages })).await.created();
    braze.at("2026-01-05T13:00:00Z");
    let inbox = braze.inbox("").await;
    assert_eq!(inbox[0]["message"]["subject"], "Other");
    assert_eq!(inbox[0]["time"], "2026-01-05T13:00:00+00:00");
}

#[tokio::test]
async fn a_deleted_message_is_never_delivered() {
    let braze = Braze::with_campaign().await;
    let id = schedule(&braze, scheduled(LATER)).await["schedule_id"].clone();
    let delete = json!({ "schedule_id": id });
    braze.post("/messages/schedule/delete", delete.clone()).await.created();
    check(&braze, "/messages/schedule/delete", delete).await;
    braze.at("2026-01-07T00:00:00Z");
    assert!(braze.inbox("").await.is_empty());
}

#[tokio::test]
async fn what_was_delivered_cannot_be_changed() {
    let braze = Braze::with_campaign().await;
    let id = schedule(&braze, scheduled(LATER)).await["schedule_id"].clone();
    braze.at("2026-01-07T00:00:00Z");
    let update = json!({ "schedule_id": id, "schedule": { "time": "2026-02-01" } });
    check(&braze, "/messages/schedule/update", update).await;
}

#[tokio::test]
async fn what_became_impossible_is_not_delivered() {
    let braze = Braze::with_campaign().await;
    schedule(&braze, scheduled(LATER)).await;
    braze.post(&format!("/_sandbox/campaigns/{CAMPAIGN}/archive"), json!({})).await.created();
    braze.at("2026-01-07T00:00:00Z");
    assert!(braze.inbox("").await.is_empty());
}

#[tokio::test]
async fn schedules_that_are_none() {
    let braze = Braze::with_campaign().await;
    let create = "/messages/schedule/create";
    check(&braze, create, email_to(&["user-1"])).await;
    check(&braze, create, scheduled("soon")).await;
    let mut passed = scheduled("2026-01-05T09:00:00");
    passed["schedule"]["in_local_time"] = json!(true);
    check(&braze, create, passed).await;
    let update = "/messages/schedule/update";
    check(&braze, update, json!({ "schedule_id": "nobody", "schedule": { "time": LATER } })).await;
    let id = schedule(&braze, scheduled(LATER)).await["schedule_id"].clone();
    check(&braze, update, json!({ "schedule_id": id })).await;
    let mismatched = json!({ "apple_push": { "message_variation_id": EMAIL, "alert": "a" } });
    let answer = braze.post(update, json!({ "schedule_id": id, "messages": mismatched })).await;
    assert_eq!(answer.message(), "Mismatched Message Type");
}

#[tokio::test]
async fn only_broadcasts_are_listed() {
    let braze = Braze::with_campaign().await;
    schedule(&braze, scheduled(LATER)).await;
    braze.post("/_sandbox/segments", json!({ "id": "all", "name": "All" })).await.created();
    let mut wide = scheduled(LATER);
    wide["external_user_ids"] = Value::Null;
    wide["segment_id"] = json!("all");
    wide["broadcast"] = json!(true);
    schedule(&braze, wide).await;
    let listed = braze.get("/messages/scheduled_broadcasts?end_time=2026-02-01").await;
    insta::assert_json_snapshot!(listed.body, @r#"
    {
      "scheduled_broadcasts": [
        {
          "name": "Order confirmations",
          "id": "d8b73da7-0b7c-fc72-5b5c-1f4d2c8c0f10",
          "type": "Campaign",
          "tags": [
            "transactional"
          ],
          "next_send_time": "2026-01-06T09:00:00+00:00",
          "schedule_type": "UTC"
        }
      ],
      "message": "success"
    }
    "#);
    let before = braze.get("/messages/scheduled_broadcasts?end_time=2026-01-06").await;
    assert_eq!(before.body["scheduled_broadcasts"], json!([]));
    assert_eq!(braze.get("/messages/scheduled_broadcasts").await.status, 400);
}
