//! Lockfiles that grew apart, as values: what merging keeps, and what it refuses to guess.

/// Locks as applies make them.
mod history;
/// Merges of lines.
mod textual;

use campaignctl::lock::{self, Conflicts, Disagreement, Lock, LockError, merge, repeated_id};
use campaignctl::model::CampaignId;
use history::{Step, after, empty, ids, key, message_key, steps, still_steps};
use proptest::prelude::*;

type Merged = Result<Lock, Conflicts>;

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_the_sides_does_not_matter(
        base in steps(12), ours in steps(6), theirs in steps(6), known: bool
    ) {
        let base = after(&empty(), &base);
        let (ours, theirs) = (after(&base, &ours), after(&base, &theirs));
        let base = known.then_some(&base);
        match (merge(base, &ours, &theirs), merge(base, &theirs, &ours)) {
            (Ok(one), Ok(two)) => prop_assert_eq!(lock::print(&one), lock::print(&two)),
            (one, two) => prop_assert_eq!(one.is_err(), two.is_err()),
        }
    }

    #[test]
    fn the_order_of_three_merges_does_not_matter(
        base in steps(10), a in still_steps(5), b in still_steps(5), c in still_steps(5)
    ) {
        let base = after(&empty(), &base);
        let [a, b, c] = [a, b, c].map(|steps| after(&base, &steps));
        let both = |a: &Merged, b: &Merged| merge(None, a.as_ref().ok()?, b.as_ref().ok()?).ok();
        let [a, b, c] = [Ok(a), Ok(b), Ok(c)];
        let left = both(&a, &b).and_then(|ab| both(&Ok(ab), &c));
        let right = both(&b, &c).and_then(|bc| both(&a, &Ok(bc)));
        prop_assert_eq!(left.as_ref().map(lock::print), right.as_ref().map(lock::print));
    }

    #[test]
    fn merging_with_itself_changes_nothing(lock in steps(20)) {
        let lock = after(&empty(), &lock);
        prop_assert_eq!(merge(None, &lock, &lock), Ok(lock.clone()));
        prop_assert_eq!(merge(Some(&lock), &lock, &lock), Ok(lock.clone()));
        prop_assert_eq!(merge(Some(&empty()), &lock, &lock), Ok(lock));
    }

    #[test]
    fn merging_with_an_ancestor_gives_the_descendant(base in steps(12), more in steps(8)) {
        let base = after(&empty(), &base);
        let grown = after(&base, &more);
        prop_assert_eq!(merge(Some(&base), &base, &grown), Ok(grown.clone()));
        prop_assert_eq!(merge(Some(&base), &grown, &base), Ok(grown));
    }

    #[test]
    fn no_id_is_lost_or_doubled(
        base in steps(12), ours in steps(6), theirs in steps(6), known: bool
    ) {
        let base = after(&empty(), &base);
        let (ours, theirs) = (after(&base, &ours), after(&base, &theirs));
        if let Ok(merged) = merge(known.then_some(&base), &ours, &theirs) {
            prop_assert_eq!(repeated_id(&merged), None);
            let mut all = [ids(&ours), ids(&theirs)].concat();
            all.sort();
            all.dedup();
            prop_assert_eq!(ids(&merged), all);
        }
    }

    /// What could not be merged is on both sides of the markers, and whoever reads them says the
    /// same again.
    #[test]
    fn markers_around_two_locks_are_read_as_their_merge(
        base in steps(10), ours in steps(5), theirs in steps(5)
    ) {
        let base = after(&empty(), &base);
        let (ours, theirs) = (after(&base, &ours), after(&base, &theirs));
        let merged = merge(None, &ours, &theirs);
        let sides = (Box::new(ours.clone()), Box::new(theirs.clone()));
        let text = Conflicts { found: Vec::new(), ours: sides.0, theirs: sides.1 }.marked();
        prop_assert_eq!(lock::is_conflicted(&text), ours != theirs);
        match (merged, lock::parse(&text)) {
            (Ok(merged), parsed) => prop_assert_eq!(parsed, Ok(merged)),
            (Err(conflicts), Err(LockError::Conflict { reasons, .. })) => {
                let found: Vec<_> = conflicts.found.iter().map(ToString::to_string).collect();
                prop_assert_eq!(reasons, found);
            }
            (Err(conflicts), other) => prop_assert!(false, "{conflicts} became {other:?}"),
        }
    }
}

