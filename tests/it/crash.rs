//! Applies that die: killed, out of space, in folders that cannot be written.

mod interrupted;
mod killed;
mod refused;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use campaignctl::apply;
use campaignctl::lock::Lock;
use campaignctl::model::WorkspaceName;
use campaignctl::port::Method;
use campaignctl::store::{DiskJournal, DiskState};

use crate::commands::folder::Folder;
use crate::commands::sending::ask;
use crate::saved::campaign;

const CAMPAIGNS: usize = 12;

/// A project with a dozen campaigns, whose texts are those of a round.
fn project(round: usize) -> Folder {
    let folder = Folder::new();
    folder.edit("campaignctl.yaml", &lineage(&folder), LINEAGE);
    rewrite(&folder, round);
    folder
}

const LINEAGE: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";

fn lineage(folder: &Folder) -> String {
    let project = folder.read("campaignctl.yaml");
    let line = project.lines().find_map(|line| line.strip_prefix("lineage: ")).unwrap();
    line.split(' ').next().unwrap().to_owned()
}

/// Gives every campaign another text, a long one.
fn rewrite(folder: &Folder, round: usize) {
    for number in 0..CAMPAIGNS {
        let key = format!("campaign-{number}");
        let text = campaign(&key, &format!("Round {round} of {number}"));
        let body = format!("body: |\n      <p>Round {round}</p>\n      <p>Hello {key}</p>");
        let text = text.replace(&format!("body: <p>Hello {key}</p>"), &body);
        folder.write(&format!("campaigns/{key}.yaml"), &text);
    }
}

/// The lockfile with an unfinished journal, as every command reads it.
fn recorded(root: &Path) -> Lock {
    let workspace = WorkspaceName::parse("local").unwrap();
    let state = DiskState::at(root.join("campaigns.local.lock"));
    let journal = DiskJournal::at(root.join(".campaignctl/journal.local"));
    let read = apply::read(&state, &journal, &workspace, LINEAGE.parse().unwrap());
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(read).unwrap().lock
}

type Ids = BTreeMap<String, String>;

/// Every id that is recorded, by what it is of.
fn ids(lock: &Lock) -> Ids {
    let mut ids = Ids::new();
    for (key, entry) in &lock.campaigns {
        ids.extend(entry.campaign_id.iter().map(|id| (key.to_string(), id.to_string())));
        for (message, entry) in &entry.messages {
            let id = entry.message_variation_id.iter();
            ids.extend(id.map(|id| (format!("{key}.{message}"), id.to_string())));
        }
    }
    ids
}

/// What an apply that nobody disturbs records.
fn undisturbed(round: usize) -> String {
    let folder = project(round);
    folder.run("apply").ends(0);
    folder.read("campaigns.local.lock")
}

/// The lockfile parses, and no id is another one than it would have been.
#[track_caller]
fn check(folder: &Folder, expected: &Ids) {
    for (what, id) in ids(&recorded(folder.root())) {
        assert_eq!(expected.get(&what), Some(&id), "{what}");
    }
}

/// After a last apply everything is as if nothing had happened.
#[track_caller]
fn recovers(folder: &Folder, expected: &str) {
    folder.run("apply").ends(0);
    assert_eq!(folder.read("campaigns.local.lock"), expected);
    folder.run("plan --detailed-exitcode").ends(0);
    assert!(!folder.path(".campaignctl/journal.local").exists());
    let listed = ask(folder, Method::Get, "/campaigns/list", None);
    let campaigns = listed["campaigns"].as_array().unwrap();
    assert_eq!(campaigns.len(), CAMPAIGNS + 1, "no twins: {listed}");
}

fn shell(folder: &Folder, script: &str) -> Command {
    let mut command = folder.command([""]);
    let program = command.get_program().to_owned();
    command = Command::new("sh");
    command.args(["-c", script]).arg(program).current_dir(folder.root());
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    command
}
