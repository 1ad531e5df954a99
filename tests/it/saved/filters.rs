//! Parts of a project: by key, by what git says. Nothing is ever removed by looking at a part.

use std::process::Command;

use super::{campaign, edited, json};
use crate::commands::folder::Folder;

/// The campaigns that a plan has operations for.
#[track_caller]
fn check(folder: &Folder, line: &str, expected: &[&str]) {
    let plan = json(&folder.run(&format!("{line} --format json")).ends(0).out);
    let operations = plan["operations"].as_array().unwrap();
    let mut campaigns: Vec<_> =
        operations.iter().map(|one| one["campaign"].as_str().unwrap()).collect();
    campaigns.dedup();
    assert_eq!(campaigns, expected, "{plan:#}");
}

fn git(folder: &Folder, line: &str) {
    let mut command = Command::new("git");
    command.current_dir(folder.root()).env("HOME", folder.path(".home"));
    let config =
        ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"];
    let done = command.args(config).args(line.split(' ')).output().unwrap();
    assert!(done.status.success(), "git {line}: {}", String::from_utf8_lossy(&done.stderr));
}

fn committed() -> Folder {
    let folder = Folder::new();
    folder.write("campaigns/goodbye.yaml", &campaign("goodbye", "So long"));
    folder.run("apply").ends(0);
    git(&folder, "init -q");
    git(&folder, "add -A");
    git(&folder, "commit -qm first");
    folder
}

#[test]
fn globs_choose_campaigns() {
    let folder = edited();
    folder.edit("campaigns/goodbye.yaml", "So long", "Farewell");
    check(&folder, "plan", &["goodbye", "welcome"]);
    check(&folder, "plan --only wel*", &["welcome"]);
    check(&folder, "plan --except wel*", &["goodbye"]);
    folder.run("plan --only [").ends(3).says("glob");
}

#[test]
fn a_key_that_is_typed_wrongly_is_a_slip_and_not_nothing_to_do() {
    let folder = edited();
    let before = folder.read("campaigns.local.lock");
    for command in ["plan", "plan --drift", "apply"] {
        folder.run(&format!("{command} --only typo")).ends(3).says("no campaign `typo` in `local`");
        folder.run(&format!("{command} --only welcom")).ends(3).says("did you mean `welcome`?");
        // One that is right does not hide one that is wrong.
        folder.run(&format!("{command} --only welcome --only typo")).ends(3);
    }
    assert_eq!(folder.read("campaigns.local.lock"), before);
    folder.run("plan --except typo").ends(0);
}

#[test]
fn a_part_retires_nothing_and_says_so() {
    let folder = edited();
    std::fs::remove_file(folder.path("campaigns/goodbye.yaml")).unwrap();
    for filter in ["--only welcome", "--only *", "--except nothing"] {
        check(&folder, &format!("plan {filter}"), &["welcome"]);
        folder.run(&format!("plan {filter}")).ends(0).says("nothing is retired");
    }
    folder.run("apply --only *").ends(0);
    assert!(!folder.read("campaigns.local.lock").contains("retired"));
}

#[test]
fn a_part_sees_a_rename_that_is_not_said() {
    let folder = edited();
    std::fs::remove_file(folder.path("campaigns/goodbye.yaml")).unwrap();
    let text =
        campaign("farewell", "So long").replace("farewell of the shop", "goodbye of the shop");
    folder.write("campaigns/farewell.yaml", &text);
    folder.run("plan --only farewell").ends(6).says("moved_from: goodbye");
    folder.run("apply --only farewell").ends(6);
    // Somebody else's gate is no reason to stop.
    folder.run("apply --only welcome").ends(0).says("Great to have");
}

#[test]
fn a_part_sees_a_renamed_message() {
    let folder = edited();
    folder.edit("campaigns/goodbye.yaml", "  email:\n", "  mail:\n");
    folder.run("apply --only goodbye").ends(6).says("moved_from: email");
    folder.edit("campaigns/goodbye.yaml", "  mail:\n", "  mail:\n    moved_from: email\n");
    let before = folder.read("campaigns.local.lock");
    folder.run("apply --only goodbye").ends(0);
    let lock = folder.read("campaigns.local.lock");
    assert_eq!(ids(&lock), ids(&before));
}

#[test]
fn a_move_belongs_to_the_new_key() {
    let folder = edited();
    let text = folder.read("campaigns/goodbye.yaml");
    folder.write(
        "campaigns/goodbye.yaml",
        &text.replace("campaign: goodbye", "campaign: farewell\nmoved_from: goodbye"),
    );
    check(&folder, "plan --only goodbye", &[]);
    check(&folder, "plan --only farewell", &["farewell"]);
    let before = folder.read("campaigns.local.lock");
    folder.run("plan --only farewell --out plan.json").ends(0);
    folder.run("apply plan.json").ends(0);
    folder.run("apply plan.json").ends(7).says("already applied");
    let lock = folder.read("campaigns.local.lock");
    assert_eq!(sorted(ids(&lock)), sorted(ids(&before)));
    assert!(lock.contains("  farewell:") && !lock.contains("  goodbye:"), "{lock}");
}

#[test]
fn changed_since_follows_files_and_what_they_include() {
    let folder = committed();
    check(&folder, "plan --changed-since HEAD", &[]);
    folder.edit("templates/welcome.html", "what fits", "what suits");
    folder.write("campaigns/hello.yaml", &campaign("hello", "Hello"));
    check(&folder, "plan --changed-since HEAD", &["hello", "welcome"]);
    git(&folder, "add -A");
    git(&folder, "commit -qm second");
    check(&folder, "plan --changed-since HEAD", &[]);
    check(&folder, "plan --changed-since HEAD~1 --only wel*", &["welcome"]);
    folder.edit("campaignctl.yaml", "https://shop.example.com", "https://store.example.com");
    check(&folder, "plan --changed-since HEAD", &["hello", "welcome"]);
    std::fs::remove_file(folder.path("campaigns/goodbye.yaml")).unwrap();
    folder.run("apply --changed-since HEAD~1").ends(0);
    assert!(!folder.read("campaigns.local.lock").contains("retired"));
}

#[test]
fn validate_reports_only_what_changed() {
    let folder = committed();
    folder.edit("campaigns/goodbye.yaml", "channel: email", "channel: emial");
    git(&folder, "commit -qam broken");
    folder.run("validate").ends(3).says("emial");
    let said = folder.run("validate --changed-since HEAD").ends(0);
    assert!(!said.out.contains("emial"), "{}", said.out);
    folder.edit("campaigns/welcome.yaml", "subject:", "subjekt:");
    let said = folder.run("validate --changed-since HEAD").ends(3).says("subjekt");
    assert!(!said.out.contains("emial"), "{}", said.out);
    std::fs::remove_file(folder.path("templates/welcome.html")).unwrap();
    folder.run("validate --changed-since HEAD").ends(3).says("templates/welcome.html");
}

#[test]
fn a_revision_that_git_does_not_know_is_3() {
    committed().run("plan --changed-since nowhere").ends(3).says("--changed-since");
    committed().run("plan --changed-since --upload-pack=x").ends(3);
    let folder = edited();
    folder.run("plan --changed-since HEAD").ends(3).says("--changed-since");
}

fn ids(lock: &str) -> Vec<String> {
    lock.lines().filter(|line| line.contains("_id: ")).map(|line| line.trim().to_owned()).collect()
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort();
    texts
}
