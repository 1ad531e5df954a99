//! Saved plans through the real command: exact, or refused with what changed.

mod filters;
mod refused;

use serde_json::Value;

use crate::commands::folder::Folder;

/// Another campaign, with one message.
pub(crate) fn campaign(key: &str, subject: &str) -> String {
    format!(
        "campaign: {key}\nname: {key} of the shop\nmessages:\n  email:\n    channel: email\n    \
         app_id: 6c5f8a3e-0d7b-4a53-9f0e-2f6f4a8a1b01\n    from: Shop <hello@shop.example.com>\n    \
         subject: {subject}\n    body: <p>Hello {key}</p>\n"
    )
}

/// A project that was applied once, with an edit that is not released yet.
pub(crate) fn edited() -> Folder {
    let folder = Folder::new();
    folder.write("campaigns/goodbye.yaml", &campaign("goodbye", "So long"));
    folder.run("apply").ends(0);
    folder.edit("campaigns/welcome.yaml", "Good to have", "Great to have");
    folder
}

pub(crate) fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_saved_plan_is_applied_as_it_was_shown_and_only_once() {
    let folder = edited();
    let said = folder.run("plan --out plan.json").ends(0).says("Great to have");
    assert!(said.out.ends_with("Next: campaignctl apply plan.json\n"), "{}", said.out);
    let applied = folder.run("apply plan.json").ends(0).says("Great to have").says("1 operation");
    assert!(!applied.out.contains("Next:"), "{}", applied.out);
    folder.run("plan --detailed-exitcode").ends(0);
    folder.run("apply plan.json").ends(7).says("already applied");
}

#[test]
fn an_apply_does_not_ask_for_an_apply() {
    let folder = edited();
    assert!(folder.run("plan").ends(0).out.contains("campaignctl apply"));
    let said = folder.run("apply").ends(0).says("Great to have");
    assert!(!said.out.contains("campaignctl apply"), "{}", said.out);
    assert!(said.err.contains("1 operation applied"), "{}", said.err);
}

#[test]
fn other_merges_and_edits_do_not_make_it_stale() {
    let folder = edited();
    folder.run("plan --out plan.json").ends(0);
    folder.write("campaigns/hello.yaml", &campaign("hello", "Hello"));
    folder.edit("campaigns/goodbye.yaml", "So long", "Farewell");
    folder.edit("campaignctl.yaml", "version: 1", "# A remark.\nversion: 1");
    folder.run("apply --only hello").ends(0);
    let before = folder.read("campaigns.local.lock");
    folder.run("apply plan.json").ends(0).says("Great to have");
    let lock = folder.read("campaigns.local.lock");
    assert!(lock.contains("Great to have"), "{lock}");
    assert!(lock.contains("So long"), "only what was reviewed is applied:\n{lock}");
    assert_eq!(lock.lines().count(), before.lines().count());
}

#[test]
fn what_retires_was_reviewed_so_nobody_is_asked_again() {
    let folder = edited();
    std::fs::remove_file(folder.path("campaigns/goodbye.yaml")).unwrap();
    folder.run("apply").ends(6).says("--yes");
    folder.run("plan --out plan.json").ends(0).says("goodbye");
    folder.run("apply plan.json").ends(0);
    assert!(folder.read("campaigns.local.lock").contains("retired: true"));
    folder.run("apply plan.json").ends(7).says("already applied");
}

#[test]
fn a_plan_made_offline_is_applied_offline() {
    let folder = edited();
    std::fs::remove_dir_all(folder.path(".campaignctl")).unwrap();
    folder.run("plan --offline --out plan.json").ends(0).says("offline");
    folder.run("apply plan.json").ends(0);
    assert!(!folder.path(".campaignctl/sandbox.local.sqlite").exists());
}

#[test]
fn show_needs_no_project_and_shows_what_cannot_be_applied_any_more() {
    let folder = edited();
    folder.run("plan --out plan.json --expires 0s").ends(0);
    let other = Folder::empty();
    other.write("plan.json", &folder.read("plan.json"));
    let said = other.run("plan show plan.json").ends(0).says("Great to have").says("expired");
    assert!(!said.out.contains("Next:"), "{}", said.out);
    other.run("plan show plan.json --format markdown").ends(0).says("<details>");
    let shown = json(&other.run("plan show plan.json --format json").ends(0).out);
    assert_eq!(shown["operations"][0]["campaign"], "welcome");
    assert_eq!(shown["saved"]["offline"], false);
    assert!(shown["saved"]["expires"].as_str().unwrap().ends_with('Z'));
}

#[cfg(unix)]
#[test]
fn a_file_with_texts_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = edited();
    let mode = |name: &str| folder.path(name).metadata().unwrap().permissions().mode() & 0o777;
    folder.run("plan --out plan.json").ends(0);
    assert_eq!(mode("plan.json"), 0o600);
    folder.run("plan --out public.json --redact-content").ends(0);
    assert_eq!(mode("public.json") & 0o600, 0o600);
}

#[test]
fn a_redacted_plan_shows_no_text_and_can_be_applied() {
    let folder = edited();
    folder.edit("campaigns/welcome.yaml", "name: Welcome", "name: Salutations");
    folder.edit("templates/welcome.html", "what fits", "what suits");
    folder.run("plan --out plan.json --redact-content").ends(0).says("what suits");
    let file = folder.read("plan.json");
    for text in
        ["Great to have", "Good to have", "Salutations", "what suits", "Greets", "<h1", "hello@"]
    {
        assert!(!file.contains(text), "{text:?} is in:\n{file}");
    }
    assert!(file.contains("email") && file.contains("preheader"), "{file}");
    folder.run("plan show plan.json").ends(0).says("sha256:").says("digests in place of texts");
    folder.run("apply plan.json").ends(0).says("what suits");
    folder.run("plan --detailed-exitcode").ends(0);
}

#[test]
fn secrets_stay_references_in_a_saved_plan() {
    let folder = Folder::new();
    let webhook = "campaign: hook\nname: Hook\nmessages:\n  erp:\n    channel: webhook\n    \
                   url: https://erp.example.com/in\n    request_method: POST\n    \
                   request_headers: { Authorization: { secret: ERP_AUTH } }\n    body: '{}'\n";
    folder.write("campaigns/hook.yaml", webhook);
    let secret = [("CAMPAIGNCTL_SECRET_ERP_AUTH", "swordfish")];
    folder.run_with("plan --out plan.json", &secret, "").ends(0);
    let file = folder.read("plan.json");
    assert!(file.contains("@{secret.ERP_AUTH}"), "{file}");
    folder.run_with("apply plan.json", &secret, "").ends(0);
    for name in ["plan.json", "campaigns.local.lock"] {
        assert!(!folder.read(name).contains("swordfish"), "{name}");
    }
}
