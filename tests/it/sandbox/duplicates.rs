//! `/campaigns/duplicate`: accepted at once, made later, and no id is told.

use serde_json::{Value, json};

use super::asked::{Braze, CAMPAIGN, EMAIL, PUSH};

async fn duplicate(braze: &Braze, change: Value) {
    let mut body = json!({ "campaign_id": CAMPAIGN, "name": "Copy" });
    body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    let answer = braze.post("/campaigns/duplicate", body).await;
    assert_eq!((answer.status, answer.body), (202, json!({ "message": "success" })));
}

/// The id of the youngest campaign, if it is the copy.
async fn copy(braze: &Braze) -> Option<String> {
    let listed = braze.get("/campaigns/list?sort_direction=desc").await.body;
    let youngest = &listed["campaigns"][0];
    (youngest["name"] == "Copy").then(|| youngest["id"].as_str().unwrap().to_owned())
}

async fn details(braze: &Braze, id: &str) -> Value {
    braze.get(&format!("/campaigns/details?campaign_id={id}")).await.body
}

#[tokio::test]
async fn a_duplicate_has_ids_of_its_own_and_the_rest_of_its_source() {
    let braze = Braze::with_campaign().await;
    duplicate(&braze, json!({})).await;
    let id = copy(&braze).await.unwrap();
    let (made, source) = (details(&braze, &id).await, details(&braze, CAMPAIGN).await);
    assert_ne!(id, CAMPAIGN);
    for field in ["description", "tags", "channels", "conversion_behaviors"] {
        assert_eq!(made[field], source[field], "{field}");
    }
    let messages = made["messages"].as_object().unwrap();
    assert!(!messages.contains_key(EMAIL) && !messages.contains_key(PUSH));
    let named: Vec<_> = messages.values().cloned().collect();
    let theirs: Vec<_> = source["messages"].as_object().unwrap().values().cloned().collect();
    assert_eq!(named, theirs);
}

#[tokio::test]
async fn words_that_are_given_replace_those_of_the_source() {
    let braze = Braze::with_campaign().await;
    duplicate(&braze, json!({ "description": "d", "tag_names": ["a", "b"] })).await;
    let made = details(&braze, &copy(&braze).await.unwrap()).await;
    assert_eq!((&made["description"], &made["tags"]), (&json!("d"), &json!(["a", "b"])));
    braze.at("2026-01-05T12:00:01Z");
    duplicate(&braze, json!({ "tag_names": "one" })).await;
    assert_eq!(details(&braze, &copy(&braze).await.unwrap()).await["tags"], json!(["one"]));
}

#[tokio::test]
async fn a_duplicate_takes_its_time() {
    let braze = Braze::with_campaign().await;
    let settings = json!({ "duplicate_delay_seconds": 30 });
    braze.post("/_sandbox/settings", settings).await.created();
    duplicate(&braze, json!({})).await;
    braze.at("2026-01-05T12:00:29Z");
    assert_eq!(copy(&braze).await, None);
    braze.at("2026-01-05T12:00:30Z");
    assert!(copy(&braze).await.is_some());
}

#[tokio::test]
async fn a_duplicate_is_a_draft_until_somebody_launches_it() {
    let braze = Braze::with_campaign().await;
    duplicate(&braze, json!({})).await;
    let id = copy(&braze).await.unwrap();
    let made = details(&braze, &id).await;
    assert_eq!((&made["draft"], &made["enabled"]), (&json!(true), &json!(false)));
    for _ in 0..2 {
        braze.post(&format!("/_sandbox/campaigns/{id}/launch"), json!({})).await.created();
        let made = details(&braze, &id).await;
        assert_eq!((&made["draft"], &made["enabled"]), (&json!(false), &json!(true)));
    }
}

#[tokio::test]
async fn a_workspace_can_make_duplicates_usable_at_once() {
    let braze = Braze::with_campaign().await;
    braze.post("/_sandbox/settings", json!({ "duplicate_draft": false })).await.created();
    duplicate(&braze, json!({})).await;
    assert_eq!(details(&braze, &copy(&braze).await.unwrap()).await["draft"], false);
}

#[tokio::test]
async fn what_cannot_be_duplicated() {
    let braze = Braze::with_campaign().await;
    let answer = braze.post("/campaigns/duplicate", json!({ "name": "Copy" })).await;
    let text = "campaign_id must be a string of the campaign api identifier";
    assert_eq!((answer.status, answer.message()), (400, text));
    let answer = braze.post("/campaigns/duplicate", json!({ "campaign_id": CAMPAIGN })).await;
    assert_eq!((answer.status, answer.message()), (400, "Bad Request"));
}
