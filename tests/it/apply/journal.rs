use campaignctl::{
    apply::{self, ApplyError, Recorded},
    lock::{self, Lock},
    model::{CampaignId, Desired, MessageKey},
    port::{Journal as _, StateStore as _},
};

use super::{
    after, before,
    failing::{Failing, When},
    ids,
};
use crate::plan::world::{self, World, campaign, desired, email, key, wait};

/// A world in which an apply was killed at its n-th call of a port of this name.
fn killed(at: usize, call: &'static str, wanted: &Desired) -> World {
    let world = World::default();
    world.apply(&before());
    let failing = Failing::at(at, When::Before).only(call);
    let ports = failing.around(world.ports());
    wait(world::apply(ports.ports(), wanted, &world.permissions)).unwrap_err();
    assert!(!world.journal.lines().unwrap().is_empty());
    world
}

fn read(world: &World) -> Result<Recorded, ApplyError> {
    wait(apply::read(&world.state, &world.journal, &world::workspace(), world::lineage()))
}

fn stored(world: &World) -> Lock {
    lock::parse(&wait(world.state.load()).unwrap().unwrap().text).unwrap()
}

/// As `git pull` does it.
fn pull(world: &World, lock: &Lock) {
    let here = wait(world.state.load()).unwrap().map(|snapshot| snapshot.revision);
    wait(world.state.save(&lock::print(lock), here.as_ref())).unwrap();
}

/// What a colleague has after both of these.
fn theirs(first: &Desired, then: &Desired) -> Lock {
    let world = World::default();
    world.apply(&before());
    world.apply(first);
    world.apply(then).lock
}

#[test]
fn killed_after_the_lockfile_was_saved_there_is_nothing_to_write() {
    let world = killed(1, "clear", &after());
    let recorded = read(&world).unwrap();
    assert_eq!(recorded.lock, stored(&world));
    assert!(!recorded.unfinished && !recorded.joined);
    world.apply(&after());
    assert!(world.journal.lines().unwrap().is_empty());
    assert_eq!(world.lock(), recorded.lock);
}

#[test]
fn killed_before_the_lockfile_was_saved_its_journal_is_written_down_first() {
    let world = killed(0, "save", &after());
    let recorded = read(&world).unwrap();
    assert!(recorded.unfinished && !recorded.joined);
    assert_ne!(recorded.lock, stored(&world));
    // The next apply is killed as well, in the middle.
    let failing = Failing::at(2, When::Before).only("append");
    let ports = failing.around(world.ports());
    wait(world::apply(ports.ports(), &before(), &world.permissions)).unwrap_err();
    assert_eq!(stored(&world), recorded.lock);
    assert_eq!(world.journal.lines().unwrap().len(), 2);
    assert!(!read(&world).unwrap().joined);
}

#[test]
fn a_newer_lockfile_is_not_taken_back() {
    let world = killed(1, "clear", &after());
    let mut newer = after();
    let mail = email("mail", "Changed once more");
    newer.campaigns.get_mut(&key("a")).unwrap().messages[0] = mail;
    newer.campaigns.get_mut(&key("a")).unwrap().name = Some("Newer title".to_owned());
    let theirs = theirs(&after(), &newer);
    pull(&world, &theirs);
    let recorded = read(&world).unwrap();
    assert!(recorded.joined);
    // What both have changed is nobody's until the next apply; everything else is as it was pulled.
    let mut expected = theirs.clone();
    let entry = expected.campaigns.get_mut(&key("a")).unwrap();
    entry.name = None;
    let mail = entry.messages.get_mut(&MessageKey::parse("mail").unwrap()).unwrap();
    mail.released = None;
    mail.fields.clear();
    assert_eq!(recorded.lock, expected);
    assert_eq!(world.apply(&newer).lock, theirs);
    assert!(world.journal.lines().unwrap().is_empty());
}

#[test]
fn what_was_done_and_what_was_pulled_are_both_kept() {
    for (call, at) in [("save", 0), ("clear", 1), ("append", 3)] {
        let world = killed(at, call, &after());
        let given = ids(&world.lock());
        let mut e = campaign("e");
        e.messages = vec![email("mail", "Theirs")];
        let mut all = before();
        all.campaigns.insert(e.key.clone(), e.clone());
        pull(&world, &theirs(&before(), &all));
        let recorded = read(&world).unwrap();
        assert!(recorded.joined, "{call}");
        let now = ids(&recorded.lock);
        assert!(given.iter().all(|id| now.contains(id)), "{call}: {given:?} {now:?}");
        assert!(recorded.lock.campaigns.contains_key(&e.key));
        let mut wanted = after();
        wanted.campaigns.insert(e.key.clone(), e);
        let lock = world.apply(&wanted).lock;
        assert_eq!(lock::print(&lock), lock::print(&theirs(&after(), &wanted)), "{call}");
    }
}

#[test]
fn a_campaign_that_moved_on_both_sides_is_left_to_a_person() {
    let moved = |to: &str| {
        let mut b = campaign(to);
        b.moved_from = Some(key("b"));
        b.messages = before().campaigns[&key("b")].messages.clone();
        let mut all = before();
        all.campaigns.remove(&key("b"));
        all.campaigns.insert(b.key.clone(), b);
        all
    };
    let world = killed(0, "save", &moved("ours"));
    pull(&world, &theirs(&before(), &moved("theirs")));
    let error = read(&world).unwrap_err();
    let ApplyError::OtherLockfile(conflicts) = error else { panic!("{error}") };
    let said = conflicts.to_string();
    assert!(said.contains("belongs to `ours` on one side and to `theirs` on the other"), "{said}");
    // The one that the apply was begun on fits, and so does one that says the same.
    pull(&world, &theirs(&before(), &before()));
    assert!(!read(&world).unwrap().joined);
    pull(&world, &theirs(&before(), &moved("ours")));
    assert!(!read(&world).unwrap().unfinished);
}

#[test]
fn two_ids_for_one_campaign_are_left_to_a_person() {
    let one = desired([campaign("z")]);
    let world = killed(0, "save", &one);
    let mut lock = theirs(&before(), &one);
    let other = CampaignId::parse("another").unwrap();
    lock.campaigns.get_mut(&key("z")).unwrap().campaign_id = Some(other);
    pull(&world, &lock);
    assert!(matches!(read(&world), Err(ApplyError::OtherLockfile(_))));
}

#[test]
fn a_line_that_cannot_be_read_is_named() {
    let error = |text: &str| {
        let world = World::default();
        world.journal.append(r#"{"version":2,"begun":{"on":null}}"#).unwrap();
        world.journal.append(text).unwrap();
        read(&world).unwrap_err().to_string()
    };
    assert!(error("{").starts_with("line 2 of the journal cannot be read: "));
    assert_eq!(
        error(r#"{"version":3,"begun":{"on":null}}"#),
        "line 2 of the journal cannot be read: it is of version 3"
    );
    assert!(error(r#"{"version":2,"more":1}"#).starts_with("line 2 of the journal cannot be read"));
}
