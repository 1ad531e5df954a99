//! Send identifiers and their series.

use serde_json::{Value, json};

use super::asked::{Braze, CAMPAIGN, EMAIL, email_to};

fn labelled(label: &str, people: &[&str]) -> Value {
    let mut send = email_to(people);
    send["send_id"] = json!(label);
    send
}

/// The last `length` days of a send.
async fn series(braze: &Braze, label: &str, length: u8) -> Value {
    let target =
        format!("/sends/data_series?campaign_id={CAMPAIGN}&send_id={label}&length={length}");
    let answer = braze.get(&target).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.body["data"].clone()
}

#[tokio::test]
async fn a_label_is_made_once_or_made_up() {
    let braze = Braze::with_campaign().await;
    let create = json!({ "campaign_id": CAMPAIGN, "send_id": "spring" });
    for _ in 0..2 {
        let answer = braze.post("/sends/id/create", create.clone()).await.created();
        assert_eq!(answer.body, json!({ "message": "success", "send_id": "spring" }));
    }
    let made_up =
        braze.post("/sends/id/create", json!({ "campaign_id": CAMPAIGN })).await.created();
    assert!(!made_up.body["send_id"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn labels_that_cannot_be_made() {
    let braze = Braze::with_campaign().await;
    let answer = braze.post("/sends/id/create", json!({ "campaign_id": "nobody" })).await;
    assert_eq!((answer.status, answer.message()), (400, "Invalid Campaign ID"));
    let long = json!({ "campaign_id": CAMPAIGN, "send_id": "x".repeat(65) });
    let answer = braze.post("/sends/id/create", long).await;
    assert_eq!((answer.status, answer.message()), (400, "Bad Request"));
}

#[tokio::test]
async fn a_hundred_labels_a_day() {
    let braze = Braze::with_campaign().await;
    let create = || braze.post("/sends/id/create", json!({ "campaign_id": CAMPAIGN }));
    for _ in 0..100 {
        create().await.created();
    }
    assert_eq!(create().await.status, 429);
    braze.at("2026-01-06T00:00:00Z");
    create().await.created();
}

#[tokio::test]
async fn each_send_has_a_series_of_its_own() {
    let braze = Braze::with_campaign().await;
    braze.send(labelled("one", &["user-1", "user-2"])).await.created();
    braze.send(labelled("two", &["user-1"])).await.created();
    braze.engage("user-1", EMAIL, "open").await;
    let one = series(&braze, "one", 1).await;
    let two = series(&braze, "two", 1).await;
    let email = |rows: &Value, name: &str| rows[0]["messages"]["email"][0][name].clone();
    assert_eq!((email(&one, "sent"), email(&two, "sent")), (json!(2), json!(1)));
    assert_eq!((email(&one, "opens"), email(&two, "opens")), (json!(0), json!(1)), "the latest");
    assert_eq!(
        (&one[0]["unique_recipients"], &two[0]["unique_recipients"]),
        (&json!(2), &json!(1))
    );
    let name = one[0]["messages"]["email"][0].clone();
    assert_eq!((&name["variation_name"], name.get("variation_api_id")), (&json!("Plain"), None));
    let whole = braze.day("2026-01-05").await;
    assert_eq!(whole["messages"]["email"][0]["sent"], 3);
    assert_eq!(whole["unique_recipients"], 2);
}

#[tokio::test]
async fn a_series_is_kept_for_two_weeks_after_the_send() {
    let braze = Braze::with_campaign().await;
    braze.send(labelled("one", &["user-1"])).await.created();
    braze.at("2026-01-19T00:00:00Z");
    assert_eq!(series(&braze, "one", 20).await.as_array().unwrap().len(), 20);
    braze.at("2026-01-20T00:00:00Z");
    assert_eq!(series(&braze, "one", 20).await, json!([]));
}

#[tokio::test]
async fn a_series_of_no_send() {
    let braze = Braze::with_campaign().await;
    let target = format!("/sends/data_series?campaign_id={CAMPAIGN}&length=1&send_id=nobody");
    let answer = braze.get(&target).await;
    assert_eq!((answer.status, answer.message()), (400, "Bad Request"));
}
