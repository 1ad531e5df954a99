//! `/campaigns/list`, `/campaigns/details`, and what the dashboard does to both.

use insta::assert_json_snapshot;
use serde_json::{Value, json};

use super::asked::{Braze, CAMPAIGN, EMAIL, campaign, email_to};

async fn details(braze: &Braze) -> Value {
    braze.get(&format!("/campaigns/details?campaign_id={CAMPAIGN}")).await.body
}

async fn names(braze: &Braze, query: &str) -> Vec<String> {
    let answer = braze.get(&format!("/campaigns/list{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let rows = answer.body["campaigns"].as_array().unwrap().clone();
    rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

async fn create(braze: &Braze, name: &str) {
    braze.post("/_sandbox/campaigns", json!({ "id": name, "name": name })).await.created();
}

#[tokio::test]
async fn details_show_messages_by_variation_in_the_spelling_of_exports() {
    let braze = Braze::with_campaign().await;
    assert_json_snapshot!(details(&braze).await, @r#"
    {
      "message": "success",
      "created_at": "2026-01-05T12:00:00+00:00",
      "updated_at": "2026-01-05T12:00:00+00:00",
      "archived": false,
      "draft": false,
      "enabled": true,
      "has_post_launch_draft": false,
      "name": "Order confirmations",
      "description": "Says thanks.",
      "schedule_type": "api_only",
      "channels": [
        "email",
        "ios_push"
      ],
      "first_sent": null,
      "last_sent": null,
      "tags": [
        "transactional"
      ],
      "teams": [],
      "messages": {
        "3c0d1a0e-8d5e-4b8a-9e0c-7f3b5a3c5c11": {
          "channel": "email",
          "name": "Plain"
        },
        "iosPush-640": {
          "channel": "ios_push",
          "name": "Short"
        }
      },
      "conversion_behaviors": [
        {
          "type": "Performs Custom Event",
          "window": 259200,
          "custom_event_name": "order_viewed"
        },
        {
          "type": "Makes Any Purchase",
          "window": 86400
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn a_row_of_the_list_has_no_channels_and_no_state() {
    let braze = Braze::with_campaign().await;
    assert_json_snapshot!(braze.get("/campaigns/list").await.body, @r#"
    {
      "message": "success",
      "campaigns": [
        {
          "id": "d8b73da7-0b7c-fc72-5b5c-1f4d2c8c0f10",
          "last_edited": "2026-01-05T12:00:00Z",
          "name": "Order confirmations",
          "is_api_campaign": true,
          "tags": [
            "transactional"
          ]
        }
      ]
    }
    "#);
}

#[tokio::test]
async fn a_page_of_the_list_has_a_hundred_campaigns() {
    let braze = Braze::new();
    for number in 0..101 {
        create(&braze, &format!("c{number:03}")).await;
    }
    assert_eq!(names(&braze, "").await.len(), 100);
    assert_eq!(names(&braze, "?page=1").await, ["c100"]);
    assert!(names(&braze, "?page=2").await.is_empty());
}

#[tokio::test]
async fn the_list_goes_by_age_either_way() {
    let braze = Braze::new();
    create(&braze, "b").await;
    braze.at("2026-01-05T13:00:00Z");
    create(&braze, "a").await;
    assert_eq!(names(&braze, "").await, ["b", "a"]);
    assert_eq!(names(&braze, "?sort_direction=desc").await, ["a", "b"]);
}

#[tokio::test]
async fn the_list_knows_what_was_edited_since() {
    let braze = Braze::new();
    create(&braze, "old").await;
    create(&braze, "edited").await;
    braze.at("2026-01-06T09:00:00Z");
    braze.post("/_sandbox/campaigns/edited/edit", json!({ "tags": ["new"] })).await.created();
    let since = "?last_edit.time%5Bgt%5D=2026-01-06T00:00:00";
    assert_eq!(names(&braze, since).await, ["edited"]);
}

#[tokio::test]
async fn an_archived_campaign_is_listed_only_when_asked_for() {
    let braze = Braze::new();
    create(&braze, "gone").await;
    braze.post("/_sandbox/campaigns/gone/archive", json!({})).await.created();
    assert!(names(&braze, "").await.is_empty());
    assert_eq!(names(&braze, "?include_archived=true").await, ["gone"]);
    braze.post("/_sandbox/campaigns/gone/unarchive", json!({})).await.created();
    assert_eq!(names(&braze, "").await, ["gone"]);
}

#[tokio::test]
async fn creating_again_sets_the_words_and_adds_what_is_missing() {
    let braze = Braze::with_campaign().await;
    braze.send(email_to(&["user-1"])).await.created();
    let mut again = campaign();
    again["name"] = json!("Order received");
    again["conversion_behaviors"] = json!([{ "type": "Opens Email", "window": 60 }]);
    again["messages"] = json!([{ "id": "sms-1", "channel": "sms", "name": "Text" }]);
    braze.post("/_sandbox/campaigns", again).await.created();

    let details = details(&braze).await;
    assert_eq!(details["name"], "Order received");
    assert_eq!(details["conversion_behaviors"].as_array().unwrap().len(), 2, "they are frozen");
    assert_eq!(details["channels"], json!(["email", "ios_push", "sms"]));
    assert_eq!(braze.day("2026-01-05").await["messages"]["email"][0]["sent"], 1);
}

#[tokio::test]
async fn every_dashboard_call_repeated_changes_nothing() {
    let braze = Braze::with_campaign().await;
    let calls = [
        ("/_sandbox/campaigns".to_owned(), campaign()),
        (
            format!("/_sandbox/campaigns/{CAMPAIGN}/messages"),
            json!({ "id": "w", "channel": "webhook", "name": "W" }),
        ),
        (format!("/_sandbox/campaigns/{CAMPAIGN}/edit"), json!({ "description": "x" })),
        (format!("/_sandbox/campaigns/{CAMPAIGN}/messages/{EMAIL}/edit"), json!({ "name": "y" })),
        (format!("/_sandbox/campaigns/{CAMPAIGN}/archive"), json!({})),
        (format!("/_sandbox/campaigns/{CAMPAIGN}/unarchive"), json!({})),
    ];
    for (path, body) in calls {
        braze.post(&path, body.clone()).await.created();
        let once = details(&braze).await;
        braze.at("2026-02-01T00:00:00Z");
        braze.post(&path, body).await.created();
        assert_eq!(details(&braze).await, once, "{path}");
        braze.at("2026-01-05T12:00:00Z");
    }
}

#[tokio::test]
async fn a_message_id_belongs_to_one_campaign() {
    let braze = Braze::with_campaign().await;
    create(&braze, "other").await;
    let theft = json!({ "id": EMAIL, "channel": "email", "name": "Mine" });
    let answer = braze.post("/_sandbox/campaigns/other/messages", theft).await;
    assert_eq!((answer.status, answer.message()), (400, "Bad Request"));
}

#[tokio::test]
async fn what_the_dashboard_does_not_have_is_not_found() {
    let braze = Braze::new();
    for path in ["/_sandbox/campaigns/none/edit", "/_sandbox/campaigns/none/archive"] {
        let answer = braze.post(path, json!({})).await;
        assert_eq!((answer.status, answer.message()), (404, "there is no such campaign"));
    }
}
