//! Killed at any moment, and several at once.

use std::thread::sleep;
use std::time::Instant;

use super::{check, ids, project, recorded, recovers, rewrite, shell, undisturbed};

#[test]
fn killed_at_any_moment_nothing_is_lost_or_doubled() {
    let expected = undisturbed(0);
    let folder = project(0);
    let began = Instant::now();
    folder.run("apply").ends(0);
    let whole = began.elapsed();
    assert_eq!(folder.read("campaigns.local.lock"), expected);
    let ids = ids(&recorded(folder.root()));
    // Thrown back to the beginning now and then, so that ids are given under the knife too.
    let rounds: u32 = 30;
    for round in 1..=rounds {
        if round % 3 == 0 {
            let _gone = std::fs::remove_dir_all(folder.path(".campaignctl"));
            let _gone = std::fs::remove_file(folder.path("campaigns.local.lock"));
        }
        rewrite(&folder, round as usize);
        let mut child = folder.command(["apply"]).spawn().unwrap();
        sleep(whole * round / rounds);
        child.kill().unwrap();
        child.wait().unwrap();
        check(&folder, &ids);
    }
    rewrite(&folder, 0);
    recovers(&folder, &expected);
}

#[test]
fn killed_at_the_write_that_is_too_much() {
    let expected = undisturbed(0);
    let folder = project(0);
    folder.run("apply").ends(0);
    let ids = ids(&recorded(folder.root()));
    let mut killed = 0;
    for blocks in 1..24 {
        rewrite(&folder, blocks);
        // The kernel kills whoever writes a file beyond its limit, at that very write.
        let script = format!("ulimit -f {blocks}; exec \"$0\" apply --offline");
        let output = shell(&folder, &script).output().unwrap();
        killed += usize::from(output.status.code().is_none());
        check(&folder, &ids);
    }
    assert!(killed > 5, "only {killed} were killed");
    rewrite(&folder, 0);
    recovers(&folder, &expected);
}

#[test]
fn several_applies_at_once_are_one_after_the_other_or_refused() {
    let expected = undisturbed(0);
    let folder = project(0);
    let children: Vec<_> = (0..4).map(|_| folder.command(["apply"]).spawn().unwrap()).collect();
    let said: Vec<_> =
        children.into_iter().map(|child| folder.said(&child.wait_with_output().unwrap())).collect();
    for said in &said {
        assert!(said.code == 0 || said.code == 6, "{}\n{}", said.out, said.err);
        let busy = said.err.contains("another campaignctl is at work here: process ");
        assert_eq!(said.code == 6, busy, "{}", said.err);
    }
    assert!(said.iter().any(|said| said.code == 0));
    recovers(&folder, &expected);
    // No lock is left behind.
    folder.run("apply").ends(0);
}
