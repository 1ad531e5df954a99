//! What a definition means in each workspace.

use campaignctl::model::{CampaignKey, Desired, WorkspaceName};
use serde_json::Value;

use super::World;

const CAMPAIGN: &str = "\
campaign: order-shipped
name: Order shipped
tags: [transactional, orders]
params: { order: string }
conversions:
  - { performs_custom_event: opened_tracking_page, within: 3d }
delivery: { override_frequency_capping: true, recipient_subscription_state: all }
messages:
  email-a: &mail
    channel: email
    name: Plain
    subject: 'Order @{param.order}, {{${first_name} | default: ''dear''}} at me@@@{site}'
    body: { file: body.html }
  email-b: { <<: *mail, name: Photo, reply_to: other@x.example, body: '<p>@{param.order}</p>' }
  erp:
    channel: webhook
    workspaces: [production]
    url: '@{site}/hooks/shipped'
    request_method: POST
    request_headers: { Authorization: { secret: ERP_AUTH } }
    body: |
      {\"order\": \"@{param.order}\"}
";

fn world() -> World {
    World::new()
        .file("campaigns/order-shipped.yaml", CAMPAIGN)
        .file("campaigns/body.html", "<p>@{param.order}</p>\r\n@{file:../parts/footer.html}\n")
        .file("parts/footer.html", "<a href='@{site}'>Acme</a>\n")
}

fn desired(world: &World, workspace: &str) -> Desired {
    world.judge().desired.remove(&WorkspaceName::parse(workspace).unwrap()).unwrap()
}

fn shown(desired: &Desired) -> String {
    let campaign = &desired.campaigns[&CampaignKey::parse("order-shipped").unwrap()];
    let mut lines = vec![format!(
        "{:?} {:?} {:?} {:?} line {}",
        campaign.name, campaign.tags, campaign.conversions, campaign.delivery, campaign.place.line
    )];
    for message in &campaign.messages {
        let content = Value::Object(message.content.0.clone());
        lines.push(format!("{} line {} {content}", message.key, message.place.line));
        for (field, source) in &message.texts {
            lines.push(format!("  {field}: {:?} {:?}", source.pieces, source.vars));
        }
    }
    lines.join("\n")
}

#[test]
fn names_stand_for_what_each_workspace_says() {
    assert_eq!(world().said(), "");
    insta::assert_snapshot!(shown(&desired(&world(), "local")), @r#"
    Some("Order shipped") Some(["orders", "transactional"]) Some([Conversion { event: PerformsCustomEvent { name: "opened_tracking_page" }, within_seconds: 259200 }]) Delivery { override_frequency_capping: Some(true), recipient_subscription_state: Some(All) } line 1
    email-a line 9 {"subject":"Order @{param.order}, {{${first_name} | default: 'dear'}} at me@http://localhost:8080","body":"<p>@{param.order}</p>\n<a href='http://localhost:8080'>Acme</a>","app_id":"storefront","from":"Acme <hello@shop.example.com>"}
      body: [Piece { path: "campaigns/body.html", text: "<p>@{param.order}</p>\n@{file:../parts/footer.html}" }, Piece { path: "parts/footer.html", text: "<a href='@{site}'>Acme</a>" }] [("site", "http://localhost:8080")]
    email-b line 14 {"subject":"Order @{param.order}, {{${first_name} | default: 'dear'}} at me@http://localhost:8080","reply_to":"other@x.example","body":"<p>@{param.order}</p>","app_id":"storefront","from":"Acme <hello@shop.example.com>"}
    "#);
    insta::assert_snapshot!(shown(&desired(&world(), "production")), @r#"
    Some("Order shipped") Some(["orders", "transactional"]) Some([Conversion { event: PerformsCustomEvent { name: "opened_tracking_page" }, within_seconds: 259200 }]) Delivery { override_frequency_capping: Some(true), recipient_subscription_state: Some(All) } line 1
    email-a line 9 {"subject":"Order @{param.order}, {{${first_name} | default: 'dear'}} at me@https://shop.example.com","body":"<p>@{param.order}</p>\n<a href='https://shop.example.com'>Acme</a>","app_id":"3f1a8d7c-90b2-4e65-b7f4-c2d81e5a6093","from":"Acme <hello@shop.example.com>"}
      body: [Piece { path: "campaigns/body.html", text: "<p>@{param.order}</p>\n@{file:../parts/footer.html}" }, Piece { path: "parts/footer.html", text: "<a href='@{site}'>Acme</a>" }] [("site", "https://shop.example.com")]
    email-b line 14 {"subject":"Order @{param.order}, {{${first_name} | default: 'dear'}} at me@https://shop.example.com","reply_to":"other@x.example","body":"<p>@{param.order}</p>","app_id":"3f1a8d7c-90b2-4e65-b7f4-c2d81e5a6093","from":"Acme <hello@shop.example.com>"}
    erp line 15 {"url":"https://shop.example.com/hooks/shipped","request_method":"POST","request_headers":{"Authorization":"@{secret.ERP_AUTH}"},"body":"{\"order\": \"@{param.order}\"}\n"}
      body: [Piece { path: "campaigns/order-shipped.yaml", text: "{\"order\": \"@{param.order}\"}\n" }] []
    "#);
}

#[test]
fn a_broken_campaign_is_left_out_and_nothing_is_retired() {
    let world = world().file("campaigns/broken.yaml", "campaign: broken\nmessages: 3\n");
    let desired = desired(&world, "local");
    assert!(desired.partial);
    assert_eq!(desired.campaigns.len(), 1);
}

#[test]
fn what_is_wrong_in_one_workspace_is_right_in_another() {
    let project = super::PROJECT.replace("site: http://localhost:8080, ", "");
    let world = world().project(&project);
    let (local, production) = (desired(&world, "local"), desired(&world, "production"));
    assert_eq!((local.partial, local.campaigns.len()), (true, 0));
    assert_eq!((production.partial, production.campaigns.len()), (false, 1));
}

#[test]
fn several_campaigns_may_share_a_file() {
    let one = |key: &str| {
        format!(
            "campaign: {key}\nmessages:\n  m: {{ channel: sms, subscription_group_id: sms-us, body: hi }}\n"
        )
    };
    let world = World::new().file("campaigns/all.yaml", format!("{}---\n{}", one("a"), one("b")));
    assert_eq!(desired(&world, "local").campaigns.len(), 2);
}

#[test]
fn unmanaged_is_not_empty() {
    let world = World::new().file(
        "campaigns/a.yaml",
        "campaign: order-shipped\ntags: []\nmessages:\n  m: { channel: sms, subscription_group_id: sms-us, body: hi, draft: true }\n",
    );
    insta::assert_snapshot!(shown(&desired(&world, "local")), @r"
    None Some([]) None Delivery { override_frequency_capping: None, recipient_subscription_state: None } line 1
    m line 4 {}
    ");
}

#[test]
fn a_key_of_the_authors_own_is_no_sugar() {
    let world = World::new().file(
        "campaigns/a.yaml",
        "campaign: order-shipped\nmessages:\n  m: { channel: android_push, alert: hi, title: t, extra: { file: report.pdf } }\n",
    );
    assert_eq!(world.said(), "");
    insta::assert_snapshot!(shown(&desired(&world, "local")), @r#"
    None None None Delivery { override_frequency_capping: None, recipient_subscription_state: None } line 1
    m line 3 {"alert":"hi","title":"t","extra":{"file":"report.pdf"}}
    "#);
}

#[test]
fn a_variable_alone_keeps_its_type() {
    let world = World::new().file(
        "campaigns/a.yaml",
        "campaign: order-shipped\nmessages:\n  m: { channel: android_push, alert: hi, title: 'in @{ttl} s', time_to_live: '@{ttl}' }\n",
    );
    assert_eq!(world.said(), "");
    insta::assert_snapshot!(shown(&desired(&world, "production")), @r#"
    None None None Delivery { override_frequency_capping: None, recipient_subscription_state: None } line 1
    m line 3 {"alert":"hi","title":"in 7200 s","time_to_live":7200}
    "#);
}
