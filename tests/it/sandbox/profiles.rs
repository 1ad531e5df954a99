//! Users as they are exported, identified and subscribed.

use serde_json::{Value, json};

use super::asked::{Braze, CAMPAIGN, EMAIL, email_to};

async fn export(braze: &Braze, body: Value) -> Value {
    braze.post("/users/export/ids", body).await.created().body
}

#[tokio::test]
async fn an_export_tells_who_received_which_variation_and_what_became_of_it() {
    let braze = Braze::with_campaign().await;
    braze.send(email_to(&["user-1", "user-2"])).await.created();
    braze.engage("user-1", EMAIL, "open").await;
    let event =
        json!({ "external_id": "user-1", "name": "order_viewed", "time": "2026-01-05T12:00:00Z" });
    braze.post("/users/track", json!({ "events": [event] })).await.created();
    let body = json!({
        "external_ids": ["user-1", "user-2", "user-3", "nobody"],
        "fields_to_export": ["external_id", "campaigns_received"],
    });
    let answer = export(&braze, body).await;
    assert_eq!(answer["invalid_user_ids"], json!(["nobody"]));
    let expected = json!({
        "external_id": "user-1",
        "campaigns_received": [{
            "name": "Order confirmations",
            "last_received": "2026-01-05T12:00:00+00:00",
            "engaged": {
                "opened_email": true,
                "opened_push": false,
                "clicked_email": false,
                "clicked_triggered_in_app_message": false,
            },
            "converted": true,
            "multiple_converted": {
                "Primary Conversion Event - A": true,
                "Conversion Event - B": false,
            },
            "api_campaign_id": CAMPAIGN,
            "variation_name": "Plain",
            "variation_api_id": EMAIL,
            "in_control": false,
        }],
    });
    assert_eq!(answer["users"][0], expected);
    assert_eq!(answer["users"][1]["campaigns_received"][0]["converted"], false);
    assert_eq!(answer["users"][2]["campaigns_received"], json!([]));
}

#[tokio::test]
async fn an_export_without_a_list_of_fields_has_the_whole_profile() {
    let braze = Braze::new();
    let user = json!({ "external_id": "a", "email": "a@example.com", "shoe_size": 42 });
    braze.post("/users/track", json!({ "attributes": [user] })).await.created();
    let answer = export(&braze, json!({ "email_address": "a@example.com" })).await;
    let user = &answer["users"][0];
    assert_eq!(user["custom_attributes"], json!({ "shoe_size": 42 }));
    assert_eq!(
        (&user["email"], &user["email_subscribe"]),
        (&json!("a@example.com"), &json!("subscribed"))
    );
    assert_eq!(braze.post("/users/export/ids", json!({})).await.status, 400);
    let many: Vec<_> = (0..51).collect();
    let answer = braze.post("/users/export/ids", json!({ "external_ids": many })).await;
    assert_eq!(answer.message(), "The max number of ids per request was exceeded");
}

#[tokio::test]
async fn who_is_identified_takes_along_what_they_had_and_got() {
    let braze = Braze::with_campaign().await;
    let alias = json!({ "alias_name": "visitor", "alias_label": "cookie" });
    let user = json!({ "user_alias": alias, "email": "v@example.com", "shoe_size": 42 });
    braze.post("/users/track", json!({ "attributes": [user] })).await.created();
    let mut send = email_to(&[]);
    send["user_aliases"] = json!([alias]);
    braze.send(send).await.created();
    let entry = json!({ "external_id": "user-1", "user_alias": alias });
    let body = json!({ "aliases_to_identify": [entry] });
    let answer = braze.post("/users/identify", body.clone()).await.created();
    assert_eq!(answer.body, json!({ "aliases_processed": 1, "message": "success" }));
    let answer = export(&braze, json!({ "user_aliases": [alias] })).await;
    let user = &answer["users"][0];
    assert_eq!(user["external_id"], "user-1");
    assert_eq!(user["email"], "user-1@example.com", "what is known stays");
    assert_eq!(user["custom_attributes"]["shoe_size"], 42);
    assert_eq!(user["campaigns_received"][0]["variation_api_id"], EMAIL);
    braze.post("/users/identify", body).await.created();
}

#[tokio::test]
async fn an_email_identifies_who_has_no_external_id_and_success_proves_no_match() {
    let braze = Braze::with_campaign().await;
    let user = json!({ "email": "lead@example.com" });
    braze.post("/users/track", json!({ "attributes": [user] })).await.created();
    let entry = |email: &str| json!({ "external_id": "lead", "email": email, "prioritization": ["unidentified"] });
    let list =
        json!([entry("lead@example.com"), entry("user-1@example.com"), entry("no@example.com")]);
    let body = json!({ "emails_to_identify": list });
    assert_eq!(braze.post("/users/identify", body).await.created().body["emails_processed"], 3);
    let answer = export(&braze, json!({ "external_ids": ["lead", "user-1"] })).await;
    assert_eq!(answer["users"][0]["email"], "lead@example.com");
    assert_eq!(answer["users"][1]["email"], "user-1@example.com");
    for wrong in
        [json!({}), json!({ "emails_to_identify": [{ "external_id": "a", "email": "b" }] })]
    {
        assert_eq!(braze.post("/users/identify", wrong).await.status, 400);
    }
}

#[tokio::test]
async fn subscription_groups_are_told_and_changed() {
    let braze = Braze::with_campaign().await;
    let set = |group: &str, state: &str| {
        json!({ "subscription_groups": [{
            "subscription_group_id": group,
            "subscription_state": state,
            "external_ids": ["user-1"],
            "emails": ["user-2@example.com"],
        }]})
    };
    let path = "/v2/subscription/status/set";
    braze.post(path, set("news", "unsubscribed")).await.created();
    let query =
        "subscription_group_id=news&external_id[]=user-1&external_id[]=user-2&external_id[]=user-3";
    let answer = braze.get(&format!("/subscription/status/get?{query}")).await;
    let status = json!({ "user-1": "Unsubscribed", "user-2": "Unsubscribed", "user-3": "Unknown" });
    assert_eq!(answer.body, json!({ "status": status, "message": "success" }));
    assert_eq!(braze.post(path, set("news", "maybe")).await.message(), "Bad Request");
    braze.post("/_sandbox/subscription_groups", json!({ "id": "news" })).await.created();
    assert_eq!(
        braze.post(path, set("other", "subscribed")).await.message(),
        "Invalid subscription group ID"
    );
    let answer =
        braze.get("/subscription/status/get?subscription_group_id=other&external_id=a").await;
    assert_eq!((answer.status, answer.message()), (400, "Invalid subscription group ID"));
}

#[tokio::test]
async fn one_object_stands_for_a_list_of_one_when_users_are_tracked() {
    let braze = Braze::new();
    let user = json!({ "external_id": "a", "email": "a@example.com" });
    let body = json!({ "attributes": user, "events": [], "purchases": null });
    let answer = braze.post("/users/track", body).await.created();
    assert_eq!(answer.body, json!({ "attributes_processed": 1, "message": "success" }));
}
