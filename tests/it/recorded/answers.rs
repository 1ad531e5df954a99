//! Answers that are no errors: the sandbox gives the shape that is recorded, and the client reads it.

use bytes::Bytes;
use campaignctl::model::{CampaignId, Channel, ConversionEvent, VariationId};
use campaignctl::port::{Delivery, Messenger as _, Response, Statistics as _, Workspace as _};
use serde_json::{Map, Value, json};

use crate::braze::{Scripted, live, now};
use crate::sandbox::asked::{Braze, CAMPAIGN, EMAIL, email_to};

fn recorded() -> Value {
    serde_json::from_str(include_str!("answers.json")).unwrap()
}

/// The form of a value: names and types, ids and days aside, `null` being anything.
fn form(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::Bool(_) => json!("bool"),
        Value::Number(_) => json!("number"),
        Value::String(_) => json!("text"),
        Value::Array(items) => items.first().map(form).into_iter().collect(),
        Value::Object(map) => {
            let by_id = map.values().all(Value::is_object) && map.contains_key(EMAIL);
            if by_id {
                return json!({ "by id": form(&map[EMAIL]) });
            }
            map.iter()
                .map(|(name, value)| (name.clone(), form(value)))
                .collect::<Map<_, _>>()
                .into()
        }
    }
}

/// Where the recorded form says something else than the sandbox's: nothing of the recording may be
/// missing, and `null` stands for any form.
fn missing(recorded: &Value, given: &Value, at: &str, found: &mut Vec<String>) {
    match (recorded, given) {
        (Value::Null, _) | (_, Value::Null) => {}
        (Value::Object(recorded), Value::Object(given)) => {
            for (name, form) in recorded {
                match given.get(name) {
                    Some(given) => missing(form, given, &format!("{at}.{name}"), found),
                    None => found.push(format!("{at}.{name}")),
                }
            }
        }
        (Value::Array(recorded), Value::Array(given)) => {
            if let (Some(recorded), Some(given)) = (recorded.first(), given.first()) {
                missing(recorded, given, at, found);
            }
        }
        (recorded, given) if recorded != given => found.push(format!("{at}: {given}")),
        _ => {}
    }
}

#[tokio::test]
async fn the_sandbox_gives_each_form() {
    let braze = Braze::with_campaign().await;
    braze.post("/_sandbox/segments", json!({ "id": "vips", "name": "VIPs" })).await.created();
    let sent = braze.send(email_to(&["user-1"])).await.created();
    let details = format!("/campaigns/details?campaign_id={CAMPAIGN}");
    let series = format!("/campaigns/data_series?campaign_id={CAMPAIGN}&length=1");
    let given = json!({
        "messages_send": sent.body,
        "campaigns_list": braze.get("/campaigns/list").await.body,
        "campaigns_details": braze.get(&details).await.body,
        "campaigns_data_series": braze.get(&series).await.body,
        "segments_list": braze.get("/segments/list").await.body,
        "segments_details": braze.get("/segments/details?segment_id=vips").await.body,
        "subscription_status_get": braze.get("/subscription/status/get?subscription_group_id=g&external_id=user-1").await.body,
    });
    let recorded = recorded();
    let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&recorded), names(&given), "the same answers on both sides");
    let mut found = Vec::new();
    missing(&form(&recorded), &form(&given), "", &mut found);
    assert!(found.is_empty(), "{found:#?}\n{given:#}");
}

fn far(path_of: &'static str) -> std::sync::Arc<Scripted> {
    Scripted::new(move |request, _| {
        let name = if path_of.is_empty() {
            request.path[1..].replace('/', "_")
        } else {
            path_of.to_owned()
        };
        let body = recorded()[&name].to_string();
        Ok(Response { status: 200, headers: Vec::new(), body: body.into() })
    })
}

#[tokio::test]
async fn the_client_reads_each() {
    let far = far("");
    let client = live(&far);
    let observed = client.observe().await.unwrap().campaigns.unwrap();
    let campaign = &observed[&CampaignId::parse(CAMPAIGN).unwrap()];
    assert_eq!(
        (campaign.name.as_str(), &*campaign.tags),
        ("Order confirmations", &["transactional".to_owned()][..])
    );
    let email = &campaign.messages[&VariationId::parse(EMAIL).unwrap()];
    assert_eq!((email.channel, email.name.as_deref()), (Some(Channel::Email), Some("Variation 1")));
    let push = &campaign.messages[&VariationId::parse("iosPush-640").unwrap()];
    assert_eq!(push.channel, Some(Channel::ApplePush));
    let conversion = &campaign.conversions[0];
    let event = ConversionEvent::PerformsCustomEvent { name: "order_viewed".to_owned() };
    assert_eq!((conversion.within_seconds, &conversion.event), (259_200, &event));

    let delivery = client.deliver(Bytes::new()).await.unwrap();
    let Delivery::Accepted { dispatch, .. } = delivery else { panic!("{delivery:?}") };
    assert_eq!(dispatch.to_string(), "0f1e2d3c4b5a69788796a5b4c3d2e1f0");

    let series = client.series(&CampaignId::parse("c").unwrap(), now(), 1).await.unwrap();
    let row = &series.rows[0];
    assert_eq!((row.day.as_str(), row.unique_recipients), ("2026-01-05", 1));
    let sent: Vec<_> =
        row.variations.iter().map(|one| (one.channel, one.counters["sent"])).collect();
    assert!(sent.contains(&(Some(Channel::Email), 1)), "{sent:?}");

    let segments = client.segments().await.unwrap();
    assert_eq!((segments[0].id.as_str(), segments[0].name.as_str()), ("vips", "VIPs"));
    assert!(client.knows_segment("vips").await.unwrap());
    assert!(client.knows_subscription_group("g").await.unwrap());
}
