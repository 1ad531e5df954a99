//! `doctor`: each check, as a person reads it, and that nothing comes of looking.

use serde_json::Value;

use super::hostile::Far;
use super::world::Rehearsal;
use crate::commands::folder::Folder;

const PRODUCTION: &str = "  production:\n";

#[test]
fn a_fit_workspace_is_said_to_be_one() {
    let rehearsal = Rehearsal::new();
    let said = rehearsal.run("doctor").ends(0);
    let out = said.out.replace(rehearsal.served.url.as_str(), "URL");
    snapbox::assert_data_eq!(
        out,
        snapbox::str![[r"
production · URL
  ok       key                 it is accepted
  ok       clock               the same here and there
  ok       permission          campaigns.list
  ok       permission          campaigns.details
  ok       permission          messages.send
  ok       permission          campaigns.data_series
  ok       permission          segments.list
  ok       permission          segments.details
  ok       permission          subscription.status.get
  ok       proof               segment 2b9c6e0d-41f7-4d3a-8c5b-e17a90f2b364 is there
  warning  app                 app: `storefront` does not look like an app's id
                               the dashboard shows it under API keys and identifiers
  ok       lockfile            it has no ids yet
0 problems, 1 warning

"]]
    );
    assert!(!rehearsal.folder.path("campaigns.production.lock").exists());
    rehearsal.run("apply --yes").ends(0);
    rehearsal.run("doctor").ends(0).says("every id of 1 campaign is there");
    rehearsal.folder.edit("campaigns.production.lock", "email-640", "email-641");
    rehearsal
        .run("doctor")
        .ends(3)
        .says("`campaignctl plan -w production` shows what to do about it");
}

#[test]
fn what_does_not_fit_is_said_with_what_to_do() {
    let rehearsal = Rehearsal::new();
    rehearsal.run("apply --yes").ends(0);
    rehearsal.folder.edit("campaignctl.yaml", "2b9c6e0d-41f7-4d3a-8c5b-e17a90f2b364", "no-segment");
    let more = format!(
        "{PRODUCTION}    segments: {{ VIPs: gone }}\n    subscription_groups: {{ us: nobody }}\n    \
         templates:\n      - {{ campaign_id: nowhere, channels: [email] }}\n      \
         - {{ campaign_id: d8b73da7-0b7c-fc72-5b5c-1f4d2c8c0f10, channels: [email, sms] }}\n"
    );
    rehearsal.folder.edit("campaignctl.yaml", PRODUCTION, &more);
    let lock = rehearsal.folder.read("campaigns.production.lock");
    let lock = lock.replace("email-640", "email-641");
    rehearsal.folder.write("campaigns.production.lock", &lock);
    let said = rehearsal.run("doctor").ends(3);
    for line in [
        "problem  proof               segment no-segment is not there",
        "problem  template            campaign nowhere is not there",
        "`Welcome` (d8b73da7-0b7c-fc72-5b5c-1f4d2c8c0f10) has email",
        "`templates` says email, sms",
        "problem  segment             VIPs: no segment has the id gone",
        "the one of that name has 2b9c6e0d-41f7-4d3a-8c5b-e17a90f2b364",
        "ok       permission          campaigns.duplicate",
        "welcome.email: email-641 is not a message of d8b73da7-0b7c-fc72-5b5c-1f4d2c8c0f10",
        "problem  subscription group  us: the workspace does not know nobody",
        "6 problems, 1 warning",
    ] {
        assert!(said.out.contains(line), "{line}:\n{}", said.out);
    }
}

#[test]
fn a_key_that_lacks_permissions_is_told_each() {
    let rehearsal = Rehearsal::new();
    let said = rehearsal.run_as("reader", "doctor").ends(0);
    for line in [
        "ok       key                 it is accepted",
        "warning  permission          the key lacks messages.send (send)",
        "warning  permission          the key lacks segments.details",
        "-        proof               the key may not ask for it",
    ] {
        assert!(said.out.contains(line), "{line}:\n{}", said.out);
    }
    let said = rehearsal.run_as("sender", "doctor").ends(4);
    let line = "problem  permission          the key lacks campaigns.list (plan, apply)";
    assert!(said.out.contains(line), "{}", said.out);
}

#[test]
fn a_key_that_nobody_knows_is_4_and_a_missing_one_too() {
    let rehearsal = Rehearsal::new();
    let said = rehearsal.run_as("8f0c1b2a-3344", "doctor").ends(4);
    let line = "problem  key                 the workspace does not accept the key: Invalid API key: [key]";
    assert!(said.out.contains(line), "{}", said.out);
    rehearsal.run_as("", "doctor").ends(4).says("BRAZE_API_KEY is not set");
    // What helps depends on what the command has.
    rehearsal.run_as("", "plan").ends(4).says("or go on without it: --offline");
    for line in ["doctor", "import --list", "report"] {
        let said = rehearsal.run_as("", line).ends(4);
        assert!(!format!("{}{}", said.out, said.err).contains("--offline"), "{line}");
    }
}

#[test]
fn a_workspace_that_is_not_there_is_5() {
    let rehearsal = Rehearsal::new();
    let said = rehearsal.run_at("http://127.0.0.1:1", "k", "doctor --max-wait 0s").ends(5);
    assert!(
        said.out.contains("problem  key                 the workspace cannot be reached"),
        "{}",
        said.out
    );
}

#[test]
fn every_workspace_is_looked_at_unless_one_is_named() {
    let rehearsal = Rehearsal::new();
    let variables =
        [("CAMPAIGNCTL_ENDPOINT", &*rehearsal.served.url), ("BRAZE_API_KEY", "everything")];
    let said = rehearsal.folder.run_with("doctor --format json", &variables, "").ends(0);
    let found: Value = serde_json::from_str(&said.out).unwrap();
    let names: Vec<_> =
        found["workspaces"].as_array().unwrap().iter().map(|one| &one["workspace"]).collect();
    assert_eq!(names, ["production", "local"]);
    let schema: Value =
        serde_json::from_str(include_str!("../../../schemas/doctor.v1.schema.json")).unwrap();
    jsonschema::validate(&schema, &found).unwrap();
}

#[test]
fn the_schema_is_fresh() {
    let schema = campaignctl::output::doctor::schema();
    let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    snapbox::assert_data_eq!(text, snapbox::file!["../../../schemas/doctor.v1.schema.json"].raw());
}

#[test]
fn definitions_with_mistakes_are_3() {
    let rehearsal = Rehearsal::new();
    rehearsal.folder.edit("campaigns/welcome.yaml", "subject:", "subjekt:");
    rehearsal.run("doctor").ends(3).says("subjekt");
}

#[test]
fn looking_at_a_live_workspace_writes_nothing() {
    let far = Far::always(&super::hostile::answer("200 OK", "", r#"{"message":"success"}"#));
    far.live();
    let said = far.run_live("doctor --format json");
    assert!(
        said.out.contains("messages.send (send): trying it could change something"),
        "{}",
        said.out
    );
    let asked = far.all_asked();
    assert!(!asked.is_empty());
    for line in asked {
        assert!(line.starts_with("GET /") && !line.contains("_sandbox"), "{line}");
    }
}

#[test]
fn an_endpoint_that_only_claims_to_be_a_sandbox_is_not_written_to() {
    let far = Far::new(|line, _| {
        if line.contains("/_sandbox/") {
            super::hostile::answer("404 Not Found", "", r#"{"message":"Invalid URL"}"#)
        } else {
            super::hostile::answer("200 OK", "", r#"{"message":"success"}"#)
        }
    });
    let said = far.run("doctor");
    assert!(said.out.contains("trying it could change something"), "{}", said.out);
    assert!(far.all_asked().iter().all(|line| line.starts_with("GET /")), "{:?}", far.all_asked());
}

#[test]
fn any_problem_is_no_0() {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    std::fs::remove_dir_all(folder.path(".campaignctl")).unwrap();
    folder.write(".campaignctl/sandbox.local.sqlite", &"no database\n".repeat(100));
    folder.run("doctor").ends(3).says("could not open the sandbox").says("1 problem");
}
