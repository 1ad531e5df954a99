//! A week of two people in two clones: branches, merges and applies, and every id stays where it
//! was first given.

use std::collections::BTreeMap;

use super::team::Team;

/// What somebody does on a day, before applying and committing it on a branch.
type Work = fn(&Team);

const WEEK: [(Work, Work); 5] = [
    // Monday: both begin something.
    (|ann| ann.define("b", "", "From Ann"), |bob| bob.define("c", "", "From Bob")),
    // Tuesday: both change the same message, and each adds another one.
    (
        |ann| {
            ann.define("m", "", "Ann says");
            ann.add_message("m", "photo");
        },
        |bob| {
            bob.define("m", "", "Bob says");
            bob.add_message("m", "plain");
        },
    ),
    // Wednesday: Ann gives a campaign another key while Bob edits it.
    (|ann| ann.rename("b", "bonus", "From Ann"), |bob| bob.define("b", "", "From Bob, too")),
    // Thursday: Bob retires what Ann improves.
    (|ann| ann.define("z", "", "Better"), |bob| bob.retire("z")),
    // Friday: the retired one comes back; somebody takes the key that was left on Wednesday.
    (
        |ann| ann.define("z", "", "Again"),
        |bob| {
            bob.define("bonus", "", "From Bob, too");
            bob.define("b", "", "A new one");
        },
    ),
];

/// The definitions as the person who merges leaves them, day by day.
const MERGED: [Work; 5] = [
    |_| {},
    |one| {
        one.define("m", "", "Ann and Bob say");
        one.add_message("m", "photo");
        one.add_message("m", "plain");
    },
    |one| one.rename("b", "bonus", "From Bob, too"),
    |one| one.retire("z"),
    |_| {},
];

#[test]
fn after_a_week_every_id_is_where_it_was_first_given() {
    for driver in [true, false] {
        let origin = Team::new();
        origin.git("config receive.denyCurrentBranch updateInstead");
        let (ann, bob) = (Team::clone_of(&origin), Team::clone_of(&origin));
        if driver {
            bob.run("lock install-driver").ends(0);
        }
        let mut first = BTreeMap::new();
        for (day, (of_ann, of_bob)) in WEEK.into_iter().enumerate() {
            for (one, work) in [(&ann, of_ann), (&bob, of_bob)] {
                one.git("pull -q --no-rebase origin main");
                one.git(&format!("checkout -q -b day-{day}"));
                work(one);
                one.apply();
                one.commit("work");
                note(&mut first, one);
                one.git("checkout -q main");
            }
            // Ann is first. Bob merges on Monday, rebases on Tuesday, and so on.
            ann.git(&format!("merge -q day-{day}"));
            ann.git("push -q origin main");
            bob.git("pull -q origin main");
            bring(&bob, day, day % 2 == 1);
            note(&mut first, &bob);
            if day == 2 {
                for owner in first.values_mut() {
                    *owner = renamed(owner);
                }
            }
            bob.git("push -q origin main");
        }
        ann.git("pull -q origin main");
        ann.settle();
        assert_eq!(ann.ids(), bob.ids());
        assert_eq!(ann.ids(), first);
        assert_eq!(first.len(), 14, "{first:#?}");
    }
}

/// The owner after Wednesday.
fn renamed(owner: &str) -> String {
    match owner.strip_prefix('b') {
        Some(rest) if rest.is_empty() || rest.starts_with('.') => format!("bonus{rest}"),
        _ => owner.to_owned(),
    }
}

/// Brings the day's branch to `main`.
fn bring(bob: &Team, day: usize, rebase: bool) {
    let branch = format!("day-{day}");
    if rebase {
        bob.git(&format!("checkout -q {branch}"));
        let clean = bob.try_git("rebase -q main");
        MERGED[day](bob);
        bob.settle();
        bob.git("add -A");
        if clean {
            bob.commit("together");
        } else {
            bob.git("rebase --continue");
        }
        bob.git("checkout -q main");
        bob.git(&format!("merge -q {branch}"));
    } else {
        bob.try_git(&format!("merge -q {branch}"));
        MERGED[day](bob);
        bob.settle();
        bob.commit("together");
    }
}

/// Whoever had an id first keeps it.
fn note(first: &mut BTreeMap<String, String>, team: &Team) {
    for (id, owner) in team.ids() {
        first.entry(id).or_insert(owner);
    }
}
