//! World files: read, refused with every mistake, loaded once and again.

use campaignctl::diagnostic::Location;
use campaignctl::port::memory::SettableClock;
use campaignctl::sandbox::{Mistake, Settings, World, WorldFile, load};
use serde_json::{Value, json};

use super::asked::{email_to, instant};
use super::server::{Served, get, post};
use crate::commands::folder::Folder;

const WORLD: &str = r"
version: 1
settings: { duplicate_draft: false }
keys:
  - { key: everything }
  - { key: reader, permissions: [campaigns.list, campaigns.details] }
apps: [{ id: storefront, name: Storefront }]
subscription_groups: [{ id: sms-us }]
segments:
  - id: vips
    name: VIPs
    audience: { custom_attribute: { custom_attribute_name: vip, comparison: equals, value: true } }
users:
  - { external_id: user-1, email: user-1@example.com, vip: true }
  - { external_id: user-2, email: user-2@example.com }
content_blocks: [{ content_block_id: cb-1, name: footer, content: Bye }]
email_templates: [{ email_template_id: t-1, template_name: Receipt, subject: Thanks, body: <p/> }]
campaigns:
  - id: d8b73da7-0b7c-fc72-5b5c-1f4d2c8c0f10
    name: Order confirmations
    tags: [transactional]
    conversion_behaviors: [{ type: Makes Any Purchase, window: 86400 }]
    messages:
      - { id: 3c0d1a0e-8d5e-4b8a-9e0c-7f3b5a3c5c11, channel: email, name: Plain }
  - { id: old, name: Old, archived: true }
  - id: triggered
    name: Triggered
    is_api_campaign: false
    messages: [{ id: t-email, channel: email }]
";

/// Every mistake of a file, as `line:column: text`.
fn mistakes(text: &str) -> Vec<String> {
    let told = |mistakes: Vec<Mistake>| {
        let lines = mistakes.into_iter().map(|Mistake { at, text: what, first }| {
            let place = Location::of("w", text, at);
            let first = first.map(|first| Location::of("w", text, first).line);
            let first = first.map(|line| format!(" (line {line})")).unwrap_or_default();
            format!("{}:{}: {what}{first}", place.line, place.column)
        });
        lines.collect::<Vec<_>>()
    };
    let file = match WorldFile::parse(text) {
        Ok(file) => file,
        Err(mistakes) => return told(mistakes),
    };
    let mut settings = Settings::default();
    file.configure(&mut settings);
    let world = World::in_memory(&settings).unwrap();
    let clock = SettableClock::at(instant("2026-01-05T12:00:00Z"));
    load(&world, &file, &settings, &clock).map_or_else(told, |()| Vec::new())
}

#[tokio::test]
async fn a_served_world_has_what_its_file_says_and_loading_again_changes_nothing() {
    let folder = Folder::empty();
    folder.write("world.yaml", WORLD);
    let line = "sandbox serve --port 0 --store world.sqlite --load world.yaml";
    for _ in 0..2 {
        let served = Served::start(&folder, line);
        let list = get(&served.url, "/campaigns/list?include_archived=true", "reader").await.1;
        let rows = list["campaigns"].as_array().unwrap().clone();
        let told = |row: &Value| json!([row["name"], row["is_api_campaign"]]);
        let expected = [
            json!(["Order confirmations", true]),
            json!(["Old", true]),
            json!(["Triggered", false]),
        ];
        assert_eq!(rows.iter().map(told).collect::<Vec<_>>(), expected);
        let (status, refused) = post(&served.url, "/messages/send", "reader", "{}").await;
        let text = "You do not have permission to access this resource";
        assert_eq!((status, &refused["message"]), (403, &json!(text)));
        let body = email_to(&["user-1"]).to_string();
        assert_eq!(post(&served.url, "/messages/send", "everything", body).await.0, 201);
        let segments = get(&served.url, "/segments/list", "everything").await.1;
        assert_eq!(segments["segments"][0]["id"], "vips");
        let block = get(&served.url, "/content_blocks/info?content_block_id=cb-1", "everything");
        assert_eq!(block.await.1["content"], "Bye");
        assert_eq!(get(&served.url, "/campaigns/list", "sandbox").await.0, 401);
    }
}

