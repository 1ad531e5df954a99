//! Keys that change, and ids that stay.

use campaignctl::{
    lock::{Entry, Lock},
    model::MessageKey,
    plan::Gate,
};

use super::{
    check, entry, order,
    world::{self, World, campaign, desired, email},
};

#[test]
fn a_moved_campaign_keeps_its_ids_and_leaves_its_key_free() {
    let world = World::default();
    let first = world.apply(&desired([order()])).lock;
    let mut moved = order();
    moved.key = world::key("parcel-left");
    moved.moved_from = Some(world::key("order-shipped"));
    check(&world.plan(&desired([moved.clone()])), &["Move parcel-left You"]);
    let second = world.apply(&desired([moved.clone()])).lock;
    let id = |lock: &Lock, key: &str| lock.campaigns[&world::key(key)].campaign_id.clone();
    assert_eq!(id(&second, "parcel-left"), id(&first, "order-shipped"));
    check(&world.plan(&desired([moved.clone()])), &[]);
    // Whoever takes the key later gets other ids.
    let third = world.apply(&desired([moved.clone(), order()])).lock;
    assert_ne!(id(&third, "order-shipped"), id(&first, "order-shipped"));
    assert_eq!(id(&third, "parcel-left"), id(&first, "order-shipped"));
    check(&world.plan(&desired([moved, order()])), &[]);
}

#[test]
fn a_moved_message_keeps_its_id() {
    let world = World::default();
    let first = world.apply(&desired([order()])).lock;
    let mut moved = order();
    moved.messages[0].key = MessageKey::parse("plain").unwrap();
    moved.messages[0].moved_from = Some(order().messages[0].key.clone());
    check(&world.plan(&desired([moved.clone()])), &["Move order-shipped.plain You"]);
    let second = world.apply(&desired([moved.clone()])).lock;
    let (first, second) = (entry(&first), entry(&second));
    let id = |entry: &Entry| entry.messages.values().next().unwrap().message_variation_id.clone();
    assert_eq!(id(&first), id(&second));
    check(&world.plan(&desired([moved])), &[]);
}

#[test]
fn a_move_that_contradicts_the_lockfile_stops() {
    let world = World::default();
    let mut other = campaign("other");
    other.messages = vec![email("x", "Something else")];
    world.apply(&desired([order(), other.clone()]));
    other.moved_from = Some(world::key("order-shipped"));
    let gate = "gate: `other` says `moved_from: order-shipped`, but both have ids of their own";
    check(&world.plan(&desired([other.clone()])), &["Retire order-shipped You", gate]);
    let mut new = campaign("new");
    new.moved_from = Some(world::key("order-shipped"));
    let gate = "gate: `new` says `moved_from: order-shipped`, but that campaign is still defined";
    other.moved_from = None;
    check(&world.plan(&desired([order(), other, new])), &["Create new You", gate]);
}

#[test]
fn a_likely_rename_stops_and_prints_the_line_to_add() {
    let world = World::default();
    world.apply(&desired([order()]));
    let mut renamed = order();
    renamed.key = world::key("parcel-left");
    renamed.name = Some("Parcel left".to_owned());
    let plan = world.plan(&desired([renamed]));
    assert_eq!(plan.gates.len(), 1);
    assert_eq!(
        plan.gates[0].help(),
        "to keep its ids add `moved_from: order-shipped` at campaigns/order-shipped.yaml:1; if it \
         is another one, say `--not-renamed`"
    );
    let mut message_renamed = order();
    message_renamed.messages[0].key = MessageKey::parse("plain").unwrap();
    let plan = world.plan(&desired([message_renamed]));
    assert!(matches!(plan.gates[..], [Gate::LikelyMessageRename { .. }]), "{:?}", plan.gates);
}
