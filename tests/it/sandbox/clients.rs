//! Clients that somebody else wrote for Braze work unchanged but for the base URL.

use std::process::Command;

use serde_json::Value;

use super::server::Served;
use crate::commands::folder::Folder;
use crate::components;

const WORLD: &str = "
version: 1
campaigns:
  - id: d8b73da7-0b7c-fc72-5b5c-1f4d2c8c0f10
    name: Order confirmations
    messages: [{ id: email-a, channel: email, name: Plain }]
  - id: welcome-back
    name: Welcome back
    is_api_campaign: false
    messages: [{ id: back-email, channel: email }]
";

/// What a session tells that a client has with a served sandbox.
fn told(client: &mut Command, which: &[&str]) -> Value {
    let folder = Folder::empty();
    folder.write("world.yaml", WORLD);
    let served = Served::start(&folder, "sandbox --port 0 --load world.yaml");
    let output = client.arg(&served.url).args(which).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn succeeded(told: &Value, calls: &[&str]) {
    for call in calls {
        assert_eq!(told[call]["message"], "success", "{call}: {told:#}");
    }
}

fn says(told: &Value, call: &str, text: &str) {
    assert!(told[call].as_str().is_some_and(|said| said.contains(text)), "{call}: {told:#}");
}

#[test]
fn the_npm_client_braze_api() {
    let client = components::node_with("clients", "tests/clients/session.mjs");
    let Some(mut client) = client else { return };
    let told = told(&mut client, &[]);
    succeeded(&told, &["track", "send", "schedule", "campaigns", "details", "users"]);
    assert_eq!(told["send"]["dispatch_id"].as_str().unwrap().len(), 32);
    assert_eq!(told["campaigns"]["campaigns"][0]["name"], "Order confirmations");
    assert_eq!(told["details"]["messages"]["email-a"]["channel"], "email");
    assert_eq!(told["users"]["users"][0]["email"], "user-1@example.com");
    says(&told, "refused", "Invalid Campaign ID");
}

fn python(which: &str) -> Option<Value> {
    let packages = ["shared", which];
    let client = components::python_with("clients-python", &packages, "tests/clients/session.py");
    Some(told(&mut client?, &[which]))
}

#[test]
fn the_python_client_edx_braze_client() {
    let Some(told) = python("edx-braze-client") else { return };
    assert_eq!((&told["found"], &told["identified"]), (&"user-1".into(), &"2".into()));
    succeeded(&told, &["send", "trigger"]);
    says(&told, "tracked", "Message Variant Unspecified");
    says(&told, "triggered_api", "Campaign does not exist");
    says(&told, "other_key", "Invalid API key: other");
}

#[test]
fn the_python_client_braze_client() {
    let Some(told) = python("braze-client") else { return };
    succeeded(&told, &["track", "export", "schedule"]);
    assert_eq!(told["track"]["success"], true, "{told:#}");
    assert_eq!(told["export"]["users"][0]["email"], "user-1@example.com");
    assert_eq!(told["schedule"]["schedule_id"].as_str().unwrap().len(), 36);
    says(&told, "refused", "Campaign does not exist");
}