/// What a merge of histories says.
fn check(base: &[Step], ours: &[Step], theirs: &[Step]) -> Merged {
    let base = after(&empty(), base);
    merge(Some(&base), &after(&base, ours), &after(&base, theirs))
}

fn told(merged: Merged) -> Vec<String> {
    merged.unwrap_err().found.iter().map(ToString::to_string).collect()
}

const NEW: [Step; 3] = [Step::Add(0), Step::AddMessage(0, 0), Step::Release(0, 0, 0)];

#[test]
fn a_renamed_campaign_keeps_what_the_other_side_released() {
    let merged = check(&NEW, &[Step::Move(0, 1)], &[Step::Release(0, 0, 2)]).unwrap();
    let keys: Vec<_> = merged.campaigns.keys().cloned().collect();
    assert_eq!(keys, [key(1)]);
    assert_eq!(merged.campaigns[&key(1)].campaign_id.as_ref().unwrap().as_str(), "c0-0");
    let fields = &merged.campaigns[&key(1)].messages[&message_key(0)].fields;
    assert_eq!(fields.get("body").unwrap(), "Hello 2");
}

#[test]
fn a_key_that_was_left_may_be_taken_anew_on_the_same_side() {
    let ours = [Step::Move(0, 1), Step::Add(0)];
    let merged = check(&NEW, &ours, &[Step::Title(0, 1)]).unwrap();
    let id = |number| merged.campaigns[&key(number)].campaign_id.clone().unwrap().to_string();
    assert_eq!((id(0), id(1)), ("c0-1".to_owned(), "c0-0".to_owned()));
    assert_eq!(merged.campaigns[&key(1)].name.as_deref(), Some("Title 1"));
}

#[test]
fn two_new_keys_for_one_campaign_are_not_guessed() {
    let merged = check(&NEW, &[Step::Move(0, 1)], &[Step::Move(0, 2)]);
    assert_eq!(
        told(merged),
        ["the id `c0-0` belongs to `c1` on one side and to `c2` on the other"]
    );
    let moves = [[Step::MoveMessage(0, 0, 1)], [Step::MoveMessage(0, 0, 2)]];
    assert_eq!(
        told(check(&NEW, &moves[0], &moves[1])),
        ["the id `c0-0/m0/0` belongs to `c0.m1` on one side and to `c0.m2` on the other"]
    );
}

#[test]
fn a_message_added_to_a_campaign_that_was_replaced_leaves_its_id() {
    let merged = check(&NEW, &[Step::Replace(0)], &[Step::AddMessage(0, 1)]).unwrap();
    let entry = &merged.campaigns[&key(0)];
    assert_eq!(entry.campaign_id.as_ref().unwrap().as_str(), "c0-1");
    assert!(entry.messages.is_empty());
    let former: Vec<_> = entry.former[0].messages.values().map(ToString::to_string).collect();
    assert_eq!(former, ["c0-0/m0/0", "c0-0/m1/0"]);
}

