//! What Braze leaves open is a switch: each does what it says, and the documentation names it.

use campaignctl::sandbox::{Settings, WorldFile};
use serde_json::{Value, json};

use super::asked::{Braze, CAMPAIGN, EMAIL, PUSH, email_to};

async fn switched(switch: &str, to: Value) -> Braze {
    let braze = Braze::with_campaign().await;
    braze.post("/_sandbox/settings", json!({ switch: to })).await.created();
    braze
}

/// How a request ends by default, and with a switch set otherwise.
async fn both(switch: &str, to: Value, path: &str, body: Value) -> [(u16, String); 2] {
    let told = |answer: super::asked::Answer| (answer.status, answer.message().to_owned());
    let (before, after) = (Braze::with_campaign().await, switched(switch, to).await);
    let triggered = json!({ "id": "triggered", "name": "T", "is_api_campaign": false,
        "messages": [{ "id": "t-email", "channel": "email" }] });
    for braze in [&before, &after] {
        braze.post("/_sandbox/campaigns", triggered.clone()).await.created();
    }
    [told(before.post(path, body.clone()).await), told(after.post(path, body).await)]
}

fn taken() -> (u16, String) {
    (201, "success".to_owned())
}

fn refused(text: &str) -> (u16, String) {
    (400, text.to_owned())
}

#[tokio::test]
async fn requests_of_which_braze_does_not_say_whether_it_takes_them() {
    let send = "/messages/send";
    let mut triggered = email_to(&["user-1"]);
    triggered["campaign_id"] = json!("triggered");
    triggered["messages"]["email"]["message_variation_id"] = json!("t-email");
    let ends = both("triggered_campaigns", json!("accept"), send, triggered).await;
    assert_eq!(ends, [refused("Invalid Campaign ID"), taken()]);

    let mut untracked = email_to(&["user-1"]);
    untracked["campaign_id"] = Value::Null;
    let ends = both("variation_without_campaign", json!("refuse"), send, untracked).await;
    assert_eq!(ends, [taken(), refused("Bad Request")]);

    let mut line = email_to(&["user-1"]);
    line["messages"]["line"] = json!({ "text": "Hi" });
    let ends = both("unknown_channels", json!("refuse"), send, line).await;
    assert_eq!(ends, [taken(), refused("Bad Request")]);

    let create = "/messages/schedule/create";
    let mut scheduled = email_to(&["user-1"]);
    scheduled["schedule"] =
        json!({ "time": "2026-01-06", "in_local_time": true, "at_optimal_time": true });
    let ends = both("both_schedule_flags", json!("refuse"), create, scheduled).await;
    assert_eq!(ends, [taken(), refused("Bad Request")]);

    let whats_app = json!({ "app_id": "a", "subscription_group_id": "g",
        "message_type": "text_response_message", "message": { "body": "Hi" } });
    let scheduled = json!({ "external_user_ids": ["user-1"], "schedule": { "time": "2026-01-06" },
        "messages": { "whats_app": whats_app } });
    let ends = both("scheduled_whats_app", json!("refuse"), create, scheduled).await;
    assert_eq!(ends, [taken(), refused("Bad Request")]);

    for path in ["/messages/schedule/delete", "/campaigns/trigger/schedule/delete"] {
        let unknown = json!({ "schedule_id": "nobody", "campaign_id": CAMPAIGN });
        let ends = both("unknown_schedules", json!("accept"), path, unknown).await;
        assert_eq!(ends, [refused("Bad Request"), taken()]);
    }

    let ids = json!({ "external_ids": ["user-1"] });
    let ends = both("fields_to_export_required", json!(true), "/users/export/ids", ids).await;
    assert_eq!(ends, [taken(), refused("Bad Request")]);
}

#[tokio::test]
async fn somebody_who_is_named_twice() {
    for (to, messages) in [("once", 1), ("each", 2)] {
        let braze = switched("repeated_recipients", json!(to)).await;
        braze.send(email_to(&["user-1", "user-1"])).await.created();
        assert_eq!(braze.inbox("").await.len(), messages, "{to}");
        let row = braze.day("2026-01-05").await;
        assert_eq!(
            (&row["unique_recipients"], &row["messages"]["email"][0]["sent"]),
            (&json!(1), &json!(messages))
        );
    }
}

#[tokio::test]
async fn a_send_id_that_is_there_already() {
    for (to, status) in [("accept", 201), ("refuse", 400)] {
        let braze = switched("repeated_send_ids", json!(to)).await;
        let create = json!({ "campaign_id": CAMPAIGN, "send_id": "spring" });
        braze.post("/sends/id/create", create.clone()).await.created();
        assert_eq!(braze.post("/sends/id/create", create).await.status, status, "{to}");
    }
}

