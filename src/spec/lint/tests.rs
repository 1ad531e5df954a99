//! Every rule is broken by its example and kept by what mends it.

use serde_json::Value;

use super::*;

/// The fields of an example as a resolved message, its ellipses filled in.
fn read(yaml: &str) -> (Channel, Content) {
    let mut fields: serde_json::Map<String, Value> = serde_yaml::from_str(yaml).unwrap();
    let channel = fields.shift_remove("channel").unwrap();
    for value in fields.values_mut() {
        fill(value);
    }
    (Channel::from_sends(channel.as_str().unwrap()).unwrap(), Content(fields))
}

/// An example says `… two thousand characters …` instead of showing them.
fn fill(value: &mut Value) {
    match value {
        Value::String(text) if text.starts_with('…') => {
            let (length, letter) = match text.as_str() {
                said if said.contains("seven hundred") => (700, "’"),
                said if said.contains("seventeen hundred") => (1_700, "a"),
                said if said.contains("two thousand") => (2_000, "a"),
                said if said.contains("three thousand") => (3_000, "a"),
                said if said.contains("four thousand") => (4_000, "a"),
                said if said.contains("five thousand") => (5_000, "a"),
                said if said.contains("one hundred and ten thousand") => (110_000, "a"),
                said => panic!("how long is {said}?"),
            };
            *text = letter.repeat(length);
        }
        Value::Object(fields) => fields.values_mut().for_each(fill),
        Value::Array(items) => items.iter_mut().for_each(fill),
        _ => {}
    }
}

fn everything(yaml: &str) -> Vec<Finding> {
    let (channel, content) = read(yaml);
    let now = Timestamp("2026-11-23T12:00:00Z".parse().unwrap());
    let tags = ["Marketing".to_owned()];
    message(channel, &content, Sent { tags: &tags, now: Some(now) })
}

#[test]
fn every_rule_is_broken_by_its_example_and_kept_by_its_mend() {
    for rule in RULES {
        let broken = everything(rule.example);
        assert!(broken.iter().any(|found| found.rule == rule.id), "{}: {broken:#?}", rule.id);
        let kept = everything(rule.mend);
        assert!(kept.iter().all(|found| found.rule != rule.id), "{}: {kept:#?}", rule.id);
    }
}

#[test]
fn every_finding_is_of_a_rule_and_points_into_its_message() {
    for rule in RULES {
        for found in everything(rule.example) {
            let known = RULES.iter().find(|rule| rule.id == found.rule).unwrap();
            assert_eq!(known.severity, found.severity);
            assert!(!found.message.ends_with('.'), "{}", found.message);
            assert!(!found.field.is_empty());
        }
    }
}

#[test]
fn ids_are_kebab_case_sorted_and_unique() {
    let more = RULES.iter().position(|rule| *rule == already_expired::RULE).unwrap();
    for list in [&RULES[..more], &RULES[more..]] {
        assert!(list.windows(2).all(|pair| pair[0].id < pair[1].id));
    }
    for rule in RULES {
        assert!(
            rule.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
            "{}",
            rule.id
        );
        assert!(rule.why.contains("(\""), "{}: which page says so?", rule.id);
        assert_eq!(RULES.iter().filter(|other| other.id == rule.id).count(), 1);
    }
}
