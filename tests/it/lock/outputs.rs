//! What `who` and `lock verify` print for programs.

use campaignctl::output::lock::{VerifiedV1, WhoV1};
use schemars::Schema;
use serde_json::Value;

use crate::teamwork::team::{LOCK, Team};

fn schemas() -> [(&'static str, Schema); 2] {
    [
        ("who.v1", schemars::schema_for!(WhoV1)),
        ("lock-verify.v1", schemars::schema_for!(VerifiedV1)),
    ]
}

#[test]
#[expect(clippy::disallowed_methods, reason = "blessing writes files of this repository")]
fn the_schemas_that_are_checked_in_are_fresh() {
    for (name, schema) in schemas() {
        let path = format!("{}/schemas/{name}.schema.json", env!("CARGO_MANIFEST_DIR"));
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        if std::env::var_os("CAMPAIGNCTL_BLESS").is_some() {
            std::fs::write(&path, &text).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), text, "{path} is stale");
    }
}

/// Runs a command with `--format json`, whose answer must fit its schema.
#[track_caller]
fn check(team: &Team, line: &str, code: i32, schema: &str) -> Value {
    let said = team.run(&format!("{line} --format json")).ends(code);
    let answer: Value = serde_json::from_str(&said.out).unwrap();
    let (_, schema) = schemas().into_iter().find(|(name, _)| *name == schema).unwrap();
    let validator = jsonschema::validator_for(schema.as_value()).unwrap();
    let wrong: Vec<_> = validator.iter_errors(&answer).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(answer["version"], 1);
    answer
}

#[test]
fn who_tells_the_owner_and_the_commit() {
    let team = Team::new();
    let id = |owner: &str| team.ids().into_iter().find(|(_, of)| of == owner).unwrap().0;
    let answer = check(&team, &format!("who {}", id("m.email")), 0, "who.v1");
    let owner = &answer["owners"][0];
    assert_eq!((&owner["campaign"], &owner["message"]), (&"m".into(), &"email".into()));
    assert_eq!((&owner["channel"], &owner["title"]), (&"email".into(), &"About m".into()));
    assert_eq!(answer["first_commit"]["subject"], "begin");
    let m = id("m");
    team.retire("m");
    team.apply();
    let answer = check(&team, &format!("who {m}"), 0, "who.v1");
    assert_eq!(answer["owners"][0]["retired"], true);
    assert!(answer["owners"][0].get("message").is_none());
    let answer = check(&team, "who 00000000-0000-0000-0000-000000000000", 3, "who.v1");
    assert_eq!(answer["owners"], Value::Array(Vec::new()));
    team.folder.write("campaigns.broken.lock", "nonsense");
    let answer = check(&team, &format!("who {m}"), 0, "who.v1");
    assert_eq!(answer["unread"][0]["lockfile"], "campaigns.broken.lock");
}

#[test]
fn verify_tells_each_problem_with_its_kind() {
    let team = Team::new();
    let answer = check(&team, "lock verify", 0, "lock-verify.v1");
    assert_eq!(
        (&answer["problems"], &answer["lockfiles"][0]["lockfile"]),
        (&0.into(), &LOCK.into())
    );
    let text = team.folder.read(LOCK);
    let ids: Vec<_> = team.ids().into_keys().collect();
    team.folder.write(LOCK, &(text.replace(&ids[0], &ids[1]) + "# a remark\n"));
    let answer = check(&team, "lock verify", 12, "lock-verify.v1");
    let problems = answer["lockfiles"][0]["problems"].as_array().unwrap();
    let kinds: Vec<_> = problems.iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["repeated-id", "form"]);
    let last = text.lines().count() as u64 + 1;
    assert_eq!(problems[1]["line"], last);
}
