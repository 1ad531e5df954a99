//! Mistakes around messages: campaigns, projects, audiences.

use campaignctl::spec::schema;
use serde_json::{Value, json};

use super::told;

#[track_caller]
fn campaign(fields: Value, expected: &[&str]) {
    let mut campaign = json!({ "campaign": "c", "messages": { "m": { "channel": "sms" } } });
    let Value::Object(fields) = fields else { panic!("no object") };
    for (key, value) in fields {
        campaign[key] = value;
    }
    assert_eq!(told(&schema::campaign(), &campaign), expected, "{campaign:#}");
}

#[track_caller]
fn workspace(fields: &Value, expected: &[&str]) {
    let project = json!({
        "version": 1,
        "lineage": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
        "default_workspace": "w",
        "workspaces": { "w": fields },
    });
    let told: Vec<_> = told(&schema::project(), &project)
        .iter()
        .map(|fault| fault.replacen("/workspaces/w", "", 1))
        .collect();
    assert_eq!(told, expected, "{fields:#}");
}

#[track_caller]
fn audience(filter: &Value, expected: &[&str]) {
    assert_eq!(told(&schema::audience(), filter), expected, "{filter:#}");
}

#[test]
fn a_campaign_is_held_to_its_form() {
    let key = "expected a key: up to 63 lower-case letters, digits, `-` and `_`, \
        beginning with a letter or digit";
    campaign(json!({ "campaign": "Order Shipped" }), &[&format!("/campaign: {key}")]);
    campaign(json!({ "moved_from": "-a" }), &[&format!("/moved_from: {key}")]);
    let bad = json!({ "A": { "channel": "sms" } });
    campaign(json!({ "messages": bad }), &[&format!("/messages/A!: {key}")]);
    campaign(json!({ "messages": {} }), &["/messages: expected at least 1 entry"]);
    campaign(json!({ "mesages": {} }), &["/mesages!: unknown field `mesages`"]);
    campaign(json!({ "tags": ["a", "a"] }), &["/tags: expected no item twice"]);
    campaign(json!({ "tags": "a" }), &["/tags: expected a list"]);
    campaign(json!({ "name": null }), &["/name: expected a text"]);
    campaign(json!({ "locales": {} }), &["/locales: this word is reserved for a later version"]);
    campaign(
        json!({ "params": { "or-der": "string", "a": "text" } }),
        &[
            "/params/a: expected one of `string`, `integer`, `number`, `boolean`",
            "/params/or-der!: expected a name: letters, digits and `_`, not beginning with a digit",
        ],
    );
    campaign(
        json!({ "delivery": { "recipient_subscription_state": "none" } }),
        &[
            "/delivery/recipient_subscription_state: expected one of `opted_in`, `subscribed`, `all`",
        ],
    );
}

#[test]
fn conversions_are_one_event_and_a_window() {
    let one = "expected one event and `within`, such as { makes_purchase: any, within: 7d }";
    let conversion = |event: Value, expected: &[&str]| {
        campaign(json!({ "conversions": [event] }), expected);
    };
    conversion(json!({ "within": "3d" }), &[&format!("/conversions/0: {one}")]);
    conversion(
        json!({ "opens_email": true, "clicks_email": true, "within": "3d" }),
        &[&format!("/conversions/0: {one}")],
    );
    conversion(
        json!({ "opens_email": false, "within": "3d" }),
        &["/conversions/0/opens_email: expected `true`"],
    );
    conversion(
        json!({ "makes_purchase": "any", "within": "3w" }),
        &["/conversions/0/within: expected a number with `s`, `m`, `h` or `d`, such as 3d"],
    );
    conversion(
        json!({ "starts_session": "some", "within": "3d" }),
        &["/conversions/0/starts_session: expected `any` or a list of apps"],
    );
    let five = vec![json!({ "makes_purchase": "any", "within": "3d" }); 5];
    campaign(json!({ "conversions": five }), &["/conversions: expected at most 4 items"]);
}

