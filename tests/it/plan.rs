//! What has to change, and how people see it.

/// What ends, and what comes back.
mod ending;
/// Keys that change.
mod identity;
/// Plans for programs and pull requests.
mod outputs;
/// What holds for any history.
mod properties;
/// Plans for people.
mod shown;
/// Small worlds.
pub(crate) mod world;

use campaignctl::{
    model::{Channel, Conversion, ConversionEvent},
    plan::Plan,
};
use serde_json::json;
use world::{World, campaign, desired, email, message};

fn order() -> campaignctl::model::Campaign {
    let mut order = campaign("order-shipped");
    order.name = Some("Order shipped".to_owned());
    order.tags = Some(vec!["orders".to_owned()]);
    order.messages = vec![email("mail", "Order @{param.order} shipped")];
    order
}

#[test]
fn after_an_apply_there_is_nothing_to_do() {
    let world = World::default();
    let mut order = order();
    order.conversions = Some(vec![conversion("looked", 60)]);
    order.messages.push(message("later", Channel::Sms, json!({})));
    order.messages[1].draft = true;
    let before = world.apply(&desired([order.clone()])).lock;
    check(&world.plan(&desired([order.clone()])), &[]);
    assert_eq!(world.apply(&desired([order])).lock, before);
}

#[test]
fn what_moved_tells_who_moved_it() {
    let world = World::default();
    world.apply(&desired([order()]));
    let rename = |name: &str| {
        world
            .workspace
            .behind_our_back(|all| name.clone_into(&mut all.values_mut().next().unwrap().name));
    };
    let mut mine = order();
    mine.name = Some("Shipped".to_owned());
    check(&world.plan(&desired([mine.clone()])), &["Edit order-shipped You"]);
    rename("Theirs");
    check(&world.plan(&desired([order()])), &["Edit order-shipped Dashboard"]);
    check(&world.plan(&desired([mine.clone()])), &["Edit order-shipped Both"]);
    world.apply(&desired([mine.clone()]));
    check(&world.plan(&desired([mine.clone()])), &[]);
    mine.name = None;
    rename("Nobody cares");
    check(&world.plan(&desired([mine.clone()])), &["Edit order-shipped You"]);
    world.apply(&desired([mine.clone()]));
    check(&world.plan(&desired([mine])), &[]);
}

#[test]
fn what_a_person_did_is_recorded() {
    let mut world = World::default();
    world.apply(&desired([order()]));
    world.lose_abilities();
    let mut mine = order();
    mine.name = Some("Shipped".to_owned());
    check(&world.plan(&desired([mine.clone()])), &["Edit order-shipped You by hand"]);
    world.apply(&desired([mine.clone()]));
    world
        .workspace
        .behind_our_back(|all| "Shipped".clone_into(&mut all.values_mut().next().unwrap().name));
    check(&world.plan(&desired([mine.clone()])), &["Edit order-shipped Both"]);
    world.apply(&desired([mine.clone()]));
    check(&world.plan(&desired([mine])), &[]);
}

#[test]
fn content_is_released_before_there_are_ids() {
    let world = World::default();
    let all = desired([order()]);
    let operations = ["Release order-shipped.mail You", "Create order-shipped You by hand"];
    check(&world.plan_offline(&all), &operations);
    world.apply_offline(&all);
    check(&world.plan_offline(&all), &operations[1..]);
    check(&world.plan(&all), &["Create order-shipped You"]);
    world.apply(&all);
    check(&world.plan(&all), &[]);
    check(&world.plan_offline(&all), &[]);
}

#[test]
fn a_lost_sandbox_is_made_again_under_the_same_ids() {
    let world = World::default();
    let mut gone = campaign("gone");
    gone.messages = vec![email("x", "Something else")];
    world.apply(&desired([order(), gone]));
    let lock = world.apply(&desired([order()])).lock;
    let before = world.workspace.behind_our_back(std::mem::take);
    check(&world.plan(&desired([order()])), &["Restore order-shipped Dashboard"]);
    for change in campaignctl::plan::rebuild(&lock) {
        world.perform(&change);
    }
    assert_eq!(world.workspace.behind_our_back(|all| all.clone()), before);
    check(&world.plan(&desired([order()])), &[]);
}

#[test]
fn what_the_workspace_lost_is_told() {
    let mut world = World::default();
    world.apply(&desired([order()]));
    world.lose_abilities();
    world.workspace.behind_our_back(std::collections::BTreeMap::clear);
    let plan = world.plan(&desired([order()]));
    assert_eq!(plan.notices.len(), 1);
    assert!(plan.notices[0].text.starts_with("the workspace has no campaign "));
}

#[test]
fn what_a_person_made_in_the_dashboard_is_found_by_title_and_channel() {
    let mut world = World::default();
    let mut two = order();
    two.messages.push(email("second", "Another subject"));
    world.apply(&desired([two.clone()]));
    world.lose_abilities();
    // A project that has only content so far meets a workspace where somebody made the campaign.
    let other = World::default();
    other.apply_offline(&desired([order()]));
    let made = std::mem::take(&mut world.workspace);
    let other = World { workspace: made, ..other };
    let told = "Drift: it has a message that is not defined: email \"second\", b490e6b6-5e96-5458-a846-62b155bb040a";
    let operations = ["Bind order-shipped You", "AddMessage order-shipped.mail You", told];
    check(&other.plan(&desired([order()])), &operations);
    let lock = other.apply(&desired([order()])).lock;
    assert_eq!(entry(&lock).origin, Some(campaignctl::model::Origin::Adopted));
    check(&other.plan(&desired([order()])), &[told]);
    let second = ["AddMessage order-shipped.second You", "Release order-shipped.second You"];
    check(&other.plan(&desired([two])), &second);
}

#[test]
fn two_candidates_stop_the_plan() {
    let mut world = World::default();
    let mut twin = order();
    twin.key = world::key("twin");
    twin.messages = vec![message("push", Channel::WebPush, json!({ "alert": "x" }))];
    world.apply(&desired([order(), twin]));
    world.lose_abilities();
    let other = World { workspace: world.workspace, ..World::default() };
    let stopped = "gate: 2 campaigns of the workspace could be `order-shipped`";
    check(&other.plan(&desired([order()])), &["Release order-shipped.mail You", stopped]);
}

#[track_caller]
fn check(plan: &Plan, expected: &[&str]) {
    assert_eq!(world::brief(plan), expected);
}

fn entry(lock: &campaignctl::lock::Lock) -> campaignctl::lock::Entry {
    lock.campaigns[&world::key("order-shipped")].clone()
}

fn conversion(name: &str, within_seconds: u64) -> Conversion {
    let event = ConversionEvent::PerformsCustomEvent { name: name.to_owned() };
    Conversion { event, within_seconds }
}
