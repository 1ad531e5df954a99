//! What a definition means in each workspace.

use campaignctl::model::{CampaignKey, Desired, WorkspaceName};
use serde_json::Value;

use super::World;

const CAMPAIGN: &str = "\
campaign: order-shipped
name: Order shipped
tags: [orders, transactional, orders]
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
  email-b: { <<: *mail, name: Photo, app_id: other, body: '<p>@{param.order}</p>' }
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
    insta::assert_snapshot!(shown(&desired(&world(), "local")), @"");
    insta::assert_snapshot!(shown(&desired(&world(), "production")), @"");
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
            "campaign: {key}\nmessages:\n  m: {{ channel: sms, subscription_group_id: x, body: hi }}\n"
        )
    };
    let world = World::new().file("campaigns/all.yaml", format!("{}---\n{}", one("a"), one("b")));
    assert_eq!(desired(&world, "local").campaigns.len(), 2);
}

#[test]
fn unmanaged_is_not_empty() {
    let world = World::new().file(
        "campaigns/a.yaml",
        "campaign: order-shipped\ntags: []\nmessages:\n  m: { channel: sms, subscription_group_id: x, body: hi, draft: true }\n",
    );
    insta::assert_snapshot!(shown(&desired(&world, "local")), @"");
}

#[test]
fn a_variable_alone_keeps_its_type() {
    let world = World::new().file(
        "campaigns/a.yaml",
        "campaign: order-shipped\nmessages:\n  m: { channel: android_push, alert: hi, title: '@{ttl}', time_to_live: '@{ttl}' }\n",
    );
    insta::assert_snapshot!(shown(&desired(&world, "production")), @"");
}
