//! The JSON Schemas are fresh, compile, and agree with what the program takes.
//!
//! `CAMPAIGNCTL_BLESS=1 cargo test --test it schemas` writes them anew.

mod everything;
mod mistakes;
mod resolved;

use campaignctl::spec::schema;
use serde_json::{Value, json};

type Generate = fn() -> Value;

const CHECKED_IN: [(&str, Generate); 3] =
    [("campaign", schema::campaign), ("project", schema::project), ("audience", schema::audience)];

#[test]
#[expect(clippy::disallowed_methods, reason = "blessing writes files of this repository")]
fn checked_in_schemas_are_fresh() {
    for (name, generate) in CHECKED_IN {
        let path = format!("{}/schemas/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
        let text = serde_json::to_string_pretty(&generate()).unwrap() + "\n";
        if std::env::var_os("CAMPAIGNCTL_BLESS").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            written == text,
            "{path} is stale: run `CAMPAIGNCTL_BLESS=1 cargo test --test it schemas`"
        );
    }
}

#[test]
fn schemas_are_closed_described_and_never_null() {
    for (name, generate) in CHECKED_IN {
        let schema = generate();
        jsonschema::meta::validate(&schema).unwrap();
        jsonschema::validator_for(&schema).unwrap();
        walk(&schema, name, &mut |path, node| {
            assert_ne!(node.get("type"), Some(&"null".into()), "{path}");
            assert_ne!(node.get("default"), Some(&Value::Null), "{path}");
            assert!(node.get("oneOf").is_none(), "{path}: opaque");
            let choice =
                node["anyOf"].as_array().is_none_or(|branches| branches.contains(&json!({})));
            assert!(choice, "{path}: opaque unless it always holds");
            assert!(node.get("format").is_none(), "{path}: a format of Rust");
            if let (Some(words), Some(told)) =
                (node.get("enum"), node.get("markdownEnumDescriptions"))
            {
                assert_eq!(
                    words.as_array().unwrap().len(),
                    told.as_array().unwrap().len(),
                    "{path}"
                );
            }
        });
    }
}

#[test]
fn every_property_has_a_description() {
    for (name, generate) in CHECKED_IN {
        let schema = generate();
        walk(&schema, name, &mut |path, node| {
            // Conditions repeat names without describing them again.
            if node.get("additionalProperties").is_none() {
                return;
            }
            for (property, told) in node["properties"].as_object().into_iter().flatten() {
                let described = told["description"].as_str().is_some_and(|text| text.len() > 5);
                let elsewhere =
                    *told == true || told.get("$ref").is_some() && path.ends_with("/Defaults");
                assert!(described || elsewhere, "{path}/{property} has no description");
            }
        });
    }
}

fn walk(node: &Value, path: &str, visit: &mut dyn FnMut(&str, &Value)) {
    match node {
        Value::Object(fields) => {
            visit(path, node);
            let data = ["examples", "default", "enum", "const"];
            for (key, value) in fields.iter().filter(|(key, _)| !data.contains(&key.as_str())) {
                walk(value, &format!("{path}/{key}"), visit);
            }
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(at, item)| walk(item, &format!("{path}/{at}"), visit));
        }
        _ => {}
    }
}
