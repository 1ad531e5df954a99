//! Carrying plans out: once, after a crash, and against other people's changes.

/// Campaigns without an id.
mod asked;
mod exit_codes;
/// Ports that fail.
mod failing;
/// Journals that were begun on another lockfile.
mod journal;

use std::ops::ControlFlow;

use campaignctl::{
    apply::{self, ApplyError, Ending, Ports},
    lock::{self, Lock},
    model::{Channel, Desired},
    port::{
        Journal as _, StateStore as _, WorkspaceError,
        memory::{MemoryJournal, MemoryPieces, MemoryState},
    },
};
use failing::{Failing, When};
use serde_json::json;

use crate::plan::world::{self, World, campaign, desired, email, message, wait, with_text};

/// Two campaigns to begin with.
fn before() -> Desired {
    let (mut a, mut b, mut c) = (campaign("a"), campaign("b"), campaign("c"));
    a.messages = vec![email("mail", "One"), email("other", "Two")];
    b.messages = vec![with_text(email("mail", "Three"), "body", "<p>\nlong\n</p>\n")];
    c.messages = vec![message("push", Channel::WebPush, json!({ "alert": "c" }))];
    desired([a, b, c])
}

/// Something of everything: create, move, edit, add, remove, release, retire.
fn after() -> Desired {
    let (mut a, mut b, mut d) = (campaign("a"), campaign("moved"), campaign("d"));
    a.name = Some("New title".to_owned());
    a.messages =
        vec![email("mail", "Changed"), message("sms", Channel::Sms, json!({ "body": "x" }))];
    b.moved_from = Some(world::key("b"));
    b.messages = vec![with_text(email("mail", "Three"), "body", "<p>\nlonger\n</p>\n")];
    d.messages = vec![with_text(email("mail", "Four"), "body", "<p>\nd\n</p>\n")];
    desired([a, b, d])
}

#[test]
fn an_apply_records_ids_content_and_texts() {
    let world = World::default();
    world.apply(&before());
    let applied = world.apply(&after());
    assert!(applied.results.iter().all(|result| result.ending == Ending::Done));
    assert_eq!(world.lock(), applied.lock);
    assert!(world.journal.lines().unwrap().is_empty());
    for text in ["<p>\nlonger\n</p>\n", "<p>\nd\n</p>\n"] {
        let digest = campaignctl::model::Digest::of(text.as_bytes());
        assert!(world.pieces.digests().contains(&digest));
    }
}

#[test]
fn the_ids_are_the_same_in_every_clone() {
    let (one, two) = (World::default(), World::default());
    one.apply(&before());
    one.apply(&after());
    two.apply(&before());
    two.apply(&after());
    assert_eq!(lock::print(&one.lock()), lock::print(&two.lock()));
}

/// Runs both applies with a port that fails at its n-th call, then again with ports that work.
fn killed_at(n: usize, when: When) -> Option<(World, Lock)> {
    let world = World::default();
    world.apply(&before());
    let failing = Failing::at(n, when);
    let interrupted = {
        let ports = failing.around(world.ports());
        wait(world::apply(ports.ports(), &after(), &world.permissions)).is_err() || failing.fired()
    };
    if !interrupted {
        return None;
    }
    let ids_after_the_crash = ids(&world.lock());
    let lock = world.apply(&after()).lock;
    for (owner, id) in ids_after_the_crash {
        let owner = if owner.starts_with('b') { owner.replacen('b', "moved", 1) } else { owner };
        assert!(ids(&lock).contains(&(owner.clone(), id)), "{owner} lost its id");
    }
    Some((world, lock))
}

fn ids(lock: &Lock) -> Vec<(String, String)> {
    let mut ids = Vec::new();
    lock.each_id(|id, owner| ids.push((owner, id.to_owned())));
    ids
}

#[test]
fn killed_at_any_call_and_run_again_it_ends_the_same() {
    let whole = World::default();
    whole.apply(&before());
    let expected = whole.apply(&after()).lock;
    for when in [When::Before, When::After] {
        let mut kills = 0;
        while let Some((world, lock)) = killed_at(kills, when) {
            assert_eq!(lock::print(&lock), lock::print(&expected), "killed at call {kills}");
            assert_eq!(world::brief(&world.plan(&after())), Vec::<String>::new());
            let held = |world: &World| world.workspace.behind_our_back(|all| all.clone());
            assert_eq!(held(&world), held(&whole), "killed at call {kills}");
            assert_eq!(world.pieces.digests(), whole.pieces.digests());
            kills += 1;
        }
        assert!(kills > 15, "only {kills} calls were tried");
    }
}

