//! A campaign, a project and an audience that use everything which may be written.

use std::collections::BTreeSet;

use campaignctl::spec::document::{Audience, Campaign, Project};
use campaignctl::spec::schema;
use serde_json::Value;

use super::walk;

const CAMPAIGN: &str = include_str!("campaign.yaml");
const PROJECT: &str = include_str!("project.yaml");
const AUDIENCE: &str = include_str!("audience.yaml");

#[test]
fn campaigns_with_everything_are_valid_and_read() {
    let mut channels = BTreeSet::new();
    for text in CAMPAIGN.split("\n---\n") {
        let read: Campaign = serde_json::from_value(valid(&schema::campaign(), text)).unwrap();
        channels.extend(read.messages.values().map(|message| message.channel));
        for conversion in read.conversions.unwrap_or_default() {
            conversion.to_model().unwrap();
        }
    }
    assert_eq!(channels.len(), 9);
}

#[test]
fn a_project_with_everything_is_valid_and_read() {
    let project = valid(&schema::project(), PROJECT);
    let read: Project = serde_json::from_value(project).unwrap();
    assert_eq!(read.workspaces.len(), 3);
    assert_eq!(read.defaults.0.len(), 9);
}

#[test]
fn an_audience_with_everything_is_valid_and_read() {
    let audience = valid(&schema::audience(), AUDIENCE);
    let read: Audience = serde_json::from_value(audience.clone()).unwrap();
    assert_eq!(serde_json::to_value(read).unwrap(), audience);
}

#[test]
fn every_property_and_every_word_of_the_schemas_is_used() {
    let documents =
        [(schema::campaign(), "{}"), (schema::project(), PROJECT), (schema::audience(), AUDIENCE)];
    for (schema, text) in documents {
        let mut used = BTreeSet::new();
        // A project has the channels' fields too, for defaults; the campaigns use them.
        for text in CAMPAIGN.split("\n---\n").chain([text]) {
            words(&serde_yaml::from_str(text).unwrap(), &mut used);
        }
        walk(&schema, "", &mut |path, node| {
            let properties = node["properties"].as_object().into_iter().flatten();
            for name in properties.map(|(name, _)| name).filter(|name| *name != "locales") {
                assert!(used.contains(name), "{path}: `{name}` is not in the fixture");
            }
            for word in node["enum"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                assert!(used.contains(word), "{path}: `{word}` is not in the fixture");
            }
        });
    }
}

/// Gathers every key and every text.
fn words(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            found.insert(key.clone());
            words(value, found);
        }),
        Value::Array(items) => items.iter().for_each(|item| words(item, found)),
        Value::String(text) => {
            found.insert(text.clone());
        }
        _ => {}
    }
}

fn valid(schema: &Value, text: &str) -> Value {
    let document: Value = serde_yaml::from_str(text).unwrap();
    let validator = jsonschema::validator_for(schema).unwrap();
    let wrong: Vec<_> =
        validator.iter_errors(&document).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert_eq!(wrong, [""; 0]);
    document
}