#[tokio::test]
async fn what_lists_and_details_say() {
    let braze = Braze::with_campaign().await;
    for (id, field, value) in [("draft", "draft", true), ("triggered", "is_api_campaign", false)] {
        braze
            .post("/_sandbox/campaigns", json!({ "id": id, "name": id, field: value }))
            .await
            .created();
    }
    let listed = async || {
        let list = braze.get("/campaigns/list").await.body;
        let rows = list["campaigns"].as_array().unwrap().iter();
        rows.map(|row| format!("{} {}", row["id"].as_str().unwrap(), row["is_api_campaign"]))
            .collect::<Vec<_>>()
    };
    assert_eq!(listed().await[1..], ["draft true", "triggered false"]);
    let settings = json!({ "drafts_listed": false, "triggered_listed_as_api": true,
        "schedule_type": "time_based", "details_content": "empty", "details_channels": "coarse" });
    let target = format!("/campaigns/details?campaign_id={CAMPAIGN}");
    let before = braze.get(&target).await.body;
    assert_eq!(before["messages"][EMAIL], json!({ "channel": "email", "name": "Plain" }));
    assert_eq!(
        (&before["channels"], &before["schedule_type"]),
        (&json!(["email", "ios_push"]), &json!("api_only"))
    );
    braze.post("/_sandbox/settings", settings).await.created();
    assert_eq!(listed().await[1..], ["triggered true"]);
    let after = braze.get(&target).await.body;
    assert_eq!(
        (&after["channels"], &after["schedule_type"]),
        (&json!(["email", "push"]), &json!("time_based"))
    );
    assert_eq!(after["messages"][EMAIL]["subject"], "");
    assert_eq!(after["messages"][PUSH]["alert"], "");
}

#[tokio::test]
async fn something_that_does_not_exist_is_told_with_400_or_in_the_message() {
    for (to, status) in [("refuse", 400), ("accept", 200)] {
        let braze = switched("missing_info", json!(to)).await;
        for target in
            ["/content_blocks/info?content_block_id=x", "/templates/email/info?email_template_id=x"]
        {
            let answer = braze.get(target).await;
            assert_eq!(answer.status, status, "{target}");
            assert_ne!(answer.message(), "success");
        }
    }
}

#[tokio::test]
async fn a_list_of_broadcasts_without_a_message() {
    let target = "/messages/scheduled_broadcasts?end_time=2026-02-01";
    assert_eq!(Braze::new().get(target).await.message(), "success");
    let braze = switched("scheduled_broadcasts_message", json!(false)).await;
    assert_eq!(braze.get(target).await.body, json!({ "scheduled_broadcasts": [] }));
}

#[tokio::test]
async fn duplicates_of_which_braze_says_nothing() {
    let duplicate =
        |tags: Value| json!({ "campaign_id": CAMPAIGN, "name": "Copy", "tag_names": tags });
    let path = "/campaigns/duplicate";
    for (switch, to, tags, status, body) in [
        ("duplicate_body", "success", json!(["a"]), 202, Some(json!({ "message": "success" }))),
        ("duplicate_body", "empty", json!(["a"]), 202, Some(json!({}))),
        ("duplicate_api_campaigns", "refuse", json!(["a"]), 400, None),
        ("tag_names", "list", json!("a"), 400, None),
        ("tag_names", "list", json!(["a"]), 202, None),
        ("tag_names", "text", json!(["a"]), 400, None),
        ("tag_names", "text", json!("a"), 202, None),
    ] {
        let braze = switched(switch, json!(to)).await;
        let answer = braze.post(path, duplicate(tags.clone())).await;
        assert_eq!(answer.status, status, "{switch} {to} {tags}");
        assert!(body.is_none_or(|body| answer.body == body), "{}", answer.body);
    }
}

#[tokio::test]
async fn days_of_a_company_that_is_ahead_of_utc() {
    let braze = switched("company_utc_offset_minutes", json!(540)).await;
    braze.at("2026-01-05T16:00:00Z");
    braze.send(email_to(&["user-1"])).await.created();
    let target = format!("/campaigns/data_series?campaign_id={CAMPAIGN}&length=2");
    let series = braze.get(&target).await.body;
    let rows = series["data"].as_array().unwrap().iter();
    let told: Vec<_> = rows
        .map(|row| (row["time"].as_str().unwrap(), row["unique_recipients"].as_i64().unwrap()))
        .collect();
    assert_eq!(told, [("2026-01-05", 0), ("2026-01-06", 1)]);
}

#[tokio::test]
async fn texts_and_limits() {
    let settings = json!({ "hourly_limit": 3, "rate_limited_text": "Slow down", "unknown_path_text": "Not Found",
        "content_type_text": "JSON, please", "large_body_text": "Too long" });
    let braze = Braze::new();
    braze.post("/_sandbox/settings", settings).await.created();
    let nowhere = braze.get("/nowhere").await;
    assert_eq!((nowhere.status, nowhere.message()), (404, "Not Found"));
    let request =
        axum::http::Request::post("/messages/send").body(axum::body::Body::empty()).unwrap();
    assert_eq!(braze.ask(request).await.message(), "JSON, please");
    let large = braze.send(json!({ "messages": "x".repeat(4 << 20) })).await;
    assert_eq!((large.status, large.message()), (413, "Too long"));
    braze.get("/campaigns/list").await;
    let last = braze.get("/campaigns/list").await;
    assert_eq!((last.status, last.header("x-ratelimit-remaining")), (200, "0"));
    let answer = braze.get("/campaigns/list").await;
    assert_eq!((answer.status, answer.message()), (429, "Slow down"));
    let exports = switched("exports_a_minute", json!(0)).await;
    assert_eq!(
        exports.post("/users/export/ids", json!({ "external_ids": ["a"] })).await.status,
        429
    );
}