#[test]
fn an_unfinished_journal_is_a_part_of_what_is_recorded() {
    let world = World::default();
    let journal = MemoryJournal::default();
    let ports = Ports { journal: &journal, ..world.ports() };
    let failing = Failing::at(0, When::Before).only("save");
    let around = failing.around(ports);
    let error = wait(world::apply(around.ports(), &before(), &world.permissions)).unwrap_err();
    assert_eq!(error.to_string(), "could not store what was applied");
    assert_eq!(wait(world.state.load()).unwrap(), None);
    let read = wait(apply::read(&world.state, &journal, &world::workspace(), world::lineage()));
    let recorded = read.unwrap();
    assert!(recorded.unfinished);
    assert_eq!(recorded.lock.campaigns.len(), 3);
    // Nothing is left to do but to write it down.
    let applied = wait(world::apply(ports, &before(), &world.permissions)).unwrap();
    assert!(applied.results.is_empty());
    assert_eq!(world.lock(), recorded.lock);
    assert!(journal.lines().unwrap().is_empty());
}

#[test]
fn somebody_else_saved_meanwhile() {
    let world = World::default();
    let ports = world.ports();
    let (recorded, plan) = wait(world::plan(ports, &before(), &world.permissions, &[])).unwrap();
    wait(world.state.save("theirs", None)).unwrap();
    let error =
        wait(apply::apply(ports, recorded, plan, &mut |_| ControlFlow::Continue(()))).unwrap_err();
    assert!(matches!(error, ApplyError::State(_)), "{error:?}");
    assert_eq!(world.journal.lines().unwrap().len(), 1 + 3, "what was done is not lost");
}

#[test]
fn a_gate_stops_an_apply() {
    let world = World::default();
    world.apply(&before());
    let mut renamed = before();
    let mut c = renamed.campaigns.remove(&world::key("c")).unwrap();
    c.key = world::key("c-new");
    renamed.campaigns.insert(c.key.clone(), c);
    let error = wait(world::apply(world.ports(), &renamed, &world.permissions)).unwrap_err();
    assert_eq!(error.to_string(), "the plan was stopped by a safety gate");
    assert_eq!(world::brief(&world.plan(&before())), Vec::<String>::new());
}

#[test]
fn a_refusal_stops_one_campaign_and_a_spent_limit_all() {
    let outcomes = |error: WorkspaceError| {
        let world = World::default();
        let failing = Failing::at(0, When::Before).only("perform").with(error);
        let around = failing.around(world.ports());
        let applied = wait(world::apply(around.ports(), &before(), &world.permissions)).unwrap();
        assert_eq!(applied.stopped.is_some(), applied.results[1].ending == Ending::NotAttempted);
        assert_eq!(
            world::brief(&world.plan(&before())).len(),
            3 - applied.count(|end| *end == Ending::Done)
        );
        applied.results.into_iter().map(|result| result.ending).collect::<Vec<_>>()
    };
    assert_eq!(
        outcomes(WorkspaceError::Refused("no".to_owned())),
        [Ending::Failed("no".to_owned()), Ending::Done, Ending::Done]
    );
    let limited = "the rate limit is spent for another 7 seconds".to_owned();
    assert_eq!(
        outcomes(WorkspaceError::Limited(7)),
        [Ending::Failed(limited), Ending::NotAttempted, Ending::NotAttempted]
    );
}

#[test]
fn a_lockfile_of_another_workspace_or_project_is_refused() {
    let read = |workspace: &str, lineage: &str| {
        let state = MemoryState::default();
        let text = lock::print(&Lock::new(world::workspace(), world::lineage()));
        wait(state.save(&text, None)).unwrap();
        let workspace = campaignctl::model::WorkspaceName::parse(workspace).unwrap();
        let journal = MemoryJournal::default();
        wait(apply::read(&state, &journal, &workspace, lineage.parse().unwrap())).map(|_| ())
    };
    let other = "00000000-0000-4000-8000-000000000000";
    let ours = world::lineage().to_string();
    assert!(read("local", &ours).is_ok());
    assert!(matches!(read("staging", &ours), Err(ApplyError::OtherWorkspace(_))));
    assert!(matches!(read("local", other), Err(ApplyError::OtherProject(_))));
}

#[test]
fn an_apply_with_nothing_to_do_writes_nothing() {
    let pieces = MemoryPieces::default();
    let world = World { pieces, ..World::default() };
    world.apply(&desired([]));
    assert_eq!(wait(world.state.load()).unwrap(), None);
    world.apply(&before());
    let text = wait(world.state.load()).unwrap().unwrap();
    // A remark of somebody's stays: nothing asked for a rewrite.
    let remarked = format!("{}# a remark\n", text.text);
    wait(world.state.save(&remarked, Some(&text.revision))).unwrap();
    world.apply(&before());
    assert_eq!(wait(world.state.load()).unwrap().unwrap().text, remarked);
}
