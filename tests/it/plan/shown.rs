//! How people see a plan.

use campaignctl::model::{Channel, Desired};
use serde_json::json;

use super::world;
use super::{
    conversion, order,
    world::{World, campaign, desired, email, human, message, with_text},
};

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
    1 create · 0 retires
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
    1 release · 0 retires
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
    6 releases · 0 retires
    Releases need no key: campaignctl apply --offline
    ");
}

#[test]
fn what_needs_the_workspace_is_left_for_later() {
    let mut order = order();
    order.description = Some("Tells the buyer".to_owned());
    order.conversions = Some(vec![conversion("looked", 259_200)]);
    insta::assert_snapshot!(human(&World::default().plan_offline(&desired([order]))), @r#"
    local · memory · 1 campaign, 0 unchanged
    ~ order-shipped                    you   campaigns/any.yaml:7
        mail.content  first release: app_id, subject
    … order-shipped                    later   campaigns/order-shipped.yaml:1
        new; its ids need the workspace
    1 release · 1 for later · 0 retires
    Releases need no key: campaignctl apply --offline
    "#);
}

#[test]
fn what_the_workspace_cannot_do_is_a_checklist() {
    let mut world = World::default();
    world.lose_abilities();
    let mut order = order();
    order.description = Some("Tells the buyer".to_owned());
    order.conversions = Some(vec![conversion("looked", 259_200)]);
    insta::assert_snapshot!(human(&world.plan(&desired([order]))), @r#"
    local · memory · 1 campaign, 0 unchanged
    ~ order-shipped                    you   campaigns/any.yaml:7
        mail.content  first release: app_id, subject
    ! order-shipped                    manual   campaigns/order-shipped.yaml:1
        create an API campaign with the title "Order shipped" (in the dashboard: Messaging > Campaigns > Create Campaign > API Campaign)
        add a message: email, titled "mail"
        set its description to "Tells the buyer"
        give it the tags "orders"
        set conversion event A: performs the custom event "looked", within 3 days
        save and launch it, then `apply`
    1 release · 1 manual · 0 retires
    Releases need no key: campaignctl apply --offline
    "#);
}

#[test]
fn conversion_events_that_change_are_told_in_words() {
    let mut world = World::default();
    let mut order = order();
    order.conversions = Some(vec![conversion("looked", 259_200)]);
    world.apply(&desired([order.clone()]));
    order.conversions = Some(vec![conversion("looked", 86_400), conversion("bought", 60)]);
    world.permissions.replace = true;
    let shown = human(&world.plan(&desired([order])));
    let expected = "
        conversions  - A: performs the custom event \"looked\", within 3 days
                     + A: performs the custom event \"looked\", within 1 day
                     + B: performs the custom event \"bought\", within 1 minute\n";
    let expected = expected.replace("\n    ", "\n");
    assert!(shown.contains(&expected), "{shown}");
}

/// Four hundred campaigns; `from` and `site` are what all have in common.
fn crowd(from: &str, site: &str) -> Desired {
    desired((0..400).map(|number| {
        let mut one = campaign(&format!("c{number:03}"));
        let mut mail = email("mail", &format!("News {number} of {site} today"));
        mail.content.0.insert("from".to_owned(), from.into());
        one.messages = vec![mail];
        one
    }))
}

#[test]
fn four_hundred_that_share_a_change_are_a_page() {
    let world = World::default();
    let created = world.plan(&crowd("a@shop.example.com", "a.example"));
    let text = human(&created);
    assert!(text.contains("+ 400 campaigns"), "{text}");
    assert!(text.contains("c099, 300 more\n400 creates"), "{text}");
    assert!(text.lines().count() < 20, "{text}");
    world.apply(&crowd("a@shop.example.com", "a.example"));
    insta::assert_snapshot!(human(&world.plan(&crowd("b@shop.example.com", "b.example"))), @r"
    local · memory · 400 campaigns, 0 unchanged
    ~ 400 campaigns                    you
        from     - a@shop.example.com
                 + b@shop.example.com
        subject  - … a.example …
                 + … b.example …
        c000, c001, c002, c003, c004, 395 more
    400 releases · 0 retires (limit 30 %)
    Releases need no key: campaignctl apply --offline
    ");
    let gone = human(&world.plan(&desired([campaign("c000")])));
    assert!(gone.contains("- 399 campaigns"), "{gone}");
    let mut tagged = crowd("a@shop.example.com", "a.example");
    tagged.campaigns.values_mut().for_each(|one| one.tags = Some(vec!["q4".to_owned()]));
    let later = human(&world.plan_offline(&tagged));
    assert!(
        later.contains("… 400 campaigns                    later\n    tags  + q4\n"),
        "{later}"
    );
    assert!(later.ends_with("This needs the workspace: campaignctl apply\n"), "{later}");
}

/// Numbers that differ although the change is the same do not bury it.
#[test]
fn what_a_shared_change_costs_each_is_told_in_short() {
    let world = World::default();
    let all = |site: &str| {
        desired((0..40).map(|number| {
            let mut one = campaign(&format!("c{number:02}"));
            let body = format!("{} at {site} now", "a".repeat(number + 130));
            one.messages = vec![message("text", Channel::Sms, json!({ "body": body }))];
            one
        }))
    };
    world.apply(&all("shop"));
    let text = human(&world.plan(&all("the shop’s")));
    assert!(text.contains("body  - … shop …\n          + … the shop’s …"), "{text}");
    assert!(text.lines().count() < 40, "{text}");
}

#[test]
fn what_is_not_managed_any_more_is_called_so() {
    let world = World::default();
    world.apply(&desired([order()]));
    let mut now = order();
    now.tags = None;
    let text = human(&world.plan(&desired([now])));
    assert!(text.contains("tags  not managed any more; was orders"), "{text}");
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
        accept: campaignctl import order-shipped --update -w local
    1 drift · 0 retires
    ");
}
