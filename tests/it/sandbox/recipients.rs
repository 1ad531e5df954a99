//! Who gets what.

use serde_json::{Value, json};

use super::asked::{Braze, CAMPAIGN, EMAIL, PUSH, both_to, email_object, email_to, push_object};

/// Whom the email reaches after these attributes, with this option.
async fn check(attributes: Value, state: Value, reaches: bool) {
    let braze = Braze::with_campaign().await;
    braze.post("/users/track", json!({ "attributes": [attributes] })).await.created();
    let mut send = email_to(&["user-1"]);
    send["recipient_subscription_state"] = state;
    let answer = braze.send(send).await.created();
    assert_eq!(answer.message(), "success", "either way");
    assert_eq!(!braze.inbox("").await.is_empty(), reaches);
}

#[tokio::test]
async fn an_answer_names_one_dispatch_for_all_of_the_request() {
    let braze = Braze::with_campaign().await;
    let answer = braze.send(both_to(&["user-1", "user-2"])).await.created();
    let id = answer.body["dispatch_id"].as_str().unwrap();
    assert!(id.len() == 32 && id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)));
    assert_eq!(answer.body, json!({ "dispatch_id": id, "message": "success" }));
    let again = braze.send(both_to(&["user-1"])).await.created();
    assert_ne!(again.body["dispatch_id"], *id, "identical requests are different sends");
    let inbox = braze.inbox("").await;
    assert_eq!(inbox.iter().filter(|message| message["dispatch_id"] == *id).count(), 4);
}

#[tokio::test]
async fn the_inbox_shows_messages_as_they_were_sent() {
    let braze = Braze::with_campaign().await;
    braze.send(both_to(&["user-2", "user-1"])).await.created();
    let found = braze.inbox(&format!("message_variation_id={PUSH}&external_user_id=user-1")).await;
    let [message] = &found[..] else { panic!("{found:?}") };
    assert_eq!(message["message"], push_object());
    assert_eq!(message["channel"], "apple_push");
    assert_eq!(message["campaign_id"], CAMPAIGN);
    assert_eq!(message["time"], "2026-01-05T12:00:00+00:00");
}

#[tokio::test]
async fn the_inbox_has_pages() {
    let braze = Braze::with_campaign().await;
    for _ in 0..51 {
        braze.send(both_to(&["user-1"])).await.created();
    }
    assert_eq!(braze.inbox("").await.len(), 100);
    assert_eq!(braze.inbox("page=1").await.len(), 2);
}

#[tokio::test]
async fn somebody_unknown_gets_nothing_and_the_request_succeeds() {
    let braze = Braze::with_campaign().await;
    braze.send(email_to(&["nobody", "user-1"])).await.created();
    let inbox = braze.inbox("").await;
    assert_eq!(inbox.len(), 1);
    assert_eq!(braze.day("2026-01-05").await["unique_recipients"], 1);
}

#[tokio::test]
async fn somebody_unknown_becomes_a_user_where_the_settings_say_so() {
    let braze = Braze::with_campaign().await;
    let settings = json!({ "unknown_recipients": "create" });
    braze.post("/_sandbox/settings", settings).await.created();
    braze.send(both_to(&["nobody"])).await.created();
    assert_eq!(braze.inbox("external_user_id=nobody").await.len(), 2);
    let settings = json!({ "unknown_recipients": "ignore" });
    braze.post("/_sandbox/settings", settings).await.created();
    braze.send(email_to(&["nobody-else", "nobody"])).await.created();
    assert_eq!(braze.inbox("").await.len(), 3, "whoever became one stays one");
}

#[tokio::test]
async fn an_external_id_that_is_too_long_is_never_a_user() {
    let braze = Braze::with_campaign().await;
    let settings = json!({ "unknown_recipients": "create" });
    braze.post("/_sandbox/settings", settings).await.created();
    braze.send(email_to(&[&"x".repeat(988)])).await.created();
    assert!(braze.inbox("").await.is_empty());
}

#[tokio::test]
async fn somebody_without_an_address_gets_no_email() {
    check(json!({ "external_id": "user-1", "email": null }), Value::Null, false).await;
}

