//! Campaigns of which no id is told when they are made: copies of templates, and people's work.

use std::collections::BTreeMap;

use campaignctl::{
    apply::{self, Applied, Ending},
    lock::{Lock, MessageEntry},
    model::{
        Abilities, CampaignId, Channel, Desired, MessageKey, ObservedCampaign, ObservedMessage,
        Origin, VariationId,
    },
    plan::{Gate, Kind},
    port::{Journal as _, StateStore as _, WorkspaceError, memory::MemoryWorkspace},
};
use serde_json::json;

use super::failing::{Failing, When};
use crate::plan::world::{
    self, World, apply_with, brief, campaign, desired, email, instant, key, message, wait,
};

fn id(text: &str) -> CampaignId {
    CampaignId::parse(text).unwrap()
}

fn seen(name: &str, messages: &[(&str, Channel, &str)]) -> ObservedCampaign {
    let message = |(id, channel, name): &(&str, Channel, &str)| {
        let shown = ObservedMessage { channel: Some(*channel), name: Some((*name).to_owned()) };
        (VariationId::parse(id).unwrap(), shown)
    };
    ObservedCampaign {
        name: name.to_owned(),
        description: String::new(),
        tags: Vec::new(),
        archived: false,
        draft: false,
        created: None,
        conversions: Vec::new(),
        messages: messages.iter().map(message).collect(),
    }
}

/// A workspace that only copies, with a template of an email and another of an SMS.
fn live() -> World {
    let able = Abilities { duplicate: true, ..Abilities::default() };
    let world = World {
        workspace: MemoryWorkspace::able(able),
        templates: vec![id("t-sms"), id("t-email")],
        ..World::default()
    };
    world.workspace.behind_our_back(|all| {
        let email = seen("Template of an email", &[("v-t", Channel::Email, "Variation 1")]);
        all.insert(id("t-email"), email);
        all.insert(id("t-sms"), seen("Template of a text", &[("v-s", Channel::Sms, "")]));
    });
    world
}

fn order() -> Desired {
    let mut order = campaign("order");
    order.name = Some("Order".to_owned());
    order.messages = vec![email("mail", "Hello")];
    desired([order])
}

fn make(world: &World, id: &str, campaign: ObservedCampaign) {
    world.workspace.behind_our_back(|all| all.insert(self::id(id), campaign));
}

/// The ids of the campaigns that are titled `Order`.
fn twins(world: &World) -> Vec<String> {
    world.workspace.behind_our_back(|all| {
        let titled = all.iter().filter(|(_, one)| one.name == "Order");
        titled.map(|(id, _)| id.to_string()).collect()
    })
}

fn endings(applied: &Applied) -> Vec<(Kind, Ending)> {
    applied.results.iter().map(|one| (one.kind, one.ending.clone())).collect()
}

fn mail(lock: &Lock) -> &MessageEntry {
    &lock.campaigns[&key("order")].messages[&MessageKey::parse("mail").unwrap()]
}

/// Two applies: the second one sees what the first one asked for.
fn settled(world: &World, wanted: &Desired) -> Lock {
    world.apply(wanted);
    world.apply(wanted).lock
}

#[test]
fn a_copy_is_asked_for_once_and_recorded_when_it_is_there() {
    let world = live();
    let plan = world.plan(&order());
    assert_eq!(brief(&plan), ["Release order.mail You", "Create order You"]);
    assert!(world::human(&plan).contains("a copy of t-email"), "{}", world::human(&plan));
    let first = world.apply(&order());
    let expected = [(Kind::Release, Ending::Done), (Kind::Create, Ending::Pending)];
    assert_eq!(endings(&first), expected);
    assert_eq!(world.journal.lines().unwrap().len(), 1, "it stays although the lockfile is saved");
    let lock = world.apply(&order()).lock;
    let entry = &lock.campaigns[&key("order")];
    assert_eq!(entry.origin, Some(Origin::Duplicated));
    assert_eq!(entry.campaign_id, Some(id("t-email-copy-2")));
    assert_eq!(mail(&lock).message_variation_id.as_ref().unwrap().as_str(), "v-t-copy-2");
    assert!(mail(&lock).released.is_some());
    assert!(world.journal.lines().unwrap().is_empty());
    assert!(world.plan(&order()).is_empty());
    assert_eq!(twins(&world), ["t-email-copy-2"]);
}