#[test]
fn a_good_file_has_no_mistake() {
    assert_eq!(mistakes(WORLD), [""; 0]);
}

#[test]
fn the_documents_example_has_no_mistake() {
    assert_eq!(mistakes(&super::documented::block("yaml")), [""; 0]);
}

#[test]
fn every_mistake_against_the_schema_is_told_with_its_line() {
    let text = "version: 2\nkeys:\n  - { key: a, permissions: [messages.sent], allowed_ips: [here] }\nusers:\n  - external_id: 7\n    email: a\ncampaigns:\n  - id: c\n    nam: C\n    messages:\n      - id: m\n";
    let expected = [
        "1:10: `version`: this is greater than the maximum of 1",
        "3:29: `messages.sent` is no permission that the sandbox asks for",
        "3:59: `here` is no IP address",
        "5:18: `users[0].external_id`: expected a text",
        "8:5: `campaigns[0]` needs `name`",
        "9:5: `campaigns[0]` has no field `nam`",
        "11:9: `campaigns[0].messages[0]` needs `channel`",
    ];
    assert_eq!(mistakes(text), expected);
}

#[test]
fn every_mistake_that_only_the_sandbox_sees_is_told_with_its_line() {
    let text = r"version: 1
users:
  - { external_id: a }
  - { external_id: a }
  - { shoe_size: 42 }
segments:
  - { id: s, name: S, audience: { custom_attribute: { comparison: equals } } }
campaigns:
  - id: c
    name: C
    conversion_behaviors: [{ type: Makes Any Purchase }]
  - id: d
    name: D
    messages:
      - { id: m, channel: pigeon }
      - { id: n, channel: email }
      - { id: n, channel: sms }
";
    let told = mistakes(text);
    let lines: Vec<_> = told.iter().map(|one| one.split(": ").next().unwrap()).collect();
    assert_eq!(lines, ["4:20", "5:5", "7:53", "11:28", "15:27", "17:15"], "{told:#?}");
    let twice = "4:20: another has this `external_id` already (line 3)";
    assert!(told.iter().any(|one| one == twice), "{told:#?}");
}

#[test]
fn a_text_that_is_no_yaml_is_told_with_its_line() {
    let told = mistakes("version: 1\nusers: [\n");
    assert_eq!(told.len(), 1, "{told:?}");
    let told = mistakes("version: 1\nusers: []\nusers: []\n");
    assert_eq!(told, ["3:1: duplicate mapping key: users"]);
    assert_eq!(
        mistakes("version: 1\nusers:\n\t- {}\n"),
        ["3:2: tabs disallowed within this context (block indentation)"]
    );
    assert!(!mistakes("").is_empty());
    assert!(!mistakes("[1, 2]").is_empty());
}

#[test]
fn the_command_names_file_and_line_and_prints_no_control_characters() {
    let folder = Folder::empty();
    folder
        .write("world.yaml", "version: 1\nkeys:\n  - { key: k, permissions: [\"\\e[31mred\"] }\n");
    let said = folder.run("sandbox --port 0 --load world.yaml").ends(3);
    assert!(said.err.contains(" --> world.yaml:3:29\n"), "{}", said.err);
    assert!(said.err.contains("^^^"), "{}", said.err);
    assert!(!said.err.contains('\u{1b}'), "{}", said.err);
    folder.run("sandbox --port 0 --load nowhere.yaml").ends(3).says("nowhere.yaml");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "blessing writes files of this repository")]
fn checked_in_schemas_of_worlds_are_fresh() {
    let path = format!("{}/schemas/world.v1.schema.json", env!("CARGO_MANIFEST_DIR"));
    let schema = WorldFile::schema();
    let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    if std::env::var_os("CAMPAIGNCTL_BLESS").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == text,
        "{path} is stale: run `CAMPAIGNCTL_BLESS=1 cargo test --test it schemas`"
    );
    jsonschema::meta::validate(&schema).unwrap();
    let printed = Folder::empty().run("schema world").ends(0).out;
    assert_eq!(printed, text);
}
