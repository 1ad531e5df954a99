//! Content blocks and email templates, and what a workspace declares.

use serde_json::json;

use super::asked::{Braze, email_object, email_to};

#[tokio::test]
async fn a_content_block_is_made_listed_read_and_changed() {
    let braze = Braze::new();
    let block = json!({ "name": "footer", "content": "<p>Bye</p>", "tags": ["shop"] });
    let made = braze.post("/content_blocks/create", block.clone()).await.created();
    assert_eq!(made.body["liquid_tag"], "{{content_blocks.${footer}}}");
    let id = made.body["content_block_id"].as_str().unwrap();
    assert_eq!(braze.post("/content_blocks/create", block).await.status, 400, "the name is taken");
    braze.at("2026-01-06T12:00:00Z");
    let change = json!({ "content_block_id": id, "content": "Bye", "description": "ends" });
    braze.post("/content_blocks/update", change).await.created();
    let info = braze.get(&format!("/content_blocks/info?content_block_id={id}")).await;
    let expected = json!({
        "content_block_id": id,
        "name": "footer",
        "content_type": "text",
        "liquid_tag": "{{content_blocks.${footer}}}",
        "inclusion_count": 0,
        "created_at": "2026-01-05T12:00:00Z",
        "last_edited": "2026-01-06T12:00:00Z",
        "tags": ["shop"],
        "content": "Bye",
        "description": "ends",
        "message": "success",
    });
    assert_eq!(info.body, expected);
    let list = braze.get("/content_blocks/list?modified_after=2026-01-06").await;
    assert_eq!(
        (&list.body["count"], &list.body["content_blocks"][0]["name"]),
        (&json!(1), &json!("footer"))
    );
    let list = braze.get("/content_blocks/list?modified_after=2026-01-07&limit=5").await;
    assert_eq!(list.body["count"], 0);
    for wrong in [
        json!({ "content": "x" }),
        json!({ "name": "a b", "content": "x" }),
        json!({ "name": "a", "content": "x".repeat(51 * 1024) }),
        json!({ "name": "a", "content": "x", "state": "gone" }),
    ] {
        assert_eq!(braze.post("/content_blocks/create", wrong).await.status, 400);
    }
    assert_eq!(braze.get("/content_blocks/info?content_block_id=x").await.status, 400);
}

#[tokio::test]
async fn an_email_template_is_made_listed_read_changed_and_sent() {
    let braze = Braze::with_campaign().await;
    let template = json!({ "template_name": "Receipt", "subject": "Thanks", "body": "<p/>" });
    let made = braze.post("/templates/email/create", template).await.created();
    let id = &made.body["email_template_id"];
    let change = json!({ "email_template_id": id, "preheader": "Soon", "should_inline_css": true });
    braze.post("/templates/email/update", change).await.created();
    let target = format!("/templates/email/info?email_template_id={}", id.as_str().unwrap());
    let info = braze.get(&target).await.body;
    let said = (&info["subject"], &info["preheader"], &info["should_inline_css"], &info["message"]);
    assert_eq!(said, (&json!("Thanks"), &json!("Soon"), &json!(true), &json!("success")));
    let list = braze.get("/templates/email/list").await.body;
    assert_eq!(
        (&list["count"], &list["templates"][0]["template_name"]),
        (&json!(1), &json!("Receipt"))
    );
    let mut send = email_to(&["user-1"]);
    send["messages"]["email"]["email_template_id"] = id.clone();
    braze.send(send.clone()).await.created();
    send["messages"]["email"]["email_template_id"] = "another".into();
    assert_eq!(braze.send(send).await.message(), "Bad Request");
}

#[tokio::test]
async fn once_an_app_is_declared_others_are_refused() {
    let braze = Braze::with_campaign().await;
    braze.send(email_to(&["user-1"])).await.created();
    braze.post("/_sandbox/apps", json!({ "id": "shop", "name": "Shop" })).await.created();
    assert_eq!(braze.send(email_to(&["user-1"])).await.status, 400);
    let mut object = email_object();
    object["app_id"] = "shop".into();
    let mut send = email_to(&["user-1"]);
    send["messages"]["email"] = object;
    braze.send(send).await.created();
}
