//! What else the contract says: headers, identifiers, counters, the forms of rows.

use campaignctl::sandbox::{Key, Settings};
use serde_json::{Value, json};

use super::asked::{Braze, CAMPAIGN, email_object, email_to};

#[tokio::test]
async fn the_date_of_answers_is_the_workspaces_own() {
    let braze = Braze::new();
    let now = braze.get("/campaigns/list").await;
    assert_eq!(now.header("date"), "Mon, 05 Jan 2026 12:00:00 GMT");
    braze.post("/_sandbox/clock", json!({ "advance_seconds": 7_200 })).await.created();
    for target in ["/campaigns/list", "/nowhere"] {
        assert_eq!(braze.get(target).await.header("date"), "Mon, 05 Jan 2026 14:00:00 GMT");
    }
    assert_eq!(
        braze.get("/campaigns/list").await.header("x-ratelimit-reset"),
        "1767625200",
        "15:00"
    );
}

#[tokio::test]
async fn a_key_that_is_used_elsewhere() {
    let keys =
        vec![Key { allowed_ips: vec!["203.0.113.7".parse().unwrap()], ..Key::of("sandbox") }];
    let braze = Braze::with(Settings { keys, ..Settings::default() });
    let answer = braze.get("/campaigns/list").await;
    assert_eq!((answer.status, answer.message()), (401, "Invalid whitelisted IPs "));
    let keys = vec![Key { allowed_ips: vec!["127.0.0.1".parse().unwrap()], ..Key::of("sandbox") }];
    let braze = Braze::with(Settings { keys, ..Settings::default() });
    assert_eq!(braze.get("/campaigns/list").await.status, 200);
}

fn create(send: &str) -> Value {
    json!({ "campaign_id": CAMPAIGN, "send_id": send })
}

#[tokio::test]
async fn a_hundred_send_ids_a_day_each_pair_once_and_those_of_broadcasts_too() {
    let braze = Braze::with_campaign().await;
    for _ in 0..3 {
        braze.post("/sends/id/create", create("a")).await.created();
    }
    let mut broadcast = email_to(&[]);
    broadcast["broadcast"] = json!(true);
    broadcast["send_id"] = json!("b");
    broadcast["audience"] = json!({ "custom_attribute": {
        "custom_attribute_name": "a", "comparison": "exists" } });
    for _ in 0..2 {
        braze.send(broadcast.clone()).await.created();
    }
    let third = braze.post("/sends/id/create", create("c")).await.created();
    assert_eq!(
        (third.header("x-ratelimit-limit"), third.header("x-ratelimit-remaining")),
        ("100", "97")
    );
    for number in 3..100 {
        braze.post("/sends/id/create", create(&format!("n{number}"))).await.created();
    }
    let answer = braze.post("/sends/id/create", create("one too many")).await;
    assert_eq!((answer.status, answer.message()), (429, "Rate Limited"));
    broadcast["send_id"] = json!("new");
    let answer = braze.send(broadcast.clone()).await;
    assert_eq!((answer.status, answer.message()), (429, "Rate Limited"));
    broadcast["send_id"] = json!("b");
    braze.send(broadcast).await.created();
    braze.post("/sends/id/create", create("a")).await.created();
    braze.at("2026-01-06T00:00:00Z");
    braze.post("/sends/id/create", create("tomorrow")).await.created();
}

#[tokio::test]
async fn broadcasts_say_in_whose_time_they_go() {
    let braze = Braze::with_campaign().await;
    for (flag, day) in [("none", 6), ("in_local_time", 7), ("at_optimal_time", 8)] {
        let mut body = email_to(&[]);
        body["broadcast"] = json!(true);
        body["audience"] = json!({ "custom_attribute": {
            "custom_attribute_name": "a", "comparison": "exists" } });
        body["schedule"] = json!({ "time": format!("2026-01-0{day}T09:00:00"), flag: true });
        braze.post("/messages/schedule/create", body).await.created();
    }
    let list = braze.get("/messages/scheduled_broadcasts?end_time=2026-01-09").await.body;
    let rows = list["scheduled_broadcasts"].as_array().unwrap().iter();
    let told: Vec<_> =
        rows.map(|row| (row["schedule_type"].clone(), row["next_send_time"].clone())).collect();
    assert_eq!(
        told,
        [
            (json!("UTC"), json!("2026-01-06T09:00:00+00:00")),
            (json!("local_time_zones"), json!("2026-01-07T09:00:00")),
            (json!("intelligent_delivery"), json!("2026-01-08T09:00:00")),
        ]
    );
}

#[tokio::test]
async fn a_braze_id_names_a_user_and_a_device_id_nobody() {
    let braze = Braze::with_campaign().await;
    let export = async |body: Value| braze.post("/users/export/ids", body).await.created().body;
    let user = export(json!({ "external_ids": ["user-2"] })).await;
    let id = user["users"][0]["braze_id"].as_str().unwrap().to_owned();
    assert_eq!(id.len(), 24);
    let track = json!({ "attributes": [{ "braze_id": id, "first_name": "Ada" }] });
    braze.post("/users/track", track).await.created();
    let found =
        export(json!({ "braze_id": id, "fields_to_export": ["external_id", "first_name"] })).await;
    assert_eq!(found["users"], json!([{ "external_id": "user-2", "first_name": "Ada" }]));
    assert_eq!(export(json!({ "device_id": "d" })).await["users"], json!([]));
    let unknown = json!({ "attributes": [{ "braze_id": "0".repeat(24) }] });
    let answer = braze.post("/users/track", unknown).await.created();
    assert!(answer.body["errors"][0]["type"].as_str().unwrap().contains("no user can be made"));
}

