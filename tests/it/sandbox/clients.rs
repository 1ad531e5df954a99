//! A client that somebody else wrote for Braze works unchanged but for the base URL.

use serde_json::Value;

use super::server::{Served, post};
use crate::commands::folder::Folder;
use crate::components;

const WORLD: &str = r#"{"id":"d8b73da7-0b7c-fc72-5b5c-1f4d2c8c0f10","name":"Order confirmations","messages":[{"id":"email-a","channel":"email","name":"Plain"}]}"#;

#[tokio::test]
async fn the_npm_client_braze_api_works_unchanged() {
    let Some(mut client) = components::node_with("clients", "tests/clients/session.mjs") else {
        return;
    };
    let folder = Folder::empty();
    let served = Served::start(&folder, "sandbox --port 0");
    assert_eq!(post(&served.url, "/_sandbox/campaigns", "sandbox", WORLD).await.0, 201);
    let output = client.arg(&served.url).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    for call in ["track", "send", "schedule", "campaigns", "details", "users"] {
        assert_eq!(told[call]["message"], "success", "{call}: {told:#}");
    }
    assert_eq!(told["send"]["dispatch_id"].as_str().unwrap().len(), 32);
    assert_eq!(told["campaigns"]["campaigns"][0]["name"], "Order confirmations");
    assert_eq!(told["details"]["messages"]["email-a"]["channel"], "email");
    assert_eq!(told["users"]["users"][0]["email"], "user-1@example.com");
    assert!(told["refused"].as_str().unwrap().contains("Invalid Campaign ID"), "{told:#}");
}
