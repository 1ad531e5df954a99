//! What has to change, and how people see it.

pub(crate) mod world;

use campaignctl::{
    model::{CampaignKey, Channel, Conversion, ConversionEvent},
    output::plan::{Header, MARKDOWN_LIMIT, Style},
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
    insta::assert_snapshot!(human(&World::default().plan(&desired([]))), @"");
}

#[test]
fn a_new_campaign_is_created_with_everything_in_it() {
    let mut order = order();
    order.messages.push(message("ios", Channel::ApplePush, json!({ "alert": "Hi" })));
    order.messages[1].draft = true;
    insta::assert_snapshot!(human(&World::default().plan(&desired([order]))), @"");
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
    insta::assert_snapshot!(human(&world.plan(&desired([order]))), @"");
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
    insta::assert_snapshot!(human(&world.plan(&now)), @"");
}

#[test]
fn what_the_workspace_cannot_do_is_a_checklist() {
    let mut order = order();
    order.description = Some("Tells the buyer".to_owned());
    order.conversions = Some(vec![conversion("looked", 259_200)]);
    insta::assert_snapshot!(human(&World::default().plan_offline(&desired([order]))), @"");
}

#[test]
fn drift_is_shown_with_who_moved() {
    let world = live();
    world.apply(&desired([order()]));
    bind(&world);
    world.workspace.behind_our_back(|campaigns| {
        campaigns.values_mut().for_each(|one| one.tags.push("finance".to_owned()));
    });
    insta::assert_snapshot!(human(&world.plan(&desired([order()]))), @"");
}

fn conversion(name: &str, within_seconds: u64) -> Conversion {
    let event = ConversionEvent::PerformsCustomEvent { name: name.to_owned() };
    Conversion { event, within_seconds }
}