#[tokio::test]
async fn a_switch_can_stand_otherwise_for_some_calls_only() {
    let braze = Braze::with_campaign().await;
    braze.post(&format!("/_sandbox/campaigns/{CAMPAIGN}/archive"), json!({})).await.created();
    let fault = json!({ "next": 1, "path": "/messages/send", "settings": { "unusable_campaigns": "accept" } });
    braze.post("/_sandbox/faults", fault).await.created();
    braze.send(email_to(&["user-1"])).await.created();
    assert_eq!(braze.send(email_to(&["user-1"])).await.message(), "Invalid Campaign ID");

    let late = json!({ "duplicate_delay_seconds": 60, "duplicate_draft": false });
    let fault = json!({ "path": "/campaigns/duplicate", "settings": late });
    braze.post("/_sandbox/faults", fault).await.created();
    for name in ["Late", "At once"] {
        let body = json!({ "campaign_id": CAMPAIGN, "name": name });
        assert_eq!(braze.post("/campaigns/duplicate", body).await.status, 202);
    }
    let names = async || {
        let list = braze.get("/campaigns/list").await.body;
        let rows = list["campaigns"].as_array().unwrap().iter();
        rows.map(|row| row["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names().await, ["At once"]);
    braze.at("2026-01-05T12:01:00Z");
    assert_eq!(names().await, ["At once", "Late"]);
}

#[tokio::test]
async fn an_answer_can_tell_minor_errors() {
    let braze = Braze::with_campaign().await;
    let fault = json!({ "path": "/messages/send", "errors": ["one of them was left out"] });
    braze.post("/_sandbox/faults", fault).await.created();
    let sent = braze.send(email_to(&["user-1"])).await.created();
    assert_eq!(
        (sent.message(), &sent.body["errors"]),
        ("success", &json!(["one of them was left out"]))
    );
    assert_eq!(braze.inbox("").await.len(), 1);
}

#[tokio::test]
async fn what_is_no_switch_is_told_all_at_once_and_changes_nothing() {
    let braze = Braze::new();
    let before = braze.get("/_sandbox/settings").await.body;
    let wrong =
        json!({ "drafts_listed": false, "repeated_recipients": "twice", "tag_name": "list" });
    let answer = braze.post("/_sandbox/settings", wrong).await;
    assert_eq!((answer.status, answer.message()), (400, "Bad Request"));
    let told = answer.body["errors"].to_string();
    assert!(
        told.contains("`repeated_recipients`: unknown variant `twice`, expected `once` or `each`"),
        "{told}"
    );
    assert!(told.contains("`tag_name`: unknown field"), "{told}");
    assert_eq!(braze.get("/_sandbox/settings").await.body, before);
}

/// The documentation's table has each switch with its default, and no other.
#[test]
fn each_switch_is_documented_with_its_default() {
    let path = format!("{}/docs/sandbox.md", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let (_, table) = text.split_once("| switch | default |").unwrap();
    let (table, _) = table.split_once("\n\n").unwrap();
    let mut documented: Vec<_> = table
        .lines()
        .skip(2)
        .map(|row| {
            let cells: Vec<_> = row.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
            format!("{}: {}", cells[1], cells[2])
        })
        .collect();
    documented.sort();
    let Value::Object(switches) = serde_json::to_value(Settings::default()).unwrap() else {
        panic!()
    };
    let default = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut known: Vec<_> =
        switches.iter().map(|(name, value)| format!("{name}: {}", default(value))).collect();
    known.sort();
    assert_eq!(documented, known);
    let schema = WorldFile::schema();
    let described = schema["$defs"]["Settings"]["properties"].as_object().unwrap();
    assert_eq!(described.len(), known.len());
    assert!(described.values().all(|switch| switch["description"].is_string()));
}

#[test]
fn a_world_file_sets_them() {
    let file =
        WorldFile::parse("version: 1\nsettings: { details_content: empty, hourly_limit: 5 }\n")
            .unwrap();
    let mut settings = Settings { seed: 7, duplicate_draft: false, ..Settings::default() };
    file.configure(&mut settings);
    assert_eq!((settings.hourly_limit, settings.seed, settings.duplicate_draft), (5, 7, false));
    assert!(WorldFile::parse("version: 1\nsettings: { hourly_limit: -1 }\n").is_err());
    assert!(
        WorldFile::parse("version: 1\nsettings: { company_utc_offset_minutes: 900 }\n").is_err()
    );
}