#[test]
fn what_was_asked_for_outlives_other_applies_and_new_keys() {
    let world = live();
    world.apply(&order());
    let hidden = world.workspace.behind_our_back(|all| all.remove(&id("t-email-copy-2")).unwrap());
    let mut all = order();
    let mut other = campaign("other");
    other.messages = vec![message("text", Channel::WebPush, json!({ "alert": "x" }))];
    all.campaigns.insert(other.key.clone(), other);
    assert_eq!(endings(&world.apply(&all))[0], (Kind::Create, Ending::Pending));
    world.apply_offline(&all);
    let left = ["Create order You by hand", "Create other You by hand"];
    assert_eq!(brief(&world.plan_offline(&all)), left, "nothing that `--locked` would refuse");
    let mut moved = all.campaigns.remove(&key("order")).unwrap();
    moved.key = key("moved");
    moved.moved_from = Some(key("order"));
    moved.name = Some("Another title".to_owned());
    all.campaigns.insert(moved.key.clone(), moved);
    world.apply(&all);
    assert!(twins(&world).is_empty());
    make(&world, "late", hidden);
    let lock = world.apply(&all).lock;
    assert_eq!(lock.campaigns[&key("moved")].campaign_id, Some(id("late")));
    let left = ["Edit moved You by hand", "Create other You by hand"];
    assert_eq!(brief(&world.plan(&all)), left);
}

#[test]
fn a_copy_that_does_not_come_is_unknown_and_never_asked_for_again() {
    let world = live();
    world.apply(&order());
    world.workspace.behind_our_back(|all| all.remove(&id("t-email-copy-2")));
    world.clock.set(instant("2026-03-01T12:04:59Z"));
    assert_eq!(endings(&world.apply(&order())), [(Kind::Create, Ending::Pending)]);
    world.clock.set(instant("2026-03-01T12:05:00Z"));
    let [(_, Ending::Unknown(reason))] = &endings(&world.apply(&order()))[..] else { panic!() };
    for says in [
        "asked for at 2026-03-01T12:00:00Z",
        "\"Order\"",
        "bind order CAMPAIGN_ID",
        "apply --not-made order",
    ] {
        assert!(reason.contains(says), "{reason}");
    }
    assert!(twins(&world).is_empty());
}

#[test]
fn an_answer_that_was_lost_is_the_same_question() {
    for when in [When::Before, When::After] {
        let world = live();
        // The process lives, and only the call of the copy fails.
        let failing = Failing::at(0, when).only("perform").unknown();
        let around = failing.around(world.ports());
        let permissions = &world.permissions;
        let applied =
            wait(apply_with(around.ports(), &order(), permissions, &world.templates)).unwrap();
        assert!(matches!(endings(&applied)[1], (Kind::Create, Ending::Unknown(_))));
        let again = world.apply(&order());
        match when {
            When::Before => assert_eq!(endings(&again), [(Kind::Create, Ending::Pending)]),
            When::After => assert!(world.plan(&order()).is_empty()),
        }
        assert!(twins(&world).len() < 2);
    }
}

#[test]
fn what_was_refused_was_not_begun() {
    for error in [WorkspaceError::Refused("tag".to_owned()), WorkspaceError::Limited(60)] {
        let world = live();
        let failing = Failing::at(0, When::Before).only("perform").with(error);
        let around = failing.around(world.ports());
        let applied =
            wait(apply_with(around.ports(), &order(), &world.permissions, &world.templates));
        assert!(matches!(endings(&applied.unwrap())[1], (Kind::Create, Ending::Failed(_))));
        assert!(world.journal.lines().unwrap().is_empty());
        settled(&world, &order());
        assert_eq!(twins(&world).len(), 1);
    }
}