#[test]
fn a_workspace_is_a_sandbox_or_an_endpoint() {
    workspace(&json!({}), &[": expected `sandbox`, or `endpoint` with `api_key`"]);
    workspace(
        &json!({ "endpoint": "https://rest.iad-03.braze.com" }),
        &[": `api_key` is required"],
    );
    workspace(
        &json!({ "sandbox": {}, "endpoint": "https://rest.iad-03.braze.com", "api_key": { "env": "BRAZE_A" } }),
        &[
            "/endpoint: a workspace with `sandbox` has no `endpoint`",
            "/api_key: a workspace with `sandbox` has no `api_key`",
        ],
    );
    workspace(
        &json!({ "endpoint": "rest.iad-03.braze.com", "api_key": { "env": "HOME" } }),
        &[
            "/endpoint: expected the endpoint's address alone, such as https://rest.iad-03.braze.com",
            "/api_key/env: expected the name of an environment variable that begins with BRAZE_",
        ],
    );
    workspace(
        &json!({ "sandbox": { "unknown_recipients": "drop" } }),
        &["/sandbox/unknown_recipients: expected one of `create`, `ignore`"],
    );
    workspace(
        &json!({ "sandbox": {}, "apps": { "a": "" } }),
        &["/apps/a: expected a text that is not empty"],
    );
    workspace(
        &json!({ "sandbox": {}, "vars": { "a": [] } }),
        &["/vars/a: expected a text, a number, or `true` or `false`"],
    );
    workspace(
        &json!({ "sandbox": {}, "test_recipients": { "qa": vec!["u"; 51] } }),
        &["/test_recipients/qa: expected at most 50 items"],
    );
}

#[test]
fn a_project_is_held_to_its_form() {
    let project = json!({
        "version": "1",
        "lineage": "mine",
        "default_workspace": "local",
        "defaults": { "email": { "channel": "email" }, "fax": {} },
        "workspaces": { "local": { "sandbox": {} } },
        "lints": { "email-size": "fatal" },
    });
    assert_eq!(
        told(&schema::project(), &project),
        [
            "/version: expected `1`",
            "/lineage: expected a UUID, such as 7c9e6679-7425-40de-944b-e07fc1f90ae7",
            "/defaults/email/channel!: unknown field `channel`",
            "/defaults/fax!: unknown field `fax`",
            "/lints/email-size: expected one of `error`, `warning`, `note`, `off`",
        ]
    );
}

#[test]
fn audiences_are_filters_and_their_combinations() {
    let one = ": expected exactly one of `AND`, `OR` or a filter";
    audience(&json!({}), &[one]);
    audience(
        &json!({ "AND": [], "OR": [] }).clone(),
        &[one, "/AND: expected at least 1 item", "/OR: expected at least 1 item"],
    );
    audience(&json!({ "NOT": [] }), &["/NOT!: unknown field `NOT`"]);
    let attribute = |fields: Value, expected: &[&str]| {
        let mut filter = json!({ "custom_attribute_name": "plan" });
        filter.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        audience(&json!({ "OR": [{ "custom_attribute": filter }] }), expected);
    };
    attribute(json!({ "comparison": "equals" }), &["/OR/0/custom_attribute: `value` is required"]);
    attribute(
        json!({ "comparison": "exists", "value": 1 }),
        &["/OR/0/custom_attribute/value: a test of existence takes no `value`"],
    );
    attribute(
        json!({ "comparison": "equals", "value": [1] }),
        &["/OR/0/custom_attribute/value: expected `true` or `false` or a number or a text"],
    );
    audience(
        &json!({ "email_subscription_status": { "comparison": "equals", "value": "all" } }),
        &[
            "/email_subscription_status/comparison: expected one of `is`, `is_not`",
            "/email_subscription_status/value: expected one of `opted_in`, `subscribed`, `unsubscribed`",
        ],
    );
}
