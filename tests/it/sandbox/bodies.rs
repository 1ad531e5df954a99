//! Whatever JSON is posted to whatever path, the answer is one of Braze's and never a failure.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::asked::Braze;

const PATHS: [&str; 31] = [
    "/messages/send",
    "/messages/schedule/create",
    "/messages/schedule/update",
    "/messages/schedule/delete",
    "/campaigns/trigger/send",
    "/campaigns/trigger/schedule/create",
    "/campaigns/trigger/schedule/update",
    "/campaigns/trigger/schedule/delete",
    "/campaigns/duplicate",
    "/sends/id/create",
    "/users/track",
    "/users/export/ids",
    "/users/identify",
    "/v2/subscription/status/set",
    "/content_blocks/create",
    "/content_blocks/update",
    "/templates/email/create",
    "/templates/email/update",
    "/_sandbox/campaigns",
    "/_sandbox/campaigns/x/messages",
    "/_sandbox/campaigns/x/edit",
    "/_sandbox/campaigns/x/messages/y/edit",
    "/_sandbox/users",
    "/_sandbox/segments",
    "/_sandbox/content_blocks",
    "/_sandbox/email_templates",
    "/_sandbox/apps",
    "/_sandbox/subscription_groups",
    "/_sandbox/clock",
    "/_sandbox/engage",
    "/_sandbox/settings",
];

const NAMES: [&str; 40] = [
    "external_user_ids",
    "user_aliases",
    "alias_name",
    "alias_label",
    "campaign_id",
    "send_id",
    "schedule_id",
    "schedule",
    "time",
    "in_local_time",
    "at_optimal_time",
    "messages",
    "email",
    "apple_push",
    "message_variation_id",
    "alert",
    "extra",
    "audience",
    "AND",
    "OR",
    "custom_attribute",
    "custom_attribute_name",
    "comparison",
    "value",
    "segment_id",
    "broadcast",
    "recipients",
    "trigger_properties",
    "attributes",
    "events",
    "purchases",
    "external_id",
    "name",
    "price",
    "quantity",
    "id",
    "actions",
    "action",
    "advance_seconds",
    "subscription_groups",
];

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        any::<String>().prop_map(Value::from),
        prop::sample::select(vec!["user-1", "email", "open", "9999-12-31T23:59:59Z", "2026-01-05"])
            .prop_map(Value::from),
    ]
}

fn object(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let entries = prop::collection::vec((prop::sample::select(NAMES.to_vec()), value), 0..8);
    entries.prop_map(|entries| entries.into_iter().map(|(name, v)| (name.to_owned(), v)).collect())
}

fn value() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(4, 48, 6, |inner| {
        prop_oneof![prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from), object(inner)]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn any_body_is_answered(bodies in prop::collection::vec((0..PATHS.len(), object(value())), 1..8)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let braze = Braze::with_campaign().await;
            for (path, body) in &bodies {
                let answer = braze.post(PATHS[*path], body.clone()).await;
                assert!(answer.status < 500, "{} {body}: {}", PATHS[*path], answer.body);
                assert!(answer.body["message"].is_string(), "{} {body}: {}", PATHS[*path], answer.body);
            }
        });
    }
}