#[test]
fn killed_at_any_call_there_is_one_campaign_and_its_id_is_recorded() {
    let reference = live();
    let expected = settled(&reference, &order());
    let mut waited = 0;
    for rounds in 0..2 {
        for at in 0.. {
            let mut fired = false;
            for when in [When::Before, When::After] {
                let world = live();
                for _ in 0..rounds {
                    world.apply(&order());
                }
                let failing = Failing::at(at, when);
                let around = failing.around(world.ports());
                let killed = wait(apply_with(
                    around.ports(),
                    &order(),
                    &world.permissions,
                    &world.templates,
                ));
                if !failing.fired() {
                    killed.unwrap();
                    continue;
                }
                fired = true;
                world.apply(&order());
                if twins(&world).is_empty() {
                    // It was about to be asked for. Only a person knows that it was not.
                    waited += 1;
                    world.clock.set(instant("2026-03-01T13:00:00Z"));
                    let [.., (_, Ending::Unknown(_))] = endings(&world.apply(&order()))[..] else {
                        panic!("{rounds} {at}")
                    };
                    not_made(&world, &order());
                }
                world.apply(&order());
                assert_eq!(twins(&world).len(), 1, "{rounds} {at}");
                assert_eq!(world.lock(), expected, "{rounds} {at}");
                assert!(world.journal.lines().unwrap().is_empty());
                assert!(world.plan(&order()).is_empty());
            }
            if !fired {
                break;
            }
        }
    }
    assert!(waited > 0, "no kill between the line and the call was tried");
}

/// What `--not-made order` does.
fn not_made(world: &World, wanted: &Desired) {
    let (mut recorded, _) =
        wait(world::plan(world.ports(), wanted, &world.permissions, &world.templates)).unwrap();
    recorded.asked.remove(&key("order")).unwrap();
    let mut observed = wait(campaignctl::port::Workspace::observe(&world.workspace)).unwrap();
    observed.templates.clone_from(&world.templates);
    let plan =
        campaignctl::plan::plan(wanted, &recorded.lock, &observed, &|_| None, &world.permissions);
    let ports = world.ports();
    wait(apply::apply(ports, recorded, plan, &mut |_| std::ops::ControlFlow::Continue(())))
        .unwrap();
}

#[test]
fn what_a_person_made_as_asked_is_taken_and_nothing_else_is() {
    let mut world = live();
    world.templates.clear();
    make(&world, "old", ObservedCampaign { archived: true, ..seen("Order", &[]) });
    world.apply(&order());
    let made = seen("Order", &[("v-1", Channel::Email, "Variation 1")]);
    make(&world, "made", made.clone());
    assert_eq!(brief(&world.plan(&order())), ["Create order You", "AddMessage order.mail You"]);
    // Somebody who has not asked, as on another machine, has to be told.
    let other = World { workspace: std::mem::take(&mut world.workspace), ..World::default() };
    let operations = ["Bind order You", "AddMessage order.mail You", "Release order.mail You"];
    assert_eq!(brief(&other.plan(&order())), operations);
    world.workspace = other.workspace;
    make(&world, "twin", made);
    let plan = world.plan(&order());
    let [Gate::Ambiguous { candidates, .. }] = &plan.gates[..] else { panic!("{plan:?}") };
    assert_eq!(candidates.len(), 2);
    assert!(
        world::human(&plan)
            .contains("campaignctl bind order made -w local  # \"Order\", email \"Variation 1\""),
        "{}",
        world::human(&plan)
    );
    world.workspace.behind_our_back(|all| all.remove(&id("twin")));
    let lock = world.apply(&order()).lock;
    assert_eq!(lock.campaigns[&key("order")].origin, Some(Origin::Adopted));
    assert!(world.journal.lines().unwrap().is_empty());
}

#[test]
fn a_template_has_the_same_messages_and_events_or_a_person_is_asked() {
    let manual = |world: &World, wanted: &Desired| {
        let plan = world.plan(wanted);
        let create = plan.of_kind(Kind::Create).next().unwrap().clone();
        assert!(create.is_manual(), "{}", world::human(&plan));
        create.steps
    };
    let world = live();
    let mut two = order();
    two.campaigns.get_mut(&key("order")).unwrap().messages.push(email("second", "Hi"));
    assert!(manual(&world, &two)[0].contains("(email, email)"));
    let mut events = order();
    events.campaigns.get_mut(&key("order")).unwrap().conversions =
        Some(vec![campaignctl::model::Conversion {
            event: campaignctl::model::ConversionEvent::OpensEmail,
            within_seconds: 60,
        }]);
    assert!(manual(&world, &events)[0].contains("conversion events"));
    world.workspace.behind_our_back(|all| all.get_mut(&id("t-email")).unwrap().archived = true);
    manual(&world, &order());
    // Two definitions of one title could not be told apart.
    let mut shared = order();
    let mut twin = shared.campaigns[&key("order")].clone();
    twin.key = key("twin");
    shared.campaigns.insert(twin.key.clone(), twin);
    assert!(manual(&live(), &shared).last().unwrap().contains("bind"));
}

