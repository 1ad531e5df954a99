//! An apply that was killed, and a lockfile that came from a colleague before the next one.

use std::process::Command;

use super::team::{LOCK, Team};

const JOURNAL: &str = ".campaignctl/journal.local";

/// A team with enough campaigns that the lockfile is much larger than one operation's journal.
fn team() -> Team {
    let team = Team::new();
    for number in 0..30 {
        team.define(&format!("n{number}"), "", "Hello");
    }
    team.apply();
    team.commit("many");
    team
}

/// Applies, and is killed by the kernel when it writes the lockfile.
fn apply_and_be_killed(team: &Team) {
    let mut command = team.folder.command([""]);
    let program = command.get_program().to_owned();
    command = Command::new("sh");
    command.args(["-c", "ulimit -f 8; exec \"$0\" apply --offline"]).arg(program);
    let output = command.current_dir(team.folder.root()).output().unwrap();
    assert_eq!(output.status.code(), None, "{output:?}");
    assert!(team.folder.path(JOURNAL).exists());
}

#[test]
fn killed_before_it_was_saved_then_pulled() {
    let ann = team();
    let bob = Team::clone_of(&ann);
    ann.define("z", "", "From Ann");
    ann.define("new", "", "From Ann");
    ann.apply();
    ann.commit("ann");
    bob.define("m", "", "From Bob");
    apply_and_be_killed(&bob);
    bob.git("add campaigns");
    bob.git("commit -q -m bob");
    bob.git("pull -q --no-rebase origin main");
    bob.run("list").ends(0).says("what that apply did fits into it");
    bob.settle();
    let theirs = ann.ids();
    assert_eq!(bob.ids(), theirs);
    assert!(!bob.folder.path(JOURNAL).exists());
    assert!(bob.folder.read(LOCK).contains("From Bob"));
    assert!(bob.folder.read(LOCK).contains("From Ann"));
}

#[test]
fn killed_after_it_was_saved_then_pulled() {
    let ann = team();
    let bob = Team::clone_of(&ann);
    bob.define("m", "", "From Bob");
    apply_and_be_killed(&bob);
    let journal = bob.folder.read(JOURNAL);
    bob.apply();
    // As if it had been killed between the two last steps.
    bob.folder.write(JOURNAL, &journal);
    let said = bob.run("apply --offline --locked").ends(0);
    assert!(!said.err.contains("cut short"), "{}", said.err);
    bob.folder.write(JOURNAL, &journal);
    bob.commit("bob");
    ann.git(&format!("pull -q {} main", bob.folder.root().display()));
    ann.define("m", "", "From Ann, later");
    ann.apply();
    ann.commit("ann");
    bob.git("pull -q origin main");
    // The older text does not come back, and what is released now is released again.
    bob.run("render --campaign m").ends(12);
    bob.settle();
    assert_eq!(bob.folder.read(LOCK), ann.folder.read(LOCK));
}

#[test]
fn what_does_not_fit_together_stops_every_command() {
    let ann = team();
    let bob = Team::clone_of(&ann);
    ann.rename("z", "theirs", "Hello");
    ann.apply();
    ann.commit("ann");
    bob.rename("z", "ours", "Hello");
    apply_and_be_killed(&bob);
    // Bob takes his definitions back, and forgets what the apply had done.
    bob.git("checkout -q -- .");
    bob.remove("campaigns/ours.yaml");
    bob.git("pull -q origin main");
    for command in ["plan", "apply", "list", "render --campaign a"] {
        bob.run(command)
            .ends(12)
            .says("belongs to `ours` on one side and to `theirs` on the other")
            .says("move the journal away");
    }
    bob.remove(JOURNAL);
    bob.run("list").ends(0);
}

#[test]
fn an_id_is_found_where_a_killed_apply_had_put_it() {
    let team = team();
    let ids = team.ids();
    let id = ids.iter().find(|(_, owner)| *owner == "z").unwrap().0;
    team.rename("z", "ours", "Hello");
    apply_and_be_killed(&team);
    team.run(&format!("who {id}")).ends(0).says("campaign `ours`");
}
