//! Saved plans that do not mean any more what was reviewed.

use serde_json::{Value, json};

use super::{campaign, edited, json};
use crate::commands::folder::Folder;

/// Changes a saved plan.
fn tamper(folder: &Folder, change: impl Fn(&mut Value)) {
    let mut plan = json(&folder.read("plan.json"));
    change(&mut plan);
    folder.write("plan.json", &serde_json::to_string_pretty(&plan).unwrap());
}

/// Saves a plan, lets something happen, and expects that nothing is applied.
#[track_caller]
fn check(happens: impl Fn(&Folder), code: i32, says: &str) {
    for form in ["", " --redact-content"] {
        let folder = edited();
        folder.run(&format!("plan --out plan.json{form}")).ends(0);
        happens(&folder);
        let before = folder.read("campaigns.local.lock");
        folder.run("apply plan.json").ends(code).says(says);
        assert_eq!(folder.read("campaigns.local.lock"), before);
    }
}

#[test]
fn an_edited_definition_is_named() {
    let edit = |folder: &Folder| folder.edit("campaigns/welcome.yaml", "Great to", "Grand to");
    check(edit, 7, "campaigns/welcome.yaml changed since");
}

#[test]
fn an_edited_included_file_is_named() {
    let edit = |folder: &Folder| folder.edit("templates/welcome.html", "what fits", "what suits");
    check(edit, 7, "templates/welcome.html changed since");
}

#[test]
fn an_included_file_that_is_gone_is_3_like_every_invalid_definition() {
    let remove = |folder: &Folder| {
        std::fs::remove_file(folder.path("templates/welcome.html")).unwrap();
    };
    check(remove, 3, "templates/welcome.html");
}

#[test]
fn a_definition_that_moved_to_another_file_is_named() {
    let rename = |folder: &Folder| {
        let (from, to) = ("campaigns/welcome.yaml", "campaigns/greeting.yaml");
        std::fs::rename(folder.path(from), folder.path(to)).unwrap();
    };
    check(rename, 7, "campaigns/welcome.yaml is gone");
}

#[test]
fn a_variable_that_changed_is_named_by_what_it_changes() {
    let edit = |folder: &Folder| {
        folder.edit("campaignctl.yaml", "https://shop.example.com", "https://store.example.com");
    };
    check(edit, 7, "release of `welcome.email` is not what was planned");
}

#[test]
fn an_entry_that_changed_is_named() {
    let apply = |folder: &Folder| {
        folder.edit("campaigns/welcome.yaml", "Great to have", "Grand to have");
        folder.run("apply").ends(0);
        folder.edit("campaigns/welcome.yaml", "Grand to have", "Great to have");
    };
    check(apply, 7, "campaigns.local.lock: the entry `welcome` changed since");
}

#[test]
fn another_way_to_the_same_end_counts_as_applied() {
    let folder = edited();
    folder.run("plan --out plan.json").ends(0);
    folder.run("apply").ends(0);
    folder.run("apply plan.json").ends(7).says("already applied");
}

#[test]
fn what_the_dashboard_changed_in_between_is_named() {
    let folder = edited();
    folder.edit("campaigns/welcome.yaml", "name: Welcome", "name: Salutations");
    folder.run("plan --out plan.json").ends(0);
    let lock = folder.read("campaigns.local.lock");
    let id = |line: &str| line.trim().strip_prefix("campaign_id: ").map(str::to_owned);
    let id = lock.split("\n  welcome:").nth(1).unwrap().lines().find_map(id).unwrap();
    let body = json!({ "name": "Somebody's" });
    crate::commands::sending::ask(
        &folder,
        campaignctl::port::Method::Post,
        &format!("/_sandbox/campaigns/{id}/edit"),
        Some(body),
    );
    folder.run("apply plan.json").ends(7).says("edit of `welcome`").says("`name` changed since");
}

