//! A reader and a validator that share no line with ours agree with us.

use std::path::{Path, PathBuf};

use campaignctl::spec::document::OURS;
use campaignctl::yaml::format::format;
use serde_json::{Value, json};

use super::ask;

const SCRIPT: &str = "tests/editor/schemas.mjs";

fn check(questions: &[Value]) -> Option<Vec<Value>> {
    ask(SCRIPT, &json!(questions)).map(|answer| answer.as_array().unwrap().clone())
}

fn yaml_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).unwrap();
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            yaml_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            found.push(path);
        }
    }
}

fn files(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    yaml_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut found);
    found.sort();
    let read = |path: PathBuf| (path.clone(), std::fs::read_to_string(path).unwrap());
    found.into_iter().map(read).collect()
}

#[test]
fn every_example_is_valid() {
    let mut files = files("examples");
    files.retain(|(path, _)| {
        path.ends_with("campaignctl.yaml")
            || path.components().any(|part| part.as_os_str() == "campaigns")
    });
    let question = |(path, text): &(PathBuf, String)| {
        let kind = if path.ends_with("campaignctl.yaml") { "project" } else { "campaign" };
        json!({ "text": text, "schema": format!("schemas/{kind}.schema.json") })
    };
    let questions: Vec<_> = files.iter().map(question).collect();
    assert!(questions.len() > 4);
    for ((path, _), answer) in files.iter().zip(check(&questions).into_iter().flatten()) {
        assert_eq!(answer["problems"], json!([]), "{}", path.display());
    }
}

#[test]
fn files_that_use_everything_are_valid() {
    for (name, kind) in [("campaign", "campaign"), ("project", "project"), ("audience", "audience")]
    {
        let path = format!("{}/tests/it/schemas/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        let schema = format!("schemas/{kind}.schema.json");
        let Some(answers) = check(&[json!({ "text": text, "schema": schema })]) else { return };
        assert_eq!(answers[0]["problems"], json!([]), "{name}");
    }
}

#[test]
fn mistakes_are_refused() {
    let mail =
        json!({ "channel": "email", "app_id": "a", "from": "a@b", "subject": "x", "body": "x" });
    let message = |change: Value| {
        let mut message = mail.clone();
        for (key, value) in change.as_object().unwrap() {
            message[key] = value.clone();
        }
        json!({ "campaign": "a", "messages": { "m": message } })
    };
    let good = message(json!({}));
    let mut bad = vec![
        json!({}),
        json!({ "campaign": "a" }),
        json!({ "campaign": "A b", "messages": { "m": mail } }),
        json!({ "campaign": "a", "messages": { "M!": mail } }),
        json!({ "campaign": "a", "messages": { "m": mail }, "tittle": "x" }),
        json!({ "campaign": "a", "messages": { "m": mail }, "tags": "x" }),
        json!({ "campaign": "a", "messages": { "m": mail }, "params": { "x": "date" } }),
        json!({ "campaign": "a", "messages": { "m": mail }, "locales": {} }),
        json!({ "campaign": "a", "messages": { "m": { "subject": "x" } } }),
        message(json!({ "alert": "x" })),
        message(json!({ "channel": "ios_push" })),
        message(json!({ "channel": "apple_push" })),
        message(json!({ "should_inline_css": "perhaps" })),
        message(json!({ "subject": null })),
        message(json!({ "body": { "fil": "x.html" } })),
    ];
    for field in OURS.iter().filter(|&&field| field != "channel") {
        bad.push(message(json!({ *field: 7 })));
    }
    let question = |value: &Value| json!({ "text": value.to_string(), "schema": "schemas/campaign.schema.json" });
    let questions: Vec<_> = std::iter::once(&good).chain(&bad).map(question).collect();
    let Some(answers) = check(&questions) else { return };
    assert_eq!(answers[0]["problems"], json!([]));
    for (mistake, answer) in bad.iter().zip(&answers[1..]) {
        assert_ne!(answer["problems"], json!([]), "{mistake}");
    }
}

#[test]
fn formatted_files_say_the_same_to_another_reader() {
    let mut files = files("tests/it/cases/format");
    files.extend(self::files("examples"));
    let formatted = files.iter().map(|(_, text)| format(text).unwrap());
    let texts = files.iter().map(|(_, text)| text.clone()).chain(formatted);
    let questions: Vec<_> = texts.map(|text| json!({ "text": text })).collect();
    let Some(answers) = check(&questions) else { return };
    let (before, after) = answers.split_at(files.len());
    for (((path, _), before), after) in files.iter().zip(before).zip(after) {
        assert_eq!(before, after, "{}", path.display());
        assert_eq!(after["problems"], json!([]), "{}", path.display());
    }
}
