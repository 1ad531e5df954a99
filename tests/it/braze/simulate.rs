//! Users and what they do.

use campaignctl::braze::{Action, Attributes, Engagement, Event, Purchase, UnknownRecipients};
use campaignctl::model::{CampaignId, VariationId};
use serde_json::{Value, json};

use super::*;

#[tokio::test]
async fn what_users_did_is_told_in_parts_of_75_in_order() {
    let far = Scripted::new(|request, _| {
        let body: Value = serde_json::from_slice(request.body.as_ref().unwrap()).unwrap();
        let (kind, objects) = body.as_object().unwrap().iter().next().unwrap();
        let count = objects.as_array().unwrap().len();
        let answered = json!({ format!("{kind}_processed"): count, "message": "success",
            "errors": (kind == "purchases").then_some(["'price' is odd"]) });
        answer(201, &answered.to_string())
    });
    let event = Event { external_id: "u".into(), name: "opened".into(), time: now() };
    let fields = json!({ "email": "u@example.com" }).as_object().unwrap().clone();
    let purchase = Purchase {
        external_id: "u".into(),
        product_id: "socks".into(),
        currency: "USD".into(),
        price: 9.5,
        quantity: 2,
        time: now(),
    };
    let attributes = [Attributes { external_id: "u".into(), fields }];
    let tracked = sandbox(&far).track(&attributes, &vec![event; 76], &[purchase]).await.unwrap();
    assert_eq!((tracked.processed, tracked.errors), (78, vec!["'price' is odd".to_owned()]));
    let asked = far.asked();
    assert_eq!(
        [&asked[0], &asked[2], &asked[3]],
        [
            r#"Post /users/track {"attributes":[{"external_id":"u","email":"u@example.com"}]}"#,
            r#"Post /users/track {"events":[{"external_id":"u","name":"opened","time":"2026-09-01T12:00:00Z"}]}"#,
            r#"Post /users/track {"purchases":[{"external_id":"u","product_id":"socks","currency":"USD","price":9.5,"quantity":2,"time":"2026-09-01T12:00:00Z"}]}"#,
        ]
    );
    assert_eq!(asked.len(), 4);
}

#[tokio::test]
async fn nothing_to_tell_is_no_request() {
    let far = Scripted::of(vec![answer(201, "{}")]);
    assert_eq!(sandbox(&far).track(&[], &[], &[]).await.unwrap().processed, 0);
    assert!(far.asked().is_empty());
}

#[tokio::test]
async fn a_sandbox_is_told_who_engages_and_what_to_do_with_strangers() {
    let far = Scripted::of(vec![
        answer(201, r#"{"message":"success","errors":["u2 received nothing"]}"#),
        answer(201, r#"{"message":"success"}"#),
    ]);
    let engagement = |user: &str, action, time| Engagement {
        external_user_id: user.to_owned(),
        message_variation_id: VariationId::parse("v").unwrap(),
        action,
        time,
    };
    let actions =
        [engagement("u1", Action::Open, None), engagement("u2", Action::Click, Some(now()))];
    let errors = sandbox(&far).engage(&actions).await.unwrap();
    sandbox(&far).settings(UnknownRecipients::Create).await.unwrap();
    assert_eq!(errors, ["u2 received nothing"]);
    assert_eq!(
        far.asked(),
        [
            "Post /_sandbox/engage {\"actions\":[\
             {\"external_user_id\":\"u1\",\"message_variation_id\":\"v\",\"action\":\"open\"},\
             {\"external_user_id\":\"u2\",\"message_variation_id\":\"v\",\"action\":\"click\",\"time\":\"2026-09-01T12:00:00Z\"}]}",
            r#"Post /_sandbox/settings {"unknown_recipients":"create"}"#,
        ]
    );
}

#[tokio::test]
async fn a_live_workspace_is_never_asked_for_the_sandbox() {
    let far = Scripted::of(vec![answer(201, "{}")]);
    live(&far).engage(&[]).await.unwrap_err();
    live(&far).settings(UnknownRecipients::Ignore).await.unwrap_err();
    live(&far).inbox(None, 0).await.unwrap_err();
    assert!(far.asked().is_empty());
}

#[tokio::test]
async fn the_inbox_is_read_page_by_page() {
    let far = Scripted::of(vec![answer(200, r#"{"messages":[{"subject":"Hello"}]}"#)]);
    let campaign = CampaignId::parse("c").unwrap();
    let page = sandbox(&far).inbox(Some(&campaign), 2).await.unwrap();
    assert_eq!(page[0]["subject"], "Hello");
    assert_eq!(far.asked(), ["Get /_sandbox/inbox?page=2&campaign_id=c"]);
}