#[test]
fn a_plan_that_is_too_old_is_9() {
    let folder = edited();
    folder.run("plan --out plan.json --expires 0s").ends(0);
    folder.run("apply plan.json").ends(9).says("expired at").says("--expires");
    folder.run("plan --detailed-exitcode").ends(2);
}

#[test]
fn a_tampered_operation_does_nothing() {
    let content = |plan: &mut Value| {
        let text = plan.to_string().replace("Great to have", "Free money for");
        *plan = json(&text);
    };
    let folder = edited();
    folder.run("plan --out plan.json").ends(0);
    tamper(&folder, content);
    folder.run("apply plan.json").ends(7).says("operation 1 of the file is not what was saved");
    let digest =
        |plan: &mut Value| plan["operations"][0]["digest"] = plan["entries"]["welcome"][0].clone();
    check(|folder| tamper(folder, digest), 7, "not what was");
    let none = |plan: &mut Value| plan["operations"] = json!([]);
    check(|folder| tamper(folder, none), 7, "release of `welcome.email`");
}

#[test]
fn a_tampered_redacted_plan_does_nothing() {
    let folder = edited();
    folder.run("plan --out plan.json --redact-content").ends(0);
    tamper(&folder, |plan| plan["operations"][0]["differences"] = json!([]));
    folder.run("apply plan.json").ends(7).says("release of `welcome.email`");
}

#[test]
fn a_plan_of_another_place_is_refused() {
    let lineage =
        |plan: &mut Value| plan["lineage"] = json!("7c9e6679-7425-40de-944b-e07fc1f90ae7");
    check(|folder| tamper(folder, lineage), 7, "another project");
    let workspace = |plan: &mut Value| plan["workspace"] = json!("production");
    check(|folder| tamper(folder, workspace), 7, "for the workspace `production`");
    let endpoint = |plan: &mut Value| plan["endpoint"] = json!("https://rest.iad-03.braze.com");
    check(|folder| tamper(folder, endpoint), 7, "rest.iad-03.braze.com");
    let ids = |plan: &mut Value| {
        let other = plan["entries"]["welcome"][0].clone();
        plan["fingerprint"] = json!([other]);
    };
    check(|folder| tamper(folder, ids), 7, "it is another workspace");
}

#[test]
fn what_is_no_saved_plan_is_3() {
    let folder = edited();
    folder.run("apply nowhere.json").ends(3).says("nowhere.json");
    folder.write("plan.json", "{}");
    folder.run("apply plan.json").ends(3).says("no saved plan");
    folder.write("plan.json", "{\"saved_plan\": 99}");
    folder.run("plan show plan.json").ends(3).says("version 99");
    folder.run("plan show .").ends(3);
}

#[test]
fn a_plan_that_is_stopped_is_not_saved() {
    let folder = edited();
    std::fs::remove_file(folder.path("campaigns/goodbye.yaml")).unwrap();
    folder.write("campaigns/farewell.yaml", &campaign("farewell", "So long"));
    folder.edit("campaigns/farewell.yaml", "farewell of the shop", "goodbye of the shop");
    folder.run("plan --out plan.json").ends(6).says("moved_from: goodbye");
    assert!(!folder.path("plan.json").exists());
}

#[test]
fn permissions_are_given_again_when_it_is_applied() {
    let folder = edited();
    folder.edit("campaigns/welcome.yaml", "within: 3d", "within: 4d");
    folder.run("plan --out plan.json --allow-replace").ends(0);
    folder.run("apply plan.json").ends(6).says("--allow-replace");
    folder.run("apply plan.json --allow-replace").ends(0);
}

#[test]
fn filters_and_a_saved_plan_exclude_each_other() {
    let folder = edited();
    folder.run("plan --out plan.json").ends(0);
    for flag in ["--only welcome", "--except welcome", "--offline", "--changed-since HEAD"] {
        folder.run(&format!("apply plan.json {flag}")).ends(3).says("cannot be used with");
    }
}