#[tokio::test]
async fn identifiers_and_properties_have_their_limits() {
    let braze = Braze::new();
    let event = |properties: Value| json!({ "external_id": "a", "name": "n", "time": "2026-01-05", "properties": properties });
    let long = "x".repeat(256);
    let body = json!({
        "attributes": [
            { "external_id": "x".repeat(988) },
            { "user_alias": { "alias_name": "x".repeat(237), "alias_label": "l" } },
            { "external_id": "x".repeat(987) },
        ],
        "events": [
            event(json!({ "$a": 1 })),
            event(json!({ "time": 1 })),
            event(json!({ long.clone(): 1 })),
            event(json!({ "a": long })),
            event(json!({ "a": ["x".repeat(100 << 10)] })),
            event(json!({ "a": { "b": [1, true, "2026-01-05"] } })),
        ],
    });
    let answer = braze.post("/users/track", body).await.created();
    assert_eq!(
        (&answer.body["attributes_processed"], &answer.body["events_processed"]),
        (&json!(1), &json!(1))
    );
    let wrong = answer.body["errors"].as_array().unwrap().iter();
    let wrong: Vec<_> = wrong
        .map(|error| (error["input_array"].as_str().unwrap(), error["index"].as_u64().unwrap()))
        .collect();
    let expected = [
        ("attributes", 0),
        ("attributes", 1),
        ("events", 0),
        ("events", 1),
        ("events", 2),
        ("events", 3),
        ("events", 4),
    ];
    assert_eq!(wrong, expected);
}

async fn triggered(recipient: Value, more: Value) -> (u16, String) {
    let braze = Braze::with_campaign().await;
    let campaign = json!({ "id": "t", "name": "T", "is_api_campaign": false, "messages": [{ "id": "te", "channel": "email" }] });
    braze.post("/_sandbox/campaigns", campaign).await.created();
    let mut body = json!({ "campaign_id": "t", "recipients": [recipient] });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let answer = braze.post("/campaigns/trigger/send", body).await;
    (answer.status, answer.body.to_string())
}

#[tokio::test]
async fn what_triggers_take_and_what_not() {
    let user = || json!({ "external_user_id": "user-1" });
    let email = |priorities: &[&str]| json!({ "email": "user-1@example.com", "prioritization": priorities });
    let file =
        json!({ "attachments": [{ "file_name": "a.pdf", "url": "https://a.example/a.pdf" }] });
    for (recipient, more, word) in [
        (user(), json!({}), ""),
        (user(), file, ""),
        (user(), json!({ "attachments": [{ "url": "https://a.example" }] }), "file_name"),
        (user(), json!({ "segment_id": "s" }), "segment_id"),
        (email(&["identified", "most_recently_updated"]), json!({}), ""),
        (email(&[]), json!({}), "prioritization"),
        (email(&["identified", "unidentified"]), json!({}), "prioritization"),
        (email(&["tallest"]), json!({}), "prioritization"),
        (json!({ "braze_id": "000000000000000000000001" }), json!({}), ""),
        (
            json!({ "user_alias": { "alias_name": "n", "alias_label": "l" }, "send_to_existing_only": false, "attributes": { "a": 1 } }),
            json!({}),
            "user_alias",
        ),
    ] {
        let (status, body) = triggered(recipient.clone(), more).await;
        assert_eq!(status, if word.is_empty() { 201 } else { 400 }, "{recipient}: {body}");
        assert!(body.contains(word), "{recipient}: {body}");
    }
}

#[tokio::test]
async fn a_series_of_a_send_is_of_api_campaigns_and_counts_pushes_more_finely() {
    let braze = Braze::with_campaign().await;
    let mut send = super::asked::both_to(&["user-1"]);
    send["send_id"] = json!("s");
    braze.post("/sends/id/create", create("s")).await.created();
    braze.send(send).await.created();
    let target =
        |campaign: &str| format!("/sends/data_series?campaign_id={campaign}&send_id=s&length=1");
    let push =
        braze.get(&target(CAMPAIGN)).await.body["data"][0]["messages"]["ios_push"][0].clone();
    assert_eq!(
        (&push["sent"], &push["delivered"], &push["undelivered"], &push["delivery_failed"]),
        (&json!(1), &json!(1), &json!(0), &json!(0))
    );
    braze
        .post("/_sandbox/campaigns", json!({ "id": "t", "name": "T", "is_api_campaign": false }))
        .await
        .created();
    assert_eq!(braze.get(&target("t")).await.message(), "Invalid Campaign ID");
}

#[tokio::test]
async fn a_campaign_that_is_not_transactional() {
    let braze = Braze::with_campaign().await;
    for (id, text) in [("nobody", "Campaign does not exist"), (CAMPAIGN, "Campaign does not exist")]
    {
        let path = format!("/transactional/v1/campaigns/{id}/send");
        let answer =
            braze.post(&path, json!({ "recipient": { "external_user_id": "user-1" } })).await;
        assert_eq!((answer.status, answer.message()), (400, text), "{id}");
    }
}

#[tokio::test]
async fn an_untracked_send_has_nothing_to_be_told_apart_by() {
    let braze = Braze::with_campaign().await;
    let mut object = email_object();
    object.as_object_mut().unwrap().remove("message_variation_id");
    let body = json!({ "external_user_ids": [1, "user-1"], "messages": { "email": object }, "send_id": "x" });
    let sent = braze.send(body).await.created();
    assert_eq!(
        sent.body.as_object().unwrap().keys().collect::<Vec<_>>(),
        ["dispatch_id", "message"]
    );
}