#[test]
fn the_template_whose_messages_have_the_titles_is_chosen() {
    let mut world = live();
    let titles = |a, b| [("v-a", Channel::Email, a), ("v-b", Channel::Email, b)];
    make(&world, "vague", seen("Vague", &titles("x", "y")));
    make(&world, "clear", seen("Clear", &titles("mail", "second")));
    world.templates = vec![id("vague"), id("clear")];
    let mut two = order();
    two.campaigns.get_mut(&key("order")).unwrap().messages.push(email("second", "Hi"));
    assert!(world::human(&world.plan(&two)).contains("a copy of clear"));
    world.templates.pop();
    world.apply(&two);
    let plan = world.plan(&two);
    assert!(matches!(plan.gates[0], Gate::AmbiguousMessage { .. }), "{plan:?}");
    assert!(world::human(&plan).contains("--message mail=v-a-copy-"), "{}", world::human(&plan));
    // A draft can be given titles before it is launched.
    world.workspace.behind_our_back(|all| {
        let copy = all.values_mut().find(|one| one.name == "Order").unwrap();
        copy.draft = true;
    });
    let plan = world.plan(&two);
    assert!(plan.gates.is_empty(), "{plan:?}");
    assert!(world::human(&plan).contains("give one of these the title \"second\""));
}

#[test]
fn a_copy_that_is_a_draft_is_recorded_and_waits_to_be_launched() {
    let world = live();
    world.apply(&order());
    let draft = |world: &World, draft: bool| {
        world.workspace.behind_our_back(|all| {
            all.get_mut(&id("t-email-copy-2")).unwrap().draft = draft;
        });
    };
    draft(&world, true);
    let applied = world.apply(&order());
    assert!(endings(&applied).contains(&(Kind::Create, Ending::Manual)));
    assert_eq!(applied.lock.campaigns[&key("order")].campaign_id, Some(id("t-email-copy-2")));
    let plan = world.plan(&order());
    assert_eq!(brief(&plan), ["Create order You by hand"]);
    assert!(world::human(&plan).contains("launch t-email-copy-2"), "{}", world::human(&plan));
    draft(&world, false);
    assert!(world.plan(&order()).is_empty());
}

#[test]
fn what_the_copy_has_otherwise_is_for_a_person() {
    let world = live();
    let mut wanted = order();
    let order = wanted.campaigns.get_mut(&key("order")).unwrap();
    order.messages[0].name = Some("Plain".to_owned());
    order.tags = Some(vec!["a".to_owned()]);
    order.description = Some("About it".to_owned());
    settled(&world, &wanted);
    let plan = world.plan(&wanted);
    assert_eq!(brief(&plan), ["Edit order.mail You by hand"], "the rest went along");
    assert!(world::human(&plan).contains("set the title of message v-t-copy-2 to \"Plain\""));
    world.workspace.behind_our_back(|all| {
        let copy = all.get_mut(&id("t-email-copy-2")).unwrap();
        copy.messages.values_mut().next().unwrap().name = Some("Plain".to_owned());
    });
    world.apply(&wanted);
    assert!(world.plan(&wanted).is_empty());
}

#[test]
fn a_campaign_that_appears_before_the_call_stops_it() {
    let world = live();
    let (recorded, plan) =
        wait(world::plan(world.ports(), &order(), &world.permissions, &world.templates)).unwrap();
    make(&world, "theirs", seen("Order", &[("v-1", Channel::Email, "x")]));
    let going_on = &mut |_: apply::Event<'_>| std::ops::ControlFlow::Continue(());
    let applied = wait(apply::apply(world.ports(), recorded, plan, going_on)).unwrap();
    assert!(matches!(&endings(&applied)[1].1, Ending::Failed(why) if why.contains("theirs")));
    assert_eq!(twins(&world), ["theirs"]);
}

#[test]
fn the_lockfile_forgets_nothing_while_something_is_asked_for() {
    let world = live();
    world.apply(&order());
    let text = wait(world.state.load()).unwrap().unwrap().text;
    assert!(text.contains("released:") && !text.contains("campaign_id"), "{text}");
    let all: BTreeMap<_, _> = world.lock().campaigns;
    assert_eq!(all.len(), 1);
}