#[test]
fn two_ids_for_one_key_leave_markers_only_around_it() {
    let other = |lock: &Lock| {
        let mut lock = lock.clone();
        let id = CampaignId::parse("another").unwrap();
        lock.campaigns.get_mut(&key(0)).unwrap().campaign_id = Some(id);
        lock
    };
    let ours = after(&empty(), &[Step::Add(0), Step::Add(1)]);
    let theirs = other(&after(&empty(), &[Step::Add(0), Step::Add(2)]));
    let conflicts = merge(Some(&empty()), &ours, &theirs).unwrap_err();
    let ids = Disagreement::Ids {
        key: "c0".to_owned(),
        ours: "c0-0".to_owned(),
        theirs: "another".to_owned(),
    };
    assert_eq!(conflicts.found, [ids]);
    let text = conflicts.marked();
    insta::assert_snapshot!(text, @r"
    # Generated by campaignctl. Commit it; do not edit it by hand.
    lock_version: 1
    workspace: local
    lineage: 7c9e6679-7425-40de-944b-e07fc1f90ae7
    campaigns:
      c0:
    <<<<<<< ours
        campaign_id: c0-0
    =======
        campaign_id: another
    >>>>>>> theirs
        origin: sandbox
      c1:
        campaign_id: c1-0
        origin: sandbox
      c2:
        campaign_id: c2-0
        origin: sandbox
    ");
    assert_eq!(
        lock::parse(&text).unwrap_err().to_string(),
        "line 7 is a conflict marker, and the sides cannot be merged: `c0` has the id `c0-0` on \
         one side and `another` on the other; keep the right lines, delete the markers, and let \
         `campaignctl lock verify` look at it"
    );
}

#[test]
fn fields_of_a_newer_version_survive_on_both_sides() {
    let merged = check(&NEW, &[Step::Unknown(0, 1)], &[Step::Unknown(0, 2)]).unwrap();
    let unknown = &merged.campaigns[&key(0)].unknown;
    assert_eq!((&unknown["x-1"], &unknown["x-0"]), (&1.into(), &2.into()));
    let merged = check(&NEW, &[Step::Unknown(0, 0)], &[Step::Unknown(0, 2)]).unwrap();
    assert_eq!(merged.campaigns[&key(0)].unknown["x-0"], 2);
}

#[test]
fn a_workspace_that_was_renamed_on_one_side_keeps_its_name() {
    let base = after(&empty(), &NEW);
    let renamed = Lock {
        workspace: campaignctl::model::WorkspaceName::parse("shop").unwrap(),
        ..base.clone()
    };
    let changed = after(&base, &[Step::Title(0, 1)]);
    let merged = merge(Some(&base), &renamed, &changed).unwrap();
    assert_eq!(merged.workspace.as_str(), "shop");
    assert_eq!(
        told(merge(None, &renamed, &changed)),
        ["one side is of another project or workspace"]
    );
}

/// The text with the lines of two conflicting titles between the given markers.
fn marked(lines: &str) -> String {
    let lock = after(&empty(), &[Step::Add(0), Step::Title(0, 1)]);
    lock::print(&lock).replace("    name: Title 1\n", lines)
}

fn refused(lines: &str) -> String {
    let LockError::Conflict { reasons, .. } = lock::parse(&marked(lines)).unwrap_err() else {
        panic!("no conflict was seen in {lines:?}");
    };
    reasons.join("; ")
}

#[test]
fn markers_of_every_style_are_healed() {
    let name = |lines: &str| lock::parse(&marked(lines)).unwrap().campaigns[&key(0)].name.clone();
    let (a, b) = ("    name: A\n", "    name: B\n");
    assert_eq!(name(&format!("<<<<<<< HEAD\n{a}=======\n{b}>>>>>>> x\n")), None);
    let diff3 = format!("<<<<<<< HEAD\n{a}||||||| 1a2b\n{a}=======\n{b}>>>>>>> x\n");
    assert_eq!(name(&diff3).as_deref(), Some("B"));
    assert_eq!(name(&diff3.replace('\n', "\r\n")).as_deref(), Some("B"));
    // A criss-cross merge has markers in the ancestor: it tells nothing.
    let inner = format!("<<<<<<<<< one\n{a}=========\n{b}>>>>>>>>> two\n");
    let nested = format!("<<<<<<< HEAD\n{a}||||||| merged\n{inner}=======\n{b}>>>>>>> x\n");
    assert_eq!(name(&nested), None);
}

#[test]
fn markers_that_git_did_not_write_are_refused_with_their_line() {
    let (a, b) = ("    name: A\n", "    name: B\n");
    assert_eq!(
        refused(&format!("<<<<<<<<< HEAD\n{a}=========\n{b}>>>>>>>>> x\n")),
        "line 9 is a conflict marker of another width than seven"
    );
    assert_eq!(
        refused(&format!("<<<<<<< HEAD\n{a}<<<<<<< HEAD\n=======\n{b}>>>>>>> x\n")),
        "line 11 is a conflict marker out of place"
    );
    assert_eq!(refused("=======\n"), "line 9 is a conflict marker out of place");
    assert_eq!(
        refused(&format!("<<<<<<< HEAD\n{a}=======\n{b}")),
        "the conflict that begins on line 9 has no end"
    );
    assert_eq!(
        refused(&format!("<<<<<<< HEAD\n{a}{a}=======\n{b}>>>>>>> x\n"))
            .split(": ")
            .next()
            .unwrap(),
        "our side cannot be read"
    );
}
