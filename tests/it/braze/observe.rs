//! Every API campaign of a workspace, out of pages and details.

use campaignctl::model::{CampaignId, Channel, ConversionEvent, ObservedCampaign, VariationId};
use campaignctl::port::{Workspace as _, WorkspaceError};
use serde_json::{Value, json};

use super::*;

/// A workspace of one campaign, `c`, with these details.
async fn details(details: Value) -> Result<ObservedCampaign, WorkspaceError> {
    let far = Scripted::new(move |request, _| match request.path.as_str() {
        "/campaigns/list" => answer(200, r#"{"campaigns":[{"id":"c","is_api_campaign":true}]}"#),
        "/campaigns/details" => answer(200, &details.to_string()),
        other => panic!("asked for {other}"),
    });
    let observed = live(&far).observe().await?;
    assert!(observed.abilities.duplicate && !observed.abilities.create);
    Ok(observed.campaigns.unwrap().remove(&CampaignId::parse("c").unwrap()).unwrap())
}

fn messages(campaign: &ObservedCampaign) -> Vec<(&str, Option<Channel>, Option<&str>)> {
    campaign
        .messages
        .iter()
        .map(|(id, message)| (id.as_str(), message.channel, message.name.as_deref()))
        .collect()
}

#[tokio::test]
async fn pages_are_read_until_one_is_short() {
    let far = Scripted::new(|request, _| {
        let asked = |name: &str| {
            request.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
        };
        if request.path == "/campaigns/details" {
            return answer(
                200,
                &json!({ "name": asked("campaign_id"), "archived": true }).to_string(),
            );
        }
        assert_eq!(asked("include_archived"), Some("true"));
        assert_eq!(asked("sort_direction"), Some("asc"));
        let page: usize = asked("page").unwrap().parse().unwrap();
        // Row 99 is listed again on the next page; every third is no API campaign.
        let (from, to) = [(0, 100), (99, 199), (199, 205)][page];
        let rows =
            (from..to).map(|n| json!({ "id": format!("c-{n}"), "is_api_campaign": n % 3 != 0 }));
        answer(200, &json!({ "campaigns": rows.collect::<Vec<_>>() }).to_string())
    });
    let campaigns = live(&far).observe().await.unwrap().campaigns.unwrap();
    let expected = (0..205).filter(|n| n % 3 != 0).count();
    assert_eq!(campaigns.len(), expected);
    assert!(
        campaigns.iter().all(|(id, campaign)| campaign.name == id.as_str() && campaign.archived)
    );
    let lists = far.asked().iter().filter(|line| line.contains("/campaigns/list")).count();
    assert_eq!((lists, far.asked().len()), (3, 3 + expected));
}

#[tokio::test]
async fn a_campaign_is_read_as_documented() {
    let campaign = details(json!({
        "message": "success",
        "created_at": "2026-01-05T10:00:00+00:00",
        "archived": false, "draft": true, "enabled": false,
        "name": "Order shipped", "description": "Tells the buyer",
        "tags": ["orders", "finance", "orders"], "teams": [], "channels": ["email", "ios_push"],
        "messages": {
            "3c0d1a0e-8d5e-4b8a-9e0c-7f3b5a3c5c11": {"channel": "email", "name": "Plain"},
            "iosPush-640": {"channel": "ios_push", "name": "iOS", "alert": "", "extras": {}},
        },
        "conversion_behaviors": [
            {"type": "Performs Custom Event", "custom_event_name": "opened", "window": 86400},
            {"type": "Makes Specific Purchase", "product": "socks", "window": 60},
            {"type": "Starts Session", "window": 60, "app_ids": null},
            {"type": "Upgrades App", "window": 60, "app_ids": ["a"]},
        ],
    }));
    let campaign = campaign.await.unwrap();
    assert_eq!(campaign.name, "Order shipped");
    assert_eq!(campaign.description, "Tells the buyer");
    assert_eq!(campaign.tags, ["finance", "orders"]);
    assert!(campaign.draft && !campaign.archived);
    assert_eq!(
        messages(&campaign),
        [
            ("3c0d1a0e-8d5e-4b8a-9e0c-7f3b5a3c5c11", Some(Channel::Email), Some("Plain")),
            ("iosPush-640", Some(Channel::ApplePush), Some("iOS")),
        ]
    );
    let events: Vec<_> =
        campaign.conversions.into_iter().map(|c| (c.event, c.within_seconds)).collect();
    assert_eq!(
        events,
        [
            (ConversionEvent::PerformsCustomEvent { name: "opened".into() }, 86_400),
            (ConversionEvent::MakesSpecificPurchase { product: "socks".into() }, 60),
            (ConversionEvent::StartsSession { apps: vec![] }, 60),
            (ConversionEvent::UpgradesApp { apps: vec!["a".into()] }, 60),
        ]
    );
}

#[tokio::test]
async fn null_and_absent_are_nothing() {
    let nulls = json!({
        "name": null, "description": null, "tags": null, "archived": null, "draft": null,
        "messages": null, "conversion_behaviors": null,
    });
    let campaign = details(nulls).await.unwrap();
    assert_eq!(campaign, details(json!({})).await.unwrap());
    assert!(campaign.name.is_empty() && campaign.messages.is_empty() && campaign.tags.is_empty());
}

#[tokio::test]
async fn messages_come_as_a_map_or_a_list() {
    let list = details(json!({ "messages": [
        {"message_variation_id": "v1", "channel": "content_card"},
        {"variation_api_id": "v2", "channel": "content_cards", "name": null},
        {"message_variation_id": "v3", "channel": "in-app_message", "name": "Hello"},
        {"message_variation_id": "v4", "type": "control", "channel": "email"},
    ]}));
    let map = details(json!({ "messages": {
        "v1": {"channel": "content_card"},
        "v2": {"channel": "content_cards"},
        "v3": {"channel": "in_app_message", "name": "Hello"},
        "v4": {"channel": "email", "type": "control"},
    }}));
    let list = list.await.unwrap();
    assert_eq!(list.messages, map.await.unwrap().messages);
    let card = Some(Channel::ContentCard);
    assert_eq!(
        messages(&list),
        [("v1", card, None), ("v2", card, None), ("v3", None, Some("Hello"))]
    );
    assert!(list.messages.contains_key(&VariationId::parse("v1").unwrap()));
    let empty = details(json!({ "messages": [] })).await.unwrap();
    assert!(empty.messages.is_empty());
}

#[tokio::test]
async fn an_event_that_nobody_knows_is_kept_by_its_name() {
    let campaign = details(json!({ "conversion_behaviors": [
        {"type": "Places Order", "window": "3600"},
        {"type": "Performs Custom Event", "window": null},
        {"type": "Opens Email"},
    ]}));
    let events: Vec<_> = campaign
        .await
        .unwrap()
        .conversions
        .into_iter()
        .map(|c| (c.event, c.within_seconds))
        .collect();
    assert_eq!(
        events,
        [
            (ConversionEvent::Other { kind: "Places Order".into() }, 3600),
            (ConversionEvent::Other { kind: "Performs Custom Event".into() }, 0),
            (ConversionEvent::OpensEmail, 0),
        ]
    );
}

#[tokio::test]
async fn an_id_that_is_none_is_said_plainly() {
    let error = details(json!({ "messages": {"a b\u{1b}": {}} })).await.unwrap_err();
    assert_eq!(
        error,
        WorkspaceError::Unexpected("campaign `c` has a message with the id `a b `".into())
    );
    let error = details(json!({ "messages": [{"channel": "email"}] })).await.unwrap_err();
    assert_eq!(
        error,
        WorkspaceError::Unexpected("campaign `c` has a message without an id".into())
    );
    let far = Scripted::of(vec![answer(200, r#"{"campaigns":[{"id":""}]}"#)]);
    let error = live(&far).observe().await.unwrap_err();
    assert_eq!(error, WorkspaceError::Unexpected("it lists a campaign with the id ``".into()));
}
