//! SARIF: what is in it, and what Microsoft's validator says of it.

use campaignctl::diagnostic::{Diagnostic, Location};
use campaignctl::output::sarif::{Rule, sarif};
use serde_json::{Value, json};

use crate::components;

const TEXT: &str = "campaign: hé\nname: A\nname: B\n";

fn problems() -> Vec<Diagnostic> {
    let place = |range| Location::of("campaigns/a b:ü.yaml", TEXT, range);
    vec![
        Diagnostic::error("duplicate-key", "`name` is there twice")
            .at(place(22..26))
            .related(place(14..18), "the first one")
            .help("keep one of them:\n  name: A"),
        Diagnostic::warning("odd-key", "`hé\u{1b}[2J` is odd").at(place(10..13)),
        Diagnostic::error("no-campaigns", "there is no campaign file"),
        Diagnostic::error("duplicate-key", "again").at(Location::file("campaigns/empty.yaml")),
    ]
}

const RULES: [Rule<'static>; 2] = [
    Rule { id: "unused-param", summary: "A parameter is not used.", help: "Use it." },
    Rule { id: "duplicate-key", summary: "A key is there twice.", help: "Keep one." },
];

fn written(problems: &[Diagnostic]) -> String {
    let mut out = Vec::new();
    sarif(&mut out, problems, &RULES).unwrap();
    String::from_utf8(out).unwrap()
}

fn run(problems: &[Diagnostic]) -> Value {
    let log: Value = serde_json::from_str(&written(problems)).unwrap();
    log["runs"][0].clone()
}

#[test]
fn every_problem_is_a_result_at_its_place() {
    let run = run(&problems());
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let result = &run["results"][0];
    assert_eq!(result["level"], "error");
    assert_eq!(result["message"]["text"], "`name` is there twice.\n\nkeep one of them:\n  name: A");
    assert_eq!(
        result["locations"][0]["physicalLocation"],
        json!({
            "artifactLocation": { "uri": "campaigns/a%20b%3A%C3%BC.yaml", "uriBaseId": "%SRCROOT%" },
            "region": { "startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 5 },
        })
    );
    assert_eq!(result["relatedLocations"][0]["message"]["text"], "the first one");
    assert!(run["results"][2].get("locations").is_none());
}

#[test]
fn columns_count_characters() {
    let run = run(&problems());
    let region = &run["results"][1]["locations"][0]["physicalLocation"]["region"];
    assert_eq!((&region["startColumn"], &region["endColumn"]), (&json!(11), &json!(13)));
}

#[test]
fn a_mark_stays_within_its_excerpt_whatever_ends_the_line() {
    let text = "a: [x\r\n]\r\n";
    for (start, end) in (0..=text.len()).flat_map(|start| (0..12).map(move |end| (start, end))) {
        let place = Location::of("a.yaml", text, start..end);
        assert!(place.excerpt.get(place.mark.0..place.mark.1).is_some(), "{place:?}");
    }
}

#[test]
fn every_result_points_at_its_rule() {
    let run = run(&problems());
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    assert_eq!(rules[0]["id"], "unused-param");
    assert_eq!(rules.len(), 4);
}

#[test]
fn no_file_can_steer_a_terminal() {
    let run = run(&problems());
    let told = run["results"][1]["message"]["text"].as_str().unwrap();
    assert!(!told.contains('\u{1b}'), "{told:?}");
}

#[test]
fn microsofts_validator_finds_nothing_wrong() {
    assert_eq!(errors_of(&written(&problems())), Some(vec![]).filter(|_| validator().is_some()));
    assert_eq!(errors_of(&written(&[])), Some(vec![]).filter(|_| validator().is_some()));
}

#[test]
fn microsofts_validator_would_find_something_wrong() {
    let broken = written(&problems()).replace("\"startLine\": 3", "\"startLine\": 0");
    if let Some(errors) = errors_of(&broken) {
        assert!(!errors.is_empty());
    }
}

fn validator() -> Option<std::process::Command> {
    components::node("tests/components/node/node_modules/@microsoft/sarif-multitool/bin.js")
}

/// The rules that a log breaks; `None` without the validator.
#[expect(clippy::disallowed_methods, reason = "a temporary file")]
fn errors_of(log: &str) -> Option<Vec<String>> {
    let mut validator = validator()?;
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("log.sarif"), folder.path().join("told.sarif"));
    std::fs::write(&input, log).unwrap();
    validator.arg("validate").arg(&input).arg("--output").arg(&output);
    let done = validator.output().unwrap();
    let told = std::fs::read_to_string(&output)
        .unwrap_or_else(|_| panic!("no answer: {}", String::from_utf8_lossy(&done.stdout)));
    let told: Value = serde_json::from_str(told.trim_start_matches('\u{feff}')).unwrap();
    let results = told["runs"][0]["results"].as_array().cloned().unwrap_or_default();
    Some(
        results
            .iter()
            .map(|result| format!("{} {}", result["ruleId"], result["message"]))
            .collect(),
    )
}
