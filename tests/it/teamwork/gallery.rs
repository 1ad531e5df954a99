//! Two branches that change the same lockfile, brought together by git in every way it knows.

use campaignctl::lock;

use super::team::{LOCK, Team, ids};

/// What two branches do, and how the definitions look once a person has merged those.
struct Story {
    ours: fn(&Team),
    theirs: fn(&Team),
    settled: fn(&Team),
    /// Keys that campaigns have now, by the keys that they had.
    renamed: &'static [(&'static str, &'static str)],
}

/// How git brings the branch `theirs` to the branch `main`.
#[derive(Clone, Copy, Debug)]
enum Way {
    Merge,
    Rebase,
    CherryPick,
    StashPop,
}

fn check(story: &Story) {
    for way in [Way::Merge, Way::Rebase, Way::CherryPick, Way::StashPop] {
        for (driver, style) in [(true, "merge"), (false, "merge"), (false, "zdiff3")] {
            // Git's index has both sides, so the style of the markers matters only for the text.
            if style == "zdiff3" && !matches!(way, Way::Merge) {
                continue;
            }
            let case = format!("{way:?}, driver {driver}, {style}");
            let team = Team::new();
            team.git(&format!("config merge.conflictStyle {style}"));
            if driver {
                team.run("lock install-driver").ends(0);
            }
            let (recorded, left) = together(&team, story, way, driver, &case);
            let now = team.ids();
            // The marked text alone, as a careless commit leaves it, is refused or says the same.
            let healed = lock::parse(&left).is_ok().then(|| ids(&left));
            for (id, owner) in recorded {
                let (key, rest) =
                    owner.split_once('.').map_or((&*owner, None), |(k, r)| (k, Some(r)));
                let moved = story.renamed.iter().find(|(from, _)| *from == key);
                let key = moved.map_or(key, |(_, to)| to);
                let expected = rest.map_or(key.to_owned(), |rest| format!("{key}.{rest}"));
                assert_eq!(now.get(&id), Some(&expected), "{case}: {id}");
                if let Some(healed) = &healed {
                    assert_eq!(healed.get(&id), Some(&expected), "{case}: {id} in\n{left}");
                }
            }
        }
    }
}

/// Brings both branches together. Returns every id that either had recorded, and the lockfile as
/// git left it.
fn together(
    team: &Team,
    story: &Story,
    way: Way,
    driver: bool,
    case: &str,
) -> (Vec<(String, String)>, String) {
    team.git("checkout -q -b theirs");
    (story.theirs)(team);
    team.apply();
    let mut recorded: Vec<_> = team.ids().into_iter().collect();
    if matches!(way, Way::StashPop) {
        team.git("add -A");
        team.git("stash -q");
        team.git("checkout -q main");
    } else {
        team.commit("theirs");
        team.git("checkout -q main");
    }
    (story.ours)(team);
    team.apply();
    team.commit("ours");
    recorded.extend(team.ids());
    let clean = match way {
        Way::Merge => team.try_git("merge -q theirs"),
        Way::Rebase => {
            team.git("checkout -q theirs");
            team.try_git("rebase -q main")
        }
        Way::CherryPick => team.try_git("cherry-pick theirs"),
        Way::StashPop => team.try_git("stash pop -q"),
    };
    let left = team.folder.read(LOCK);
    assert!(!(driver && lock::is_conflicted(&left)), "{case}:\n{left}");
    (story.settled)(team);
    team.settle();
    team.git("add -A");
    match way {
        Way::Rebase if !clean => drop(team.git("rebase --continue")),
        Way::CherryPick if !clean => drop(team.git("cherry-pick --continue")),
        _ => team.commit("together"),
    }
    (recorded, left)
}

#[test]
fn both_add_a_campaign() {
    check(&Story {
        ours: |team| team.define("b", "", "Ours"),
        theirs: |team| team.define("c", "", "Theirs"),
        settled: |_| {},
        renamed: &[],
    });
}

#[test]
fn both_edit_one_message() {
    check(&Story {
        ours: |team| team.define("m", "", "Ours"),
        theirs: |team| team.define("m", "", "Theirs"),
        settled: |team| team.define("m", "", "Both"),
        renamed: &[],
    });
}

#[test]
fn one_edits_what_the_other_retires() {
    check(&Story {
        ours: |team| team.define("m", "", "Ours"),
        theirs: |team| team.retire("m"),
        settled: |team| team.retire("m"),
        renamed: &[],
    });
}

#[test]
fn one_renames_what_the_other_edits() {
    check(&Story {
        ours: |team| team.rename("m", "b", "Hello"),
        theirs: |team| team.define("m", "", "Theirs"),
        settled: |team| team.rename("m", "b", "Theirs"),
        renamed: &[("m", "b")],
    });
}

#[test]
fn one_renames_where_the_other_adds() {
    check(&Story {
        ours: |team| team.rename("a", "y", "Hello"),
        theirs: |team| {
            team.define("x", "", "Theirs");
            team.add_message("a", "second");
        },
        settled: |team| {
            team.rename("a", "y", "Hello");
            team.add_message("y", "second");
        },
        renamed: &[("a", "y")],
    });
}

#[test]
fn both_add_a_message_to_one_campaign() {
    let both = |team: &Team| {
        team.define("m", "", "Hello");
        team.add_message("m", "first");
        team.add_message("m", "second");
    };
    check(&Story {
        ours: |team| team.add_message("m", "first"),
        theirs: |team| team.add_message("m", "second"),
        settled: both,
        renamed: &[],
    });
}

#[test]
fn one_renames_what_the_other_retires() {
    check(&Story {
        ours: |team| team.rename("m", "b", "Hello"),
        theirs: |team| team.retire("m"),
        settled: |team| {
            team.retire("m");
            team.retire("b");
        },
        renamed: &[("m", "b")],
    });
}
