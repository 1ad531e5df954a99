//! Ctrl-C: once to stop between operations, twice to stop at once.

use std::process::{Child, Command};
use std::thread::sleep;
use std::time::Duration;

use super::{check, ids, project, recorded, rewrite, undisturbed};
use crate::commands::folder::Folder;
use crate::saved::campaign;

/// How many campaigns keep an apply busy long enough to be interrupted.
const MANY: usize = 150;

fn busy() -> Folder {
    let folder = project(0);
    for number in 0..MANY {
        let key = format!("more-{number}");
        folder.write(&format!("campaigns/{key}.yaml"), &campaign(&key, "Hello"));
    }
    folder
}

/// An apply that has begun to do something.
fn begun(folder: &Folder) -> Child {
    let mut child = folder.command(["apply"]).spawn().unwrap();
    let journal = folder.path(".campaignctl/journal.local");
    while !journal.exists() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it was interrupted");
        sleep(Duration::from_millis(1));
    }
    child
}

fn press(child: &Child) {
    let pressed = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(pressed.unwrap().success());
}

#[test]
fn once_the_operation_in_hand_is_finished_and_the_lockfile_written() {
    let whole = busy();
    whole.run("apply").ends(0);
    let expected = whole.read("campaigns.local.lock");
    let folder = busy();
    let child = begun(&folder);
    press(&child);
    let said = folder.said(&child.wait_with_output().unwrap());
    let said = said.ends(130).says("recorded in campaigns.local.lock").says("not done");
    assert!(said.err.contains("the next apply goes on"), "{}", said.err);
    assert!(!folder.path(".campaignctl/journal.local").exists());
    let some = campaignctl::lock::parse(&folder.read("campaigns.local.lock")).unwrap();
    assert!(!some.campaigns.is_empty() && some.campaigns.len() < MANY);
    folder.run("apply").ends(0);
    assert_eq!(folder.read("campaigns.local.lock"), expected);
}

#[test]
fn twice_it_ends_at_once_and_the_journal_has_what_was_done() {
    let expected = undisturbed(0);
    let ids = ids(&campaignctl::lock::parse(&expected).unwrap());
    let folder = project(0);
    folder.run("apply").ends(0);
    for round in 1..=5 {
        rewrite(&folder, round);
        let mut child = begun(&folder);
        press(&child);
        sleep(Duration::from_millis(round as u64));
        press(&child);
        let code = child.wait().unwrap().code();
        assert_eq!(code, Some(130));
        check(&folder, &ids);
        assert_eq!(recorded(folder.root()).campaigns.len(), super::CAMPAIGNS + 1);
        folder.run("apply").ends(0);
    }
}
