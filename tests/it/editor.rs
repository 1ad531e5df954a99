//! What people see in an editor: the real yaml-language-server on our schemas, next to what we say
//! ourselves, and an independent reader and validator.

mod independent;

use std::collections::BTreeSet;
use std::io::Write;
use std::process::Stdio;

use campaignctl::spec::{Document, Sources, judge, project};
use serde_json::{Value, json};

use crate::components;

const SCHEMA_LINE: &str = "# yaml-language-server: $schema=../schemas/campaign.schema.json\n";

/// Gives a script a question as JSON, and reads its answer; `None` where it is not installed.
fn ask(script: &str, question: &Value) -> Option<Value> {
    let mut command = components::node(script)?;
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("node can be run");
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(question.to_string().as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{script} failed");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// Opens a campaign in the language server and asks at every `‸`, in order.
fn open(text: &str, about: &[&str]) -> Option<Value> {
    let marked = format!("{SCHEMA_LINE}{text}");
    let (mut plain, mut places) = (String::new(), Vec::new());
    for (at, part) in marked.split('‸').enumerate() {
        if at > 0 {
            let column = plain.rsplit('\n').next().unwrap_or_default().chars().count();
            places.push((plain.matches('\n').count(), column));
        }
        plain.push_str(part);
    }
    assert_eq!(places.len(), about.len(), "a `‸` for each question");
    let ask_at = |(about, (line, character)): (&&str, &(usize, usize))| json!({ "about": about, "line": line, "character": character });
    let questions: Vec<_> = about.iter().zip(&places).map(ask_at).collect();
    let question = json!({ "file": "campaigns/x.yaml", "text": plain, "ask": questions });
    ask("tests/editor/language-server.mjs", &question)
}

fn labels(answer: &Value) -> BTreeSet<String> {
    let items = answer["items"].as_array().or(answer.as_array()).cloned().unwrap_or_default();
    items.iter().map(|item| item["label"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_channel_is_completed_from_the_list_with_its_name() {
    let text = "campaign: a\nmessages:\n  one:\n    channel: ‸\n";
    let Some(answer) = open(text, &["completion"]) else { return };
    let completion = &answer["answers"][0];
    let labels = labels(completion);
    assert_eq!(labels.len(), 9, "{labels:?}");
    assert!(labels.contains("apple_push") && labels.contains("email"), "{labels:?}");
    let documented = completion["items"].as_array().unwrap().iter().all(|item| {
        let told = item["documentation"]["value"].as_str().or(item["documentation"].as_str());
        told.is_some_and(|told| told.len() > 2)
    });
    assert!(documented, "{completion:#}");
}

#[test]
fn a_message_is_completed_with_the_fields_of_its_channel() {
    let text = "campaign: a\nmessages:\n  one:\n    channel: email\n    ‸\n  two:\n    channel: apple_push\n    ‸\n";
    let Some(answer) = open(text, &["completion", "completion"]) else { return };
    let (email, push) = (labels(&answer["answers"][0]), labels(&answer["answers"][1]));
    assert!(email.contains("subject") && email.contains("app_id"), "{email:?}");
    assert!(!email.contains("alert") && !email.contains("custom_uri"), "{email:?}");
    assert!(push.contains("alert") && push.contains("custom_uri"), "{push:?}");
    assert!(!push.contains("subject"), "{push:?}");
    assert!(!push.contains("channel"), "there already: {push:?}");
}

#[test]
fn a_campaign_is_completed_with_its_own_fields() {
    let Some(answer) = open("campaign: a\n‸\nmessages: {}\n", &["completion"]) else { return };
    let labels = labels(&answer["answers"][0]);
    for field in ["name", "description", "tags", "params", "conversions", "delivery"] {
        assert!(labels.contains(field), "{field}: {labels:?}");
    }
}

#[test]
fn a_field_tells_what_it_is_when_pointed_at() {
    let text = "campaign: a\nta‸gs: [x]\nmessages:\n  one:\n    channel: email\n    su‸bject: Hi\n    fr‸om: a@b.example\n";
    let Some(answer) = open(text, &["hover", "hover", "hover"]) else { return };
    let told = |at: usize| answer["answers"][at]["contents"]["value"].as_str().unwrap().to_owned();
    let schema: Value =
        serde_json::from_str(include_str!("../../schemas/campaign.schema.json")).unwrap();
    let described = [
        &schema["properties"]["tags"]["description"],
        &schema["$defs"]["Email"]["properties"]["subject"]["description"],
        &schema["$defs"]["Email"]["properties"]["from"]["description"],
    ];
    for (at, described) in described.into_iter().enumerate() {
        // Hover is Markdown, which escapes what a description may not need to.
        let told = told(at).replace('\\', "");
        let first = described.as_str().unwrap().split(['.', ':', '`']).next().unwrap();
        assert!(told.contains(first), "{first:?} in {told:?}");
    }
}

/// The lines at which each side finds an error, from 1 in the campaign's text.
fn lines(text: &str) -> Option<(BTreeSet<u64>, BTreeSet<u64>)> {
    let answer = open(text, &[])?;
    let told = answer["diagnostics"].as_array().unwrap();
    let theirs = told.iter().map(|one| one["range"]["start"]["line"].as_u64().unwrap()).collect();
    let ours = ours(text);
    Some((theirs, ours))
}

fn ours(text: &str) -> BTreeSet<u64> {
    const PROJECT: &str = "version: 1\nlineage: 7c9e6679-7425-40de-944b-e07fc1f90ae7\n\
        default_workspace: local\nworkspaces: { local: { sandbox: {}, apps: { shop: x } } }\n";
    let project = project("campaignctl.yaml", PROJECT.as_bytes()).0.unwrap();
    let mut sources = Sources::new(&project);
    sources.add(Document::read("campaigns/x.yaml", text.as_bytes()));
    let workspaces: Vec<_> = project.workspaces.keys().cloned().collect();
    let diagnostics = judge(&project, &sources, &workspaces).diagnostics;
    let errors = diagnostics.iter().filter(|one| one.is_error());
    errors.map(|one| one.location.as_ref().unwrap().line as u64).collect()
}

#[track_caller]
fn same_lines(text: &str, expected: &[u64]) {
    let Some((theirs, ours)) = lines(text) else { return };
    let expected = expected.iter().copied().collect();
    assert_eq!((&theirs, &ours), (&expected, &expected), "theirs and ours of:\n{text}");
}

const MAIL: &str = "  one:\n    channel: email\n    app_id: shop\n    from: a@b.example\n    subject: Hi\n    body: Hi\n";

#[test]
fn a_good_campaign_has_no_problem_anywhere() {
    same_lines(&format!("campaign: a\nmessages:\n{MAIL}"), &[]);
}

#[test]
fn unknown_fields_are_found_at_the_same_lines() {
    same_lines(&format!("campaign: a\ntittle: x\nmessages:\n{MAIL}    alert: x\n"), &[2, 10]);
}

#[test]
fn wrong_words_and_types_are_found_at_the_same_lines() {
    let text = format!("campaign: a\ntags: 7\nmessages:\n{MAIL}  two:\n    channel: fax\n");
    same_lines(&text, &[2, 11]);
    same_lines(&format!("campaign: A!\nmessages:\n{MAIL}    should_inline_css: 7\n"), &[1, 9]);
}

#[test]
fn missing_fields_are_found_at_the_same_lines() {
    same_lines(&format!("campaign: a\nmessages:\n  zero:\n    name: x\n{MAIL}"), &[3]);
    same_lines(&format!("name: a\nmessages:\n{MAIL}"), &[1]);
}

#[test]
fn a_key_that_is_there_twice_is_found_at_the_same_line() {
    let Some((theirs, ours)) = lines(&format!("campaign: a\nname: x\nname: y\nmessages:\n{MAIL}"))
    else {
        return;
    };
    assert!(theirs.contains(&3) && ours.contains(&3), "{theirs:?} {ours:?}");
}
