//! Lockfiles that grew apart: by values, by conflict markers, by git itself.

use std::{path::Path, process::Command};

use campaignctl::{
    lock::{self, Lock, LockError, merge},
    model::Desired,
    store::disk::{Mode, replace},
};
use proptest::prelude::*;

use super::any;
use crate::plan::world::{self, World, campaign, desired, email};

proptest! {
    #[test]
    fn merging_is_commutative_associative_and_idempotent([a, b, c] in any::related()) {
        let both = |a: &Lock, b: &Lock| merge(None, a, b).unwrap();
        prop_assert_eq!(both(&a, &b), both(&b, &a));
        prop_assert_eq!(both(&both(&a, &b), &c), both(&a, &both(&b, &c)));
        prop_assert_eq!(both(&a, &a), a);
    }

    #[test]
    fn with_an_ancestor_the_side_that_changed_wins([base, changed, _] in any::related()) {
        let mut grown = changed.clone();
        for (key, entry) in &base.campaigns {
            // Locks only grow: what the ancestor has, the changed side has too.
            let kept = grown.campaigns.entry(key.clone()).or_insert_with(|| entry.clone());
            for (key, message) in &entry.messages {
                let kept = kept.messages.entry(key.clone()).or_insert_with(|| message.clone());
                kept.generation = kept.generation.max(message.generation);
                let id = message.message_variation_id.clone();
                kept.message_variation_id = kept.message_variation_id.take().or(id);
            }
            kept.generation = kept.generation.max(entry.generation);
            kept.campaign_id = kept.campaign_id.take().or(entry.campaign_id.clone());
        }
        prop_assert_eq!(merge(Some(&base), &base, &grown).unwrap(), grown.clone());
        prop_assert_eq!(merge(Some(&base), &grown, &base).unwrap(), grown);
    }
}

/// A lock after applies in turn.
fn applied(definitions: &[Desired]) -> Lock {
    let world = World::default();
    for desired in definitions {
        world.apply(desired);
    }
    world.lock()
}

fn one(key: &str, subject: &str) -> campaignctl::model::Campaign {
    let mut one = campaign(key);
    one.messages = vec![email("mail", subject)];
    one
}

#[test]
fn content_that_differs_on_both_sides_is_released_again() {
    let [ours, theirs] = ["ours", "theirs"].map(|subject| desired([one("a", subject)]));
    let base = applied(&[desired([one("a", "base")])]);
    let sides = [&ours, &theirs].map(|side| applied(std::slice::from_ref(side)));
    let merged = merge(Some(&base), &sides[0], &sides[1]).unwrap();
    let entry = &merged.campaigns[&world::key("a")];
    let mail = entry.messages.values().next().unwrap();
    assert_eq!(mail.released, None);
    assert!(mail.fields.is_empty());
    assert_eq!(entry.campaign_id, base.campaigns[&world::key("a")].campaign_id);
    // Without an ancestor nobody can tell which side changed.
    assert_eq!(merge(None, &sides[0], &base).unwrap(), merged);
    assert_eq!(merge(Some(&base), &sides[0], &base).unwrap(), sides[0]);
}

#[test]
fn a_tombstone_beats_an_update() {
    let (a, changed) = (desired([one("a", "1")]), desired([one("a", "2")]));
    let base = applied(std::slice::from_ref(&a));
    let retired = applied(&[a.clone(), desired([])]);
    let merged = merge(Some(&base), &applied(&[a.clone(), changed]), &retired).unwrap();
    assert!(merged.campaigns[&world::key("a")].retired);
    // Taking it up again is a change too.
    let again = applied(&[a.clone(), desired([]), a]);
    assert!(!merge(Some(&retired), &retired, &again).unwrap().campaigns[&world::key("a")].retired);
}

#[test]
fn a_move_on_one_side_takes_the_other_side_along() {
    let a = desired([one("a", "1")]);
    let mut b = one("b", "1");
    b.moved_from = Some(world::key("a"));
    let base = applied(std::slice::from_ref(&a));
    let moved = applied(&[a.clone(), desired([b])]);
    let changed = applied(&[a, desired([one("a", "2")])]);
    let merged = merge(Some(&base), &moved, &changed).unwrap();
    assert_eq!(merged, merge(Some(&base), &changed, &moved).unwrap());
    assert_eq!(merged.campaigns.keys().collect::<Vec<_>>(), [&world::key("b")]);
    let released = |lock: &Lock, key: &str| {
        lock.campaigns[&world::key(key)].messages.values().next().unwrap().released
    };
    assert_eq!(released(&merged, "b"), released(&changed, "a"));
    let reasons = merge(None, &moved, &changed).unwrap_err();
    assert!(
        reasons.found[0]
            .to_string()
            .ends_with("belongs to `a` on one side and to `b` on the other")
    );
}

