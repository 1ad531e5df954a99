//! Writes that the system refuses: no space, a folder that cannot be written.

use std::path::Path;
use std::process::Command;

use super::{check, ids, project, recorded, recovers, rewrite, shell, undisturbed};
use crate::commands::folder::Folder;

#[test]
fn a_write_that_is_refused_is_told_and_the_next_apply_goes_on() {
    let expected = undisturbed(0);
    let folder = project(0);
    folder.run("apply").ends(0);
    let ids = ids(&recorded(folder.root()));
    let mut refused = 0;
    for blocks in 1..24 {
        rewrite(&folder, blocks);
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" apply --offline");
        let said = folder.said(&shell(&folder, &script).output().unwrap());
        assert!(said.code == 0 || said.code == 1, "{}\n{}", said.out, said.err);
        if said.code == 1 {
            refused += 1;
            assert!(said.err.contains("File too large"), "{}", said.err);
        }
        check(&folder, &ids);
    }
    assert!(refused > 5, "only {refused} were refused");
    rewrite(&folder, 0);
    recovers(&folder, &expected);
}

#[test]
fn a_full_disk_loses_nothing() {
    let expected = undisturbed(0);
    let folder = project(0);
    // Without the right to mount there is nothing to try here; the test above tries the same.
    let Some(disk) = Mounted::at(&folder, "campaigns.lock.d", "size=24k") else { return };
    let said = folder.run("apply").ends(1);
    assert!(said.err.contains("No space left on device"), "{}", said.err);
    let some = recorded(folder.root());
    let (given, all) = (ids(&some), ids(&campaignctl::lock::parse(&expected).unwrap()));
    assert!(given.len() < all.len(), "{given:?}");
    check(&folder, &all);
    drop(disk);
    recovers(&folder, &expected);
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let expected = undisturbed(0);
    let folder = project(0);
    let Some(disk) = Mounted::at(&folder, "campaigns.lock.d", "ro") else { return };
    folder.run("plan").ends(0);
    folder.run("apply").ends(1).says("campaigns.lock.d").says("Read-only file system");
    folder.run("apply").ends(1);
    drop(disk);
    recovers(&folder, &expected);
}

#[test]
fn a_lockfile_that_cannot_be_replaced_keeps_what_was_done_in_the_journal() {
    let expected = undisturbed(0);
    let folder = project(0);
    std::fs::create_dir_all(folder.path("campaigns.local.lock/in-the-way")).unwrap();
    folder.run("apply").ends(1).says("campaigns.local.lock");
    std::fs::remove_dir_all(folder.path("campaigns.local.lock")).unwrap();
    recovers(&folder, &expected);
}

#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn skipped(why: &str) {
    eprintln!("skipped: {why}");
}

/// A small disk of its own in a folder's place, while the value lives.
struct Mounted(std::path::PathBuf);

impl Mounted {
    fn at(folder: &Folder, name: &str, options: &str) -> Option<Self> {
        let path = folder.path(name);
        std::fs::create_dir_all(&path).unwrap();
        let options = ["-t", "tmpfs", "-o", options, "tmpfs"];
        let done = Command::new("mount").args(options).arg(&path).output();
        let done = done.is_ok_and(|done| done.status.success());
        if !done {
            skipped("mounting a small disk needs the right to mount");
        }
        done.then(|| Self(path))
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let path: &Path = &self.0;
        let _done = Command::new("umount").arg(path).status();
    }
}
