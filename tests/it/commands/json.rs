//! What commands print for programs, against the schemas that are promised.

use std::fs;

use campaignctl::port::Method;
use serde_json::{Map, Value, json};

use super::folder::{Folder, Said};
use super::sending::ask;

/// The schema of a command's answer; for this test it knows every field.
fn schema(name: &str) -> Value {
    let path = format!("{}/schemas/{name}.v1.schema.json", env!("CARGO_MANIFEST_DIR"));
    let mut schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    close(&mut schema);
    schema
}

fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.get("properties").is_some_and(Value::is_object) {
                fields.entry("additionalProperties").or_insert(json!(false));
            }
            fields.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}

#[track_caller]
fn check(name: &str, said: &Said) -> Value {
    let answer: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}", said.err));
    let schema = schema(name);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors = validator.iter_errors(&answer);
    let wrong: Vec<_> = errors.map(|it| format!("{}: {it}", it.instance_path())).collect();
    assert!(wrong.is_empty(), "{name}: {wrong:#?}\n{answer:#}");
    answer
}

#[test]
fn problems_are_as_their_schema_says() {
    let folder = Folder::new();
    check("validate", &folder.run("validate --format json").ends(0));
    folder.edit("campaigns/welcome.yaml", "channel: email", "chanel: email");
    folder.write("campaigns/copy.yaml", &folder.read("campaigns/welcome.yaml"));
    let said = check("validate", &folder.run("validate --format json").ends(3));
    let diagnostics = said["diagnostics"].as_array().unwrap();
    assert!(diagnostics.iter().any(|it| it["help"].is_string()), "{said:#}");
    assert!(diagnostics.iter().any(|it| !it["related"].as_array().unwrap().is_empty()), "{said:#}");
}

#[test]
fn campaigns_are_as_their_schemas_say() {
    let folder = Folder::new();
    let list = "list --all --format json";
    assert_eq!(check("list", &folder.run(list).ends(0))["campaigns"][0]["state"], "new");
    check("show", &folder.run("show welcome --format json").ends(0));
    folder.run("apply").ends(0);
    assert_eq!(check("list", &folder.run(list).ends(0))["campaigns"][0]["state"], "active");
    check("show", &folder.run("show welcome --format json").ends(0));
    folder.remove("campaigns/welcome.yaml");
    folder.run("apply --yes --allow-retire").ends(0);
    assert_eq!(check("list", &folder.run(list).ends(0))["campaigns"][0]["state"], "retired");
    let all = check("show", &folder.run("show --format json").ends(0));
    assert_eq!(all["campaigns"][0]["campaign"], "welcome");
    let shown = check("show", &folder.run("show welcome --format json").ends(0));
    assert_eq!(shown["defined"], Value::Null);
}

#[test]
fn sends_are_as_their_schemas_say() {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    check("sends", &folder.run("sends list --format json").ends(0));
    let send = "send --campaign welcome --to audience/users.csv --yes --format json";
    let foreseen = check("send-show", &folder.run(&format!("{send} --dry-run")).ends(0));
    assert_eq!(foreseen["send"]["started"], Value::Null, "nothing was begun");
    for (fault, code) in [(503, 11), (400, 10), (401, 4)] {
        let fault = json!({ "next": 1, "answer": fault, "path": "/messages/send" });
        ask(&folder, Method::Post, "/_sandbox/faults", Some(fault));
        check("send", &folder.run(&format!("{send} --key to-{code}")).ends(code));
        if code != 4 {
            let shown = folder.run(&format!("sends show to-{code} --format json")).ends(0);
            assert_eq!(check("send-show", &shown)["batches"].as_array().map(Vec::len), Some(1));
        }
    }
    let answer = check("send", &folder.run(send).ends(0));
    assert_eq!(answer["ended"], "finished");
    assert_eq!(check("send", &folder.run(send).ends(0))["ended"], "finished_before");
    let again = check("send-show", &folder.run(&format!("{send} --dry-run")).ends(0));
    assert_eq!(again["send"]["started"], answer["send"]["started"], "it was begun then");
    let key = answer["send"]["key"].as_str().unwrap();
    check("send-show", &folder.run(&format!("sends show {key} --batches --format json")).ends(0));
    check("sends", &folder.run("sends list --format json").ends(0));
}

/// A field that a schema lacks would make the checks above pass nothing.
#[test]
fn a_closed_schema_knows_every_field() {
    let mut schema = json!({ "properties": { "a": { "properties": {} } } });
    close(&mut schema);
    let answer = |field: &str| Value::Object(Map::from_iter([(field.to_owned(), json!({}))]));
    assert!(jsonschema::is_valid(&schema, &answer("a")));
    assert!(!jsonschema::is_valid(&schema, &answer("b")));
    assert!(!jsonschema::is_valid(&schema, &json!({ "a": { "b": 1 } })));
}