#[test]
fn two_ids_for_one_key_are_shown_and_not_guessed() {
    let lock = applied(&[desired([one("a", "1")])]);
    let mut other = lock.clone();
    let id = campaignctl::model::CampaignId::parse("another").unwrap();
    other.campaigns.get_mut(&world::key("a")).unwrap().campaign_id = Some(id);
    let ours = lock.campaigns[&world::key("a")].campaign_id.clone().unwrap();
    let told = merge(None, &lock, &other).unwrap_err().found[0].to_string();
    assert_eq!(told, format!("`a` has the id `{ours}` on one side and `another` on the other"));
}

#[test]
fn a_replaced_campaign_wins_over_the_one_it_replaced() {
    let with = |within_seconds| {
        let mut a = one("a", "1");
        let event = campaignctl::model::ConversionEvent::OpensEmail;
        a.conversions = Some(vec![campaignctl::model::Conversion { event, within_seconds }]);
        desired([a])
    };
    let old = applied(&[with(1)]);
    let mut world = World::default();
    world.permissions.replace = true;
    world.apply(&with(1));
    let new = world.apply(&with(2)).lock;
    assert_eq!(merge(None, &old, &new).unwrap(), new);
    assert_eq!(merge(None, &new, &old).unwrap(), new);
}

#[test]
fn markers_that_git_did_not_write_are_refused() {
    let lock = lock::print(&applied(&[desired([one("a", "1")])]));
    let refused = |text: &str| matches!(lock::parse(text), Err(LockError::Conflict { .. }));
    assert!(refused(&format!("{lock}<<<<<<< HEAD\n")));
    assert!(refused(&format!("{lock}=======\n")));
    assert!(refused(&format!("{lock}<<<<<<< a\n<<<<<<< b\n=======\n>>>>>>> b\n")));
}

fn git(folder: &Path, arguments: &[&str]) -> bool {
    let identity =
        ["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "core.autocrlf=false"];
    let output = Command::new("git")
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .args(identity)
        .args(arguments)
        .output()
        .unwrap();
    output.status.success()
}

/// Commits `base`, then each side on a branch of its own, and merges them with git.
fn merged_by_git(style: &str, base: &Lock, ours: &Lock, theirs: &Lock) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let path = at.join("campaigns.local.lock");
    let commit = |lock: &Lock| {
        replace(&path, lock::print(lock).as_bytes(), Mode::Shared).unwrap();
        assert!(git(at, &["add", "."]) && git(at, &["commit", "-qm", "x"]));
    };
    assert!(git(at, &["init", "-q", "-b", "main"]));
    commit(base);
    assert!(git(at, &["checkout", "-qb", "theirs"]));
    commit(theirs);
    assert!(git(at, &["checkout", "-q", "main"]));
    commit(ours);
    let style = format!("merge.conflictStyle={style}");
    let clean = git(at, &["-c", &style, "merge", "-q", "theirs"]);
    (clean, std::fs::read_to_string(&path).unwrap())
}

#[test]
fn what_git_could_not_merge_is_healed_on_read() {
    let a = one("a", "1");
    let with = |more: &[(&str, &str)]| {
        let more = more.iter().map(|(key, subject)| one(key, subject));
        desired([a.clone()].into_iter().chain(more))
    };
    let base = applied(&[with(&[])]);
    // Both add a campaign in the same place.
    let (ours, theirs) = (applied(&[with(&[("b", "2")])]), applied(&[with(&[("c", "3")])]));
    let both = applied(&[with(&[("b", "2"), ("c", "3")])]);
    for style in ["merge", "diff3", "zdiff3"] {
        let (clean, text) = merged_by_git(style, &base, &ours, &theirs);
        assert!(!clean && lock::is_conflicted(&text), "{text}");
        assert_eq!(lock::parse(&text), Ok(both.clone()), "{style}\n{text}");
    }
    // Both release the same message.
    let [ours, theirs] = ["x", "y"].map(|subject| applied(&[desired([one("a", subject)])]));
    for style in ["merge", "diff3"] {
        let (clean, text) = merged_by_git(style, &base, &ours, &theirs);
        assert!(!clean);
        let expected = merge(Some(&base), &ours, &theirs).unwrap();
        assert_eq!(lock::parse(&text), Ok(expected), "{text}");
    }
}

#[test]
fn an_apply_writes_a_healed_lockfile_down() {
    use campaignctl::port::StateStore as _;
    let base = applied(&[desired([one("a", "1")])]);
    let [ours, theirs] = ["x", "y"].map(|subject| applied(&[desired([one("a", subject)])]));
    let (_, text) = merged_by_git("merge", &base, &ours, &theirs);
    let world = World::default();
    world.apply(&desired([one("a", "1")]));
    let before = world::wait(world.state.load()).unwrap().unwrap();
    world::wait(world.state.save(&text, Some(&before.revision))).unwrap();
    world.apply(&desired([one("a", "x")]));
    let after = world::wait(world.state.load()).unwrap().unwrap();
    assert_eq!(after.text, lock::print(&ours));
}
