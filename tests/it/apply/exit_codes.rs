//! One test for each way in which a plan and an apply can end, through the real command. Those of
//! saved plans, 7 and 9, are in `saved/refused.rs`; those of any command in `commands/exit_codes.rs`.

use campaignctl::model::{
    CampaignKey, Lineage, MessageKey, WorkspaceName, sandbox_campaign_id, sandbox_variation_id,
};
use campaignctl::port::Method;
use serde_json::json;

use crate::commands::{folder::Folder, sending::ask};
use crate::sandbox::server::{Served, post};
use crate::saved::campaign;

/// A project whose sandbox is there, and one campaign that is not.
fn growing() -> Folder {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    folder.write("campaigns/goodbye.yaml", &campaign("goodbye", "So long"));
    folder
}

/// Somebody in the dashboard has the id that the new message would get.
fn take_the_id(folder: &Folder) {
    let lock = campaignctl::lock::parse(&folder.read("campaigns.local.lock")).unwrap();
    let lineage: Lineage = lock.lineage;
    let workspace = WorkspaceName::parse("local").unwrap();
    let key = CampaignKey::parse("goodbye").unwrap();
    let campaign = sandbox_campaign_id(lineage, &workspace, &key, 0);
    let id = sandbox_variation_id(&campaign, &MessageKey::parse("email").unwrap(), 0);
    let message = json!({ "id": id, "channel": "email", "name": "Taken" });
    let body = json!({
        "id": "somebody-elses", "name": "Taken", "description": "", "tags": [],
        "conversion_behaviors": [], "messages": [message],
    });
    let answer = ask(folder, Method::Post, "/_sandbox/campaigns", Some(body));
    assert_eq!(answer["message"], "success", "{answer}");
}

/// A project that has a workspace on Braze.
fn live() -> Folder {
    let folder = Folder::new();
    let production = "workspaces:\n  production:\n    endpoint: http://127.0.0.1:9\n    \
                      api_key: { env: BRAZE_API_KEY }\n    vars: { site: https://a.example }\n    apps: { app: 6c5f8a3e }\n";
    folder.edit("campaignctl.yaml", "workspaces:\n", production);
    folder
}

const KEY: (&str, &str) = ("BRAZE_API_KEY", "00000000-1111-2222-3333-444444444444");

#[test]
fn changes_are_2_when_asked_for_and_a_saved_plan_is_no_less_a_change() {
    let folder = growing();
    folder.run("plan --detailed-exitcode").ends(2);
    folder.run("plan --detailed-exitcode --out plan.json").ends(2);
    assert!(folder.path("plan.json").exists());
}

#[test]
fn a_bad_command_line_is_3() {
    let folder = growing();
    folder.run("plan --expires 2h").ends(3).says("--out");
    folder.run("plan --out plan.json --expires soon").ends(3).says("`2h`");
    folder.run("plan --out plan.json --expires 31d").ends(3).says("30 days");
    folder.run("plan --out plan.json --expires €").ends(3);
    folder.run("plan show").ends(3).says("<FILE>");
    folder.run("apply one.json two.json").ends(3);
    folder.run("plan --format sarif").ends(3);
}

#[test]
fn a_key_that_is_not_there_is_4() {
    let folder = live();
    folder.run("plan -w production").ends(4).says("BRAZE_API_KEY").says("--offline");
    folder.run("apply -w production").ends(4);
}

#[test]
fn a_workspace_that_cannot_be_reached_is_5() {
    let folder = live();
    folder.run_with("plan -w production", &[KEY], "").ends(5);
    folder.run_with("apply -w production", &[KEY], "").ends(5);
}

#[test]
fn a_gate_is_6_for_both_and_nothing_is_written() {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    folder.edit("campaigns/welcome.yaml", "campaign: welcome", "campaign: hello");
    let before = folder.read("campaigns.local.lock");
    folder.run("plan").ends(6).says("moved_from: welcome");
    folder.run("apply").ends(6).says("moved_from: welcome");
    assert_eq!(folder.read("campaigns.local.lock"), before);
}

#[test]
fn what_the_workspace_refuses_is_10_and_the_rest_is_recorded() {
    let folder = growing();
    folder.edit("campaigns/welcome.yaml", "Good to have", "Great to have");
    take_the_id(&folder);
    folder.run("apply").ends(10).says("goodbye: refused").says("1 operation applied, 1 not done");
    assert!(folder.read("campaigns.local.lock").contains("Great to have"));
    folder.run("apply").ends(10);
}

#[test]
fn a_lockfile_of_a_newer_version_or_another_project_is_12() {
    let folder = growing();
    folder.edit("campaigns.local.lock", "lock_version: 1", "lock_version: 99");
    folder.run("plan").ends(12).says("lock_version 99");
    folder.run("apply").ends(12).says("use the newer campaignctl that wrote it");
    folder.edit("campaigns.local.lock", "lock_version: 99", "lock_version: 99\nneeds: \"7.2\"");
    folder.run("plan").ends(12).says("use campaignctl 7.2 or later");
    folder.edit("campaigns.local.lock", "lock_version: 99\nneeds: \"7.2\"", "lock_version: 1");
    folder.edit("campaigns.local.lock", "workspace: local", "workspace: other");
    folder.run("plan").ends(12).says("`other`");
}

#[test]
fn a_step_for_a_person_is_13_unless_that_is_allowed() {
    let folder = live();
    let served = Served::start(&folder, &format!("sandbox --port 0 --key {}", KEY.1));
    let url = &served.url;
    folder.edit(
        "campaignctl.yaml",
        "http://127.0.0.1:9",
        &format!("{url}\n    proof: {{ campaign: a }}"),
    );
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let made = runtime.block_on(post(url, "/_sandbox/campaigns", "", r#"{"id":"a","name":"A"}"#));
    assert_eq!(made.0, 201, "{}", made.1);
    folder.run_with("apply -w production", &[KEY], "").ends(13).says("launch it, then `apply`");
    folder.run_with("apply -w production --allow-pending", &[KEY], "").ends(0);
    folder.run_with("plan -w production --out plan.json", &[KEY], "").ends(0);
    folder.run_with("apply -w production plan.json", &[KEY], "").ends(13);
}

#[test]
fn offline_nothing_waits_for_a_person_and_what_is_left_is_told() {
    let folder = growing();
    folder.run("apply --offline --locked").ends(12).says("`goodbye` would change");
    folder.run("apply --offline").ends(0).says("1 operation left for an apply with the workspace");
    folder.run("apply --offline --locked").ends(0).says("1 operation left");
    folder.run("plan --offline --out plan.json").ends(0);
    folder.run("apply plan.json").ends(0);
    folder.run("apply").ends(0);
    folder.run("apply --locked").ends(0);
}
