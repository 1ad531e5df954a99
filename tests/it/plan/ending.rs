//! What ends: retired, removed, replaced, and taken up again.

use campaignctl::{
    model::Channel,
    plan::{Gate, Kind, Permissions},
};
use serde_json::json;

use super::{
    check, conversion, entry, order,
    world::{self, World, campaign, desired, message},
};

#[test]
fn a_message_is_added_removed_and_taken_up_again_with_its_own_id() {
    let world = World::default();
    let (one, mut two) = (order(), order());
    two.messages.push(message("push", Channel::WebPush, json!({ "alert": "Hi" })));
    world.apply(&desired([one.clone()]));
    check(&world.plan(&desired([two.clone()])), &["AddMessage order-shipped.push You"]);
    let first = world.apply(&desired([two.clone()])).lock;
    check(&world.plan(&desired([one.clone()])), &["RemoveMessage order-shipped.push You"]);
    world.apply(&desired([one]));
    check(&world.plan(&desired([two.clone()])), &["Restore order-shipped.push You"]);
    assert_eq!(world.apply(&desired([two.clone()])).lock, first);
    check(&world.plan(&desired([two])), &[]);
}

#[test]
fn a_campaign_is_retired_and_taken_up_again_with_its_own_ids() {
    let world = World::default();
    let first = world.apply(&desired([order()])).lock;
    check(&world.plan(&desired([])), &["Retire order-shipped You"]);
    world.apply(&desired([]));
    check(&world.plan(&desired([])), &[]);
    assert!(world.workspace.behind_our_back(|all| all.values().all(|one| one.archived)));
    check(&world.plan(&desired([order()])), &["Restore order-shipped You"]);
    assert_eq!(world.apply(&desired([order()])).lock, first);
    check(&world.plan(&desired([order()])), &[]);
}

#[test]
fn what_was_retired_offline_is_archived_when_the_workspace_can_be_asked() {
    let world = World::default();
    world.apply(&desired([order()]));
    world.apply_offline(&desired([]));
    check(&world.plan(&desired([])), &["Retire order-shipped You"]);
    world.apply(&desired([]));
    check(&world.plan(&desired([])), &[]);
}

#[test]
fn retiring_takes_effect_at_once_and_archiving_is_advice() {
    let mut world = World::default();
    world.apply(&desired([order()]));
    world.lose_abilities();
    let bound = World { workspace: world.workspace, ..World::default() };
    bound.apply(&desired([order()]));
    bound.apply(&desired([order()]));
    let plan = bound.plan(&desired([]));
    check(&plan, &["Retire order-shipped You"]);
    assert!(plan.operations[0].steps[0].ends_with("in the dashboard when it suits you"));
    bound.apply(&desired([]));
    check(&bound.plan(&desired([])), &[]);
}

#[test]
fn a_partial_reading_retires_nothing() {
    let world = World::default();
    world.apply(&desired([order()]));
    let mut nothing = desired([]);
    nothing.partial = true;
    let text = "Partial: 1 campaign without definition stays: not all was read";
    check(&world.plan(&nothing), &[text]);
}

#[test]
fn many_retires_and_protected_ones_need_a_second_word() {
    let mut world = World::default();
    let all: Vec<_> = (0..10)
        .map(|n| {
            let mut one = campaign(&format!("c{n}"));
            one.protected = n == 9;
            one
        })
        .collect();
    world.apply(&desired(all.clone()));
    assert_eq!(world.plan(&desired(all[..7].to_vec())).gates.len(), 1);
    assert!(matches!(world.plan(&desired(all[..7].to_vec())).gates[0], Gate::Protected { .. }));
    let few = desired(all[..6].to_vec());
    assert_eq!(world.plan(&few).gates[0], Gate::ManyRetires { retired: 4, of: 10 });
    world.permissions = Permissions {
        retire_many: true,
        retire_protected: [world::key("c9")].into(),
        ..Permissions::default()
    };
    assert_eq!(world.plan(&few).gates, []);
    assert_eq!(world.plan(&few).of_kind(Kind::Retire).count(), 4);
}

#[test]
fn the_limit_is_shown_where_it_holds() {
    let mut world = World::default();
    let all: Vec<_> = (0..11).map(|n| campaign(&format!("c{n:02}"))).collect();
    let ends = |world: &World, left: usize, end: &str| {
        let shown = world::human(&world.plan(&desired(all[..left].to_vec())));
        assert!(shown.lines().any(|line| line.ends_with(end)), "{end:?} in\n{shown}");
    };
    world.apply(&desired(all[..9].to_vec()));
    ends(&world, 2, "7 retires");
    ends(&world, 11, "2 creates · 0 retires");
    world.apply(&desired(all[..10].to_vec()));
    ends(&world, 9, "1 retire (limit 30 %)");
    ends(&world, 2, "8 retires (limit 30 %)");
    world.permissions.retire_many = true;
    ends(&world, 2, "8 retires");
}

#[test]
fn a_part_has_no_limit_because_it_retires_nothing() {
    let world = World::default();
    let all: Vec<_> = (0..10).map(|n| campaign(&format!("c{n}"))).collect();
    world.apply(&desired(all));
    let named = desired((0..10).map(|n| {
        let mut one = campaign(&format!("c{n}"));
        one.name = Some("New".to_owned());
        one
    }));
    let part = world.plan(&named).of_campaigns(named.campaigns.keys(), &|key| key.as_str() == "c1");
    let shown = world::human(&part);
    assert!(shown.contains("1 edit · 0 retires\n"), "{shown}");
}

#[test]
fn conversion_events_cannot_change_after_launch() {
    let mut world = World::default();
    let with = |seconds| {
        let mut order = order();
        order.conversions = Some(vec![conversion("looked", seconds)]);
        desired([order])
    };
    let first = world.apply(&with(60)).lock;
    let gate = "gate: `order-shipped` needs new ids: conversion events cannot change after launch";
    check(&world.plan(&with(90)), &["Replace order-shipped You", gate]);
    world.permissions.replace = true;
    let second = world.apply(&with(90)).lock;
    check(&world.plan(&with(90)), &[]);
    let (first, second) = (entry(&first), entry(&second));
    assert_ne!(first.campaign_id, second.campaign_id);
    assert_eq!(second.former[0].campaign_id, first.campaign_id);
    assert_eq!(second.generation, 1);
}

#[test]
fn another_channel_is_another_variation() {
    let mut world = World::default();
    let first = world.apply(&desired([order()])).lock;
    let mut changed = order();
    changed.messages[0] = message("mail", Channel::Sms, json!({ "body": "Hi" }));
    assert!(matches!(world.plan(&desired([changed.clone()])).gates[..], [Gate::Replace { .. }]));
    world.permissions.replace = true;
    let second = world.apply(&desired([changed.clone()])).lock;
    check(&world.plan(&desired([changed])), &[]);
    let mail = order().messages[0].key.clone();
    let old = entry(&first).messages[&mail].message_variation_id.clone().unwrap();
    assert_eq!(entry(&second).former[0].messages[&mail], old);
    assert_ne!(entry(&second).messages[&mail].message_variation_id, Some(old));
}
