//! Whatever comes back, the client has an answer, and a terminal can show it.

use bytes::Bytes;
use campaignctl::model::CampaignId;
use campaignctl::port::{Delivery, Messenger as _, Statistics as _, Workspace as _};
use proptest::prelude::*;
use serde_json::{Map, Value};

use super::*;

/// JSON that is nearly what is expected.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a-z\u{1b} ]{0,8}".prop_map(Value::from),
        Just(Value::from("success")),
        Just(Value::from("Invalid API key: 8f0c1b2a")),
        Just(Value::from("2026-09-01")),
    ];
    let key = prop::sample::select(vec![
        "message",
        "error",
        "errors",
        "campaigns",
        "id",
        "is_api_campaign",
        "name",
        "tags",
        "messages",
        "channel",
        "type",
        "email",
        "conversion_behaviors",
        "window",
        "data",
        "time",
        "unique_recipients",
        "revenue",
        "conversions",
        "variation_api_id",
        "sent",
        "dispatch_id",
    ]);
    leaf.prop_recursive(5, 48, 6, move |inner| {
        let fields = prop::collection::vec((key.clone(), inner.clone()), 0..6);
        prop_oneof![
            prop::collection::vec(inner, 0..4).prop_map(Value::from),
            fields.prop_map(|fields| {
                let fields = fields.into_iter().map(|(key, value)| (key.to_owned(), value));
                Value::Object(fields.collect::<Map<_, _>>())
            }),
        ]
    })
}

fn fit_to_be_shown(text: &str) -> bool {
    !text.chars().any(char::is_control) && !text.contains("8f0c1b2a") && text.chars().count() < 600
}

/// Everything that can be asked of a workspace that always answers this; what was said about it.
async fn said(status: u16, body: String) -> Vec<String> {
    let far = Scripted::of(vec![answer(status, &body)]);
    let client = sandbox(&far);
    let campaign = CampaignId::parse("c").unwrap();
    let mut said = Vec::new();
    said.extend(client.observe().await.err().map(|error| error.to_string()));
    said.extend(client.series(&campaign, now(), 3).await.err().map(|error| error.to_string()));
    said.extend(client.inbox(None, 0).await.err().map(|error| error.to_string()));
    match client.deliver(Bytes::new()).await {
        Ok(Delivery::Accepted { minor_errors, .. }) => said.extend(minor_errors),
        Ok(Delivery::Refused { message, .. }) => said.push(message),
        Ok(Delivery::Unknown { reason }) => said.push(reason),
        Ok(Delivery::Limited { .. }) => {}
        Err(error) => said.push(error.to_string()),
    }
    said
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_json_is_read_or_refused_in_words_fit_to_be_shown(
        status in prop::sample::select(vec![200_u16, 201, 302, 400, 401, 429, 500]),
        body in json(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        for text in runtime.block_on(said(status, body.to_string())) {
            prop_assert!(fit_to_be_shown(&text), "{text:?}");
        }
    }

    #[test]
    fn any_text_is_refused_in_words_fit_to_be_shown(
        status in prop::sample::select(vec![200_u16, 400, 401, 500]),
        text in "\\PC{0,20}([\u{0}-\u{1f}a-z ]|bearer 8f0c1b2a ){0,400}",
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        for text in runtime.block_on(said(status, text)) {
            prop_assert!(fit_to_be_shown(&text), "{text:?}");
        }
    }
}
