//! Weeks in which chance decides who does what and how it is brought together. Ann has the
//! campaigns with even numbers and Bob the others, so that only their lockfiles meet.

use std::collections::{BTreeMap, BTreeSet};

use super::team::Team;

const DAYS: usize = 5;

/// A sequence of choices that is the same for a seed on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

/// One person, and what there is of theirs.
struct Person {
    team: Team,
    defined: BTreeSet<String>,
    retired: BTreeSet<String>,
    /// The next number for a key that was never used.
    next: usize,
}

impl Person {
    /// Edits, adds, extends, renames, retires or takes up again. Returns a rename.
    fn work(&mut self, chance: &mut Chance, day: usize) -> Option<(String, String)> {
        let all: Vec<_> = self.defined.iter().cloned().collect();
        let one = all.get(chance.below(all.len().max(1))).cloned();
        match (chance.below(6), one) {
            (1, Some(key)) => self.team.define(&key, "", &format!("Day {day}")),
            (2, Some(key)) => {
                self.team.define(&key, "", "Hello");
                self.team.add_message(&key, &format!("more-{day}"));
            }
            (3, Some(from)) => {
                let to = self.fresh();
                self.team.rename(&from, &to, "Hello");
                self.defined.remove(&from);
                self.defined.insert(to.clone());
                return Some((from, to));
            }
            (4, Some(key)) => {
                self.team.retire(&key);
                self.defined.remove(&key);
                self.retired.insert(key);
            }
            (5, _) if !self.retired.is_empty() => {
                let key = self.retired.pop_first().unwrap();
                self.team.define(&key, "", "Again");
                self.defined.insert(key);
            }
            _ => {
                let key = self.fresh();
                self.team.define(&key, "", "New");
                self.defined.insert(key);
            }
        }
        None
    }

    fn fresh(&mut self) -> String {
        self.next += 2;
        // Keys of both people stand side by side in the lockfile.
        format!("k{:02}", self.next * 37 % 100)
    }

    /// A day on a branch: several changes, each applied and committed.
    fn day(&mut self, chance: &mut Chance, day: usize, first: &mut BTreeMap<String, String>) {
        self.team.git("pull -q --ff-only origin main");
        self.team.git(&format!("checkout -q -b day-{day}"));
        for _ in 0..=chance.below(2) {
            let renamed = self.work(chance, day);
            self.team.apply();
            self.team.commit("work");
            if let Some((from, to)) = renamed {
                for owner in first.values_mut() {
                    *owner = moved(owner, &from, &to);
                }
            }
            for (id, owner) in self.team.ids() {
                first.entry(id).or_insert(owner);
            }
        }
        self.team.git("checkout -q main");
    }

    /// Brings the day's branch to what the other one has pushed.
    fn bring(&self, chance: &mut Chance, day: usize) {
        self.team.git("pull -q --ff-only origin main");
        let branch = format!("day-{day}");
        let rebase = chance.below(2) == 1;
        if !self.try_to_bring(&branch, rebase) {
            // What git calls clean may be wrong without the driver. Every command says what to do.
            self.team.git("reset -q --hard origin/main");
            self.team.run("lock install-driver").ends(0);
            assert!(self.try_to_bring(&branch, false), "with the driver it is right");
        }
        self.team.settle();
        self.team.commit("together");
        self.team.git("push -q origin main");
    }

    /// Whether the lockfile can be used afterwards.
    fn try_to_bring(&self, branch: &str, rebase: bool) -> bool {
        let team = &self.team;
        if rebase {
            team.git(&format!("checkout -q -B rebased {branch}"));
            let mut clean = team.try_git("rebase -q main");
            while !clean {
                let said = team.run("apply --offline --yes --allow-retire --not-renamed");
                if said.code == 12 {
                    team.git("rebase --abort");
                    team.git("checkout -q main");
                    return false;
                }
                said.ends(0);
                team.git("add -A");
                clean = team.try_git("rebase --continue");
            }
            team.git("checkout -q main");
            team.git("merge -q --ff-only rebased");
        } else if !team.try_git(&format!("merge -q --no-edit {branch}")) {
            let said = team.run("apply --offline --yes --allow-retire --not-renamed");
            if said.code == 12 {
                team.git("merge --abort");
                return false;
            }
            said.ends(0);
            team.git("add -A");
            team.git("commit -q --no-edit");
        }
        let said = team.run("list");
        assert!(said.code == 0 || said.err.contains("lock install-driver"), "{}", said.err);
        said.code == 0
    }
}

fn moved(owner: &str, from: &str, to: &str) -> String {
    match owner.strip_prefix(from) {
        Some(rest) if rest.is_empty() || rest.starts_with('.') => format!("{to}{rest}"),
        _ => owner.to_owned(),
    }
}

fn week(seed: u64) {
    let mut chance = Chance(seed);
    let origin = Team::new();
    origin.git("config receive.denyCurrentBranch updateInstead");
    let person = |next, driver: bool| {
        let team = Team::clone_of(&origin);
        if driver {
            team.run("lock install-driver").ends(0);
        }
        Person { team, defined: BTreeSet::new(), retired: BTreeSet::new(), next }
    };
    let (mut ann, mut bob) = (person(0, seed.is_multiple_of(2)), person(1, seed.is_multiple_of(3)));
    let mut first = origin.ids();
    for day in 0..DAYS {
        // Both begin on the same main; then one after the other brings the day together.
        ann.day(&mut chance, day, &mut first);
        bob.day(&mut chance, day, &mut first);
        ann.bring(&mut chance, day);
        bob.bring(&mut chance, day);
    }
    ann.team.git("pull -q --ff-only origin main");
    ann.team.settle();
    assert_eq!(ann.team.ids(), bob.team.ids(), "seed {seed}");
    assert_eq!(ann.team.ids(), first, "seed {seed}");
}

#[test]
fn one_week() {
    week(1);
}

#[test]
fn another_week() {
    week(2);
}

#[test]
fn a_week_of_two_who_installed_the_driver() {
    week(6);
}

#[test]
fn a_week_of_two_who_did_not() {
    week(7);
}
