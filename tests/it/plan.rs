//! What has to change, and how people see it.

/// Plans for programs and pull requests.
mod outputs;
/// What holds for any history.
mod properties;
/// Small worlds.
pub(crate) mod world;

use campaignctl::{
    model::{Channel, Conversion, ConversionEvent},
    plan::{Gate, Kind, Permissions, Plan},
};
use serde_json::json;
use world::{World, campaign, desired, email, human, message, with_text};

fn order() -> campaignctl::model::Campaign {
    let mut order = campaign("order-shipped");
    order.name = Some("Order shipped".to_owned());
    order.tags = Some(vec!["orders".to_owned()]);
    order.messages = vec![email("mail", "Order @{param.order} shipped")];
    order
}

#[test]
fn nothing_is_defined_and_nothing_is_to_do() {
    insta::assert_snapshot!(human(&World::default().plan(&desired([]))), @r"
    local · memory · 0 campaigns, 0 unchanged
    Nothing to do.
    ");
}

#[test]
fn a_new_campaign_is_created_with_everything_in_it() {
    let mut order = order();
    order.messages.push(message("ios", Channel::ApplePush, json!({ "alert": "Hi" })));
    order.messages[1].draft = true;
    insta::assert_snapshot!(human(&World::default().plan(&desired([order]))), @r#"
    local · memory · 1 campaign, 0 unchanged
    + order-shipped                    you   campaigns/order-shipped.yaml:1
        mail  email "mail", released
        ios   iOS push "ios", a draft
    1 create · 0 retires (limit 30 %)
    Next: campaignctl apply
    "#);
}

#[test]
fn changed_content_is_shown_field_by_field_and_line_by_line() {
    let world = World::default();
    let mut order = order();
    let lines = |word: &str| format!("<p>\nHello,\nyour order\nis {word}\nits way.\n</p>\n");
    order.messages[0] = with_text(order.messages[0].clone(), "body", &lines("almost on"));
    world.apply(&desired([order.clone()]));
    let subject = json!("Order @{param.order} is on its way");
    order.messages[0].content.0.insert("subject".to_owned(), subject);
    order.messages[0] = with_text(order.messages[0].clone(), "body", &lines("on"));
    insta::assert_snapshot!(human(&world.plan(&desired([order]))), @r"
    local · memory · 1 campaign, 0 unchanged
    ~ order-shipped                    you   campaigns/any.yaml:7
        mail.subject  - Order @{param.order} shipped
                      + Order @{param.order} is on its way
        mail.body     campaigns/body.html:2
                        Hello,
                        your order
                      - is almost on
                      + is on
                        its way.
                        </p>
    1 release · 0 retires (limit 30 %)
    Releases need no key: campaignctl apply --offline
    ");
}

#[test]
fn what_everybody_shares_is_shown_once() {
    let world = World::default();
    let all = |from: &str| {
        desired(["a", "b", "c", "d", "e", "f"].map(|key| {
            let mut one = campaign(key);
            one.messages = vec![email("mail", key)];
            one.messages[0].content.0.insert("from".to_owned(), from.into());
            one
        }))
    };
    world.apply(&all("a@shop.example.com"));
    let mut now = all("b@shop.example.com");
    let key = world::key("c");
    let one = now.campaigns.get_mut(&key).unwrap();
    one.messages[0].content.0.insert("subject".to_owned(), "New".into());
    insta::assert_snapshot!(human(&world.plan(&now)), @r"
    local · memory · 6 campaigns, 0 unchanged
    ~ 6 campaigns                      you
        from  - a@shop.example.com
              + b@shop.example.com
        a, b, c, d, e, 1 more
    ~ c                                you   campaigns/any.yaml:7
        mail.subject  - c
                      + New
    6 releases · 0 retires (limit 30 %)
    Releases need no key: campaignctl apply --offline
    ");
}

#[test]
fn what_the_workspace_cannot_do_is_a_checklist() {
    let mut order = order();
    order.description = Some("Tells the buyer".to_owned());
    order.conversions = Some(vec![conversion("looked", 259_200)]);
    insta::assert_snapshot!(human(&World::default().plan_offline(&desired([order]))), @r#"
    local · memory · 1 campaign, 0 unchanged
    ~ order-shipped                    you   campaigns/any.yaml:7
        mail.content  first release: app_id, subject
    ! order-shipped                    manual   campaigns/order-shipped.yaml:1
        `apply` without `--offline` does what the workspace can do by itself; otherwise:
        create an API campaign with the title "Order shipped"
        add a message: email, titled "mail"
        set its description to "Tells the buyer"
        give it the tags "orders"
        set conversion event A: performs the custom event "looked", within 3 days
        launch it, then `apply`
    1 release · 1 manual · 0 retires (limit 30 %)
    Releases need no key: campaignctl apply --offline
    "#);
}

#[test]
fn drift_is_shown_with_who_moved() {
    let mut world = World::default();
    world.apply(&desired([order()]));
    world.lose_abilities();
    world.workspace.behind_our_back(|campaigns| {
        for one in campaigns.values_mut() {
            one.tags.push("finance".to_owned());
        }
    });
    insta::assert_snapshot!(human(&world.plan(&desired([order()]))), @r"
    local · memory · 1 campaign, 0 unchanged
    ≠ order-shipped                    dashboard
        tags  + finance
        accept: campaignctl import order-shipped --update
    1 drift · 0 retires (limit 30 %)
    ");
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
fn a_partial_reading_retires_nothing() {
    let world = World::default();
    world.apply(&desired([order()]));
    let mut nothing = desired([]);
    nothing.partial = true;
    let text = "Partial: 1 campaigns without definition stay: not all was read";
    check(&world.plan(&nothing), &[text]);
}

#[test]
fn a_moved_campaign_keeps_its_ids_and_leaves_its_key_free() {
    let world = World::default();
    let first = world.apply(&desired([order()])).lock;
    let mut moved = order();
    moved.key = world::key("parcel-left");
    moved.moved_from = Some(world::key("order-shipped"));
    check(&world.plan(&desired([moved.clone()])), &["Move parcel-left You"]);
    let second = world.apply(&desired([moved.clone()])).lock;
    let id = |lock: &campaignctl::lock::Lock, key: &str| {
        lock.campaigns[&world::key(key)].campaign_id.clone()
    };
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
    moved.messages[0].key = campaignctl::model::MessageKey::parse("plain").unwrap();
    moved.messages[0].moved_from = Some(order().messages[0].key.clone());
    check(&world.plan(&desired([moved.clone()])), &["Move order-shipped.plain You"]);
    let second = world.apply(&desired([moved.clone()])).lock;
    let (first, second) = (entry(&first), entry(&second));
    let id = |entry: &campaignctl::lock::Entry| {
        entry.messages.values().next().unwrap().message_variation_id.clone()
    };
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
    message_renamed.messages[0].key = campaignctl::model::MessageKey::parse("plain").unwrap();
    let plan = world.plan(&desired([message_renamed]));
    assert!(matches!(plan.gates[..], [Gate::LikelyMessageRename { .. }]), "{:?}", plan.gates);
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
    let operations = ["Create order-shipped You", "AddMessage order-shipped.mail You"];
    check(&other.plan(&desired([order()])), &operations);
    let lock = other.apply(&desired([order()])).lock;
    assert_eq!(entry(&lock).origin, Some(campaignctl::model::Origin::Adopted));
    let told = "Drift: it has a message that is not defined: email \"second\", b490e6b6-5e96-5458-a846-62b155bb040a";
    check(&other.plan(&desired([order()])), &[told]);
    let second = ["AddMessage order-shipped.second You", "Release order-shipped.second You"];
    check(&other.plan(&desired([two])), &second);
}

#[test]
fn two_candidates_are_none() {
    let mut world = World::default();
    let mut twin = order();
    twin.key = world::key("twin");
    twin.messages = vec![message("push", Channel::WebPush, json!({ "alert": "x" }))];
    world.apply(&desired([order(), twin]));
    world.lose_abilities();
    let other = World { workspace: world.workspace, ..World::default() };
    let operations = ["Release order-shipped.mail You", "Create order-shipped You by hand"];
    check(&other.plan(&desired([order()])), &operations);
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
