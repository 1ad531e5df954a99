//! `/campaigns/trigger/…`: campaigns whose messages are in the dashboard.

use serde_json::{Value, json};

use super::asked::{Braze, CAMPAIGN, campaign, users};

const TRIGGERED: &str = "0f5d1a52-7c0e-4a53-9a0e-5b9f6a1d2c33";

async fn braze() -> Braze {
    let braze = Braze::with_campaign().await;
    let mut triggered = campaign();
    triggered["id"] = TRIGGERED.into();
    triggered["is_api_campaign"] = false.into();
    triggered["messages"] = json!([{ "id": "t-email", "channel": "email", "name": "Only" }]);
    braze.post("/_sandbox/campaigns", triggered).await.created();
    braze
}

fn to(people: &[&str]) -> Value {
    let recipients: Vec<_> = people.iter().map(|id| json!({ "external_user_id": id })).collect();
    json!({ "campaign_id": TRIGGERED, "recipients": recipients })
}

#[tokio::test]
async fn a_triggered_campaign_takes_no_messages_and_sends_its_own() {
    let braze = braze().await;
    let mut body = to(&["user-1", "user-2", "nobody"]);
    body["trigger_properties"] = json!({ "order": 1, "shop": "a" });
    body["recipients"][0]["trigger_properties"] = json!({ "order": 2 });
    let answer = braze.post("/campaigns/trigger/send", body.clone()).await.created();
    assert_eq!(answer.body["dispatch_id"].as_str().unwrap().len(), 32);
    let inbox = braze.inbox("message_variation_id=t-email").await;
    let properties: Vec<_> =
        inbox.iter().map(|row| &row["message"]["trigger_properties"]).collect();
    let expected = [json!({ "order": 2, "shop": "a" }), json!({ "order": 1, "shop": "a" })];
    assert_eq!(properties, expected.iter().collect::<Vec<_>>());
    body["messages"] = json!({ "email": {} });
    assert_eq!(braze.post("/campaigns/trigger/send", body).await.status, 400);
}

#[tokio::test]
async fn what_is_wrong_with_a_trigger_is_told_in_brazes_words() {
    let braze = braze().await;
    let check = async |body: Value, status: u16, message: &str| {
        let answer = braze.post("/campaigns/trigger/send", body).await;
        assert_eq!((answer.status, answer.message()), (status, message));
    };
    check(json!({}), 400, "campaign_id must be a string of the campaign api identifier").await;
    check(
        json!({ "campaign_id": 7 }),
        400,
        "campaign_id must be a string of the campaign api identifier",
    )
    .await;
    check(json!({ "campaign_id": "x" }), 400, "Campaign does not exist").await;
    check(json!({ "campaign_id": CAMPAIGN }), 400, "Campaign does not exist").await;
    check(json!({ "campaign_id": TRIGGERED }), 400, "No Recipients").await;
    let crowd: Vec<_> = (0..51).map(|number| number.to_string()).collect();
    let crowd: Vec<_> = crowd.iter().map(String::as_str).collect();
    check(to(&crowd), 400, "The max number of ids per request was exceeded").await;
    let draft = json!({ "id": "d", "name": "d", "is_api_campaign": false, "draft": true });
    braze.post("/_sandbox/campaigns", draft).await.created();
    check(
        json!({ "campaign_id": "d" }),
        400,
        "The campaign is paused. Resume the campaign in order for trigger requests to take effect.",
    )
    .await;
    braze.post(&format!("/_sandbox/campaigns/{TRIGGERED}/archive"), json!({})).await.created();
    check(to(&["user-1"]), 400, "The campaign is archived. Unarchive the campaign in order for trigger requests to take effect.").await;
}

#[tokio::test]
async fn sending_messages_under_a_triggered_campaign_is_refused() {
    let braze = braze().await;
    let mut body = super::asked::email_to(&["user-1"]);
    body["campaign_id"] = TRIGGERED.into();
    assert_eq!(braze.send(body).await.message(), "Invalid Campaign ID");
}

#[tokio::test]
async fn a_trigger_can_make_its_recipient() {
    let braze = braze().await;
    let mut body = to(&["new"]);
    body["recipients"][0]["send_to_existing_only"] = false.into();
    let answer = braze.post("/campaigns/trigger/send", body.clone()).await;
    assert_eq!(answer.status, 400, "attributes are required: {}", answer.body);
    body["recipients"][0]["attributes"] = json!({ "email": "new@example.com" });
    braze.post("/campaigns/trigger/send", body).await.created();
    assert_eq!(braze.inbox("external_user_id=new").await.len(), 1);
}

#[tokio::test]
async fn of_a_recipient_named_twice_the_last_entry_counts() {
    let braze = braze().await;
    let mut body = to(&["user-1", "user-1"]);
    body["recipients"][1]["trigger_properties"] = json!({ "entry": 2 });
    braze.post("/campaigns/trigger/send", body).await.created();
    let inbox = braze.inbox("").await;
    assert_eq!(inbox.len(), 1);
    assert_eq!(inbox[0]["message"]["trigger_properties"]["entry"], 2);
}

#[tokio::test]
async fn a_scheduled_trigger_can_be_moved_and_deleted_by_its_own_endpoints_only() {
    let braze = braze().await;
    let mut body = to(&["user-1"]);
    body["schedule"] = json!({ "time": "2026-01-05T13:00:00Z" });
    let path = "/campaigns/trigger/schedule/create";
    let first = braze.post(path, body.clone()).await.created().body["schedule_id"].clone();
    let second = braze.post(path, body).await.created().body["schedule_id"].clone();
    let stop = json!({ "schedule_id": first });
    assert_eq!(braze.post("/messages/schedule/delete", stop).await.status, 400);
    let stop = json!({ "schedule_id": first, "campaign_id": TRIGGERED });
    braze.post("/campaigns/trigger/schedule/delete", stop).await.created();
    let mut moved = json!({ "schedule_id": second, "campaign_id": TRIGGERED });
    moved["schedule"] = json!({ "time": "2026-01-05T14:00:00Z" });
    braze.post("/campaigns/trigger/schedule/update", moved).await.created();
    braze.at("2026-01-05T13:30:00Z");
    assert!(braze.inbox("").await.is_empty());
    braze.at("2026-01-05T14:00:00Z");
    assert_eq!(braze.inbox("").await.len(), 1);
}

#[tokio::test]
async fn a_broadcast_goes_to_everybody_and_gets_a_send_id() {
    let braze = braze().await;
    braze.post("/users/track", users(3)).await.created();
    let body = json!({ "campaign_id": TRIGGERED, "broadcast": true });
    let answer = braze.post("/campaigns/trigger/send", body).await.created();
    assert!(answer.body["send_id"].is_string(), "{}", answer.body);
    assert_eq!(braze.inbox("").await.len(), 3);
}