#[tokio::test]
async fn subscription_states_decide() {
    let state = |state| json!({ "external_id": "user-1", "email_subscribe": state });
    check(state("unsubscribed"), Value::Null, false).await;
    check(state("unsubscribed"), json!("all"), true).await;
    check(state("subscribed"), Value::Null, true).await;
    check(state("subscribed"), json!("opted_in"), false).await;
    check(state("opted_in"), json!("opted_in"), true).await;
    check(state("opted_in"), json!("subscribed"), true).await;
}

#[tokio::test]
async fn an_unsubscribed_email_leaves_push_alone() {
    let braze = Braze::with_campaign().await;
    let attributes = json!([{ "external_id": "user-1", "email_subscribe": "unsubscribed" }]);
    braze.post("/users/track", json!({ "attributes": attributes })).await.created();
    braze.send(both_to(&["user-1"])).await.created();
    let inbox = braze.inbox("").await;
    assert_eq!(inbox.len(), 1);
    assert_eq!(inbox[0]["channel"], "apple_push");
}

#[tokio::test]
async fn whoever_unsubscribes_gets_no_more_email() {
    let braze = Braze::with_campaign().await;
    braze.send(email_to(&["user-1"])).await.created();
    assert_eq!(braze.engage("user-1", EMAIL, "unsubscribe").await, Value::Null);
    braze.send(email_to(&["user-1"])).await.created();
    assert_eq!(braze.inbox("").await.len(), 1);
}

#[tokio::test]
async fn an_sms_goes_to_whoever_has_not_left_its_group() {
    let braze = Braze::new();
    let left = json!([{ "subscription_group_id": "sms-us", "subscription_state": "unsubscribed" }]);
    let attributes = json!([
        { "external_id": "in", "phone": "+15550001" },
        { "external_id": "out", "phone": "+15550002", "subscription_groups": left },
        { "external_id": "no-phone" },
    ]);
    braze.post("/users/track", json!({ "attributes": attributes })).await.created();
    let sms = json!({ "subscription_group_id": "sms-us", "app_id": "a", "body": "hi" });
    let people = ["in", "out", "no-phone"];
    let send = json!({ "external_user_ids": people, "messages": { "sms": sms } });
    braze.send(send).await.created();
    let inbox = braze.inbox("").await;
    assert_eq!(inbox.len(), 1);
    assert_eq!(inbox[0]["external_user_id"], "in");
}

#[tokio::test]
async fn aliases_and_integers_name_people_too() {
    let braze = Braze::new();
    let alias = json!({ "alias_name": "ann", "alias_label": "shop" });
    let attributes = json!([
        { "user_alias": alias, "email": "ann@example.com" },
        { "external_id": 17, "email": "seventeen@example.com" },
    ]);
    braze.post("/users/track", json!({ "attributes": attributes })).await.created();
    let mut object = email_object();
    object["message_variation_id"] = Value::Null;
    let wrong_case = json!({ "alias_name": "Ann", "alias_label": "shop" });
    let send = json!({
        "external_user_ids": [17],
        "user_aliases": [alias, wrong_case],
        "messages": { "email": object },
    });
    braze.send(send).await.created();
    assert_eq!(braze.inbox("").await.len(), 2);
    assert_eq!(braze.inbox("external_user_id=17").await.len(), 1);
}

#[tokio::test]
async fn somebody_named_twice_gets_one_message() {
    let braze = Braze::with_campaign().await;
    braze.send(email_to(&["user-1", "user-1"])).await.created();
    assert_eq!(braze.inbox("").await.len(), 1);
}

#[tokio::test]
async fn a_send_without_a_campaign_is_delivered_and_not_tracked() {
    let braze = Braze::with_campaign().await;
    let mut send = both_to(&["user-1"]);
    send["campaign_id"] = Value::Null;
    braze.send(send).await.created();
    let inbox = braze.inbox("").await;
    assert_eq!(inbox.len(), 2);
    assert_eq!(inbox[0]["campaign_id"], Value::Null);
    assert_eq!(braze.day("2026-01-05").await["unique_recipients"], 0);
}
