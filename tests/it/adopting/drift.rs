//! What the dashboard changed: shown, and accepted.

use serde_json::{Value, json};

use super::world::{Shop, campaign};

const DEFINITION: &str = r"# About this file.

campaign: order   # the key
name: 'Order shipped'    # the title

description: >-
  Tells the buyer.
tags:
  # people search for these
  - orders  # a
  - all     # b


# the order counts
conversions:
  - performs_custom_event: tracked
    within: 3d
  - { makes_purchase: any, within: 7d }  # B
messages:

  # the email
  email: &mail
      channel: email
      name: Plain   # its name
      draft: true
  # the end
";

fn shop() -> Shop {
    let order = json!({
        "id": "p-order", "name": "Order shipped", "description": "Tells the buyer.", "tags": ["all", "orders"],
        "conversion_behaviors": [
            { "type": "Performs Custom Event", "custom_event_name": "tracked", "window": 259_200 },
            { "type": "Makes Any Purchase", "window": 604_800 },
        ],
        "messages": [{ "id": "p-a", "channel": "email", "name": "Plain" }],
    });
    let shop = Shop::new(&[vec![order, campaign("p-2", "Other", &[("p-2m", "sms", "Text")])]]);
    shop.folder.write("campaigns/order.yaml", DEFINITION);
    shop.run("import --all").ends(0);
    shop
}

#[test]
fn without_drift_it_is_quiet() {
    let shop = shop();
    shop.folder.edit("campaigns/other.yaml", "name: Other", "name: Another");
    let said = shop
        .run("plan --drift --detailed-exitcode")
        .ends(0)
        .says("no drift: 2 campaigns as recorded");
    assert_eq!(said.out, "", "only the definition moved");
    let said = shop.run("plan --drift --format json").ends(0);
    let plan: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(
        (plan["operations"].as_array().unwrap().len(), plan["notices"].as_array().unwrap().len()),
        (0, 0)
    );
    shop.run("plan --drift --offline").ends(3);
}

#[test]
fn what_has_no_id_yet_cannot_drift_and_is_counted_apart() {
    let shop = shop();
    let new =
        |key: &str| format!("campaign: {key}\nmessages:\n  sms: {{ channel: sms, draft: true }}\n");
    shop.folder.write("campaigns/new.yaml", &new("new"));
    let check = |line: &str, end: &str| {
        let said = shop.run(line).ends(0);
        assert!(said.err.ends_with(end), "{end:?} is not at the end of {}", said.err);
    };
    let drift = "plan --drift";
    check(drift, "no drift: 2 campaigns as recorded, 1 without an id yet\n");
    check(&format!("{drift} --except new"), "no drift: 2 campaigns as recorded\n");
    check(
        &format!("{drift} --only new"),
        "no drift: 0 campaigns as recorded, 1 without an id yet\n",
    );
    // Its id is under the old key until the move is applied.
    let order = shop.folder.read("campaigns/order.yaml");
    let key = order.lines().find(|line| line.starts_with("campaign: ")).unwrap();
    let old = key.trim_start_matches("campaign: ").split(' ').next().unwrap();
    let moved = format!("campaign: renamed\nmoved_from: {old}");
    shop.folder.edit("campaigns/order.yaml", key, &moved);
    check(drift, "no drift: 2 campaigns as recorded, 1 without an id yet\n");
}

#[test]
fn drift_says_what_moved_and_how_to_accept_it() {
    let shop = shop();
    shop.folder.edit("campaigns/other.yaml", "name: Other", "name: Another");
    shop.dashboard("/p-order/edit", &json!({ "name": "Order sent", "tags": ["all", "finance"] }));
    shop.dashboard("/p-order/messages/p-a/edit", &json!({ "name": "Plain text" }));
    shop.dashboard(
        "/p-order/messages",
        &json!({ "id": "p-b", "channel": "email", "name": "Photo" }),
    );
    let said = shop.run("plan --drift --detailed-exitcode").ends(2);
    insta::assert_snapshot!(said.out.split_once('\n').unwrap().1, @r#"
    ≠ order                            dashboard
        name        - Order shipped
                    + Order sent
        tags        - orders
                    + finance
        email.name  - Plain
                    + Plain text
        it has a message that is not defined: email "Photo", p-b
        accept: campaignctl import order --update -w prod
    3 drift · 0 retires
    "#);
    shop.run("plan --drift").ends(0);
    shop.run("plan --drift --format json --detailed-exitcode").ends(2);
}

#[test]
fn an_update_changes_values_in_place_and_nothing_else() {
    let shop = shop();
    shop.dashboard(
        "/p-order/edit",
        &json!({ "name": "Order: sent", "description": "New", "tags": ["all", "finance"] }),
    );
    shop.dashboard("/p-order/messages/p-a/edit", &json!({ "name": "Plain text" }));
    shop.dashboard(
        "/p-order/messages",
        &json!({ "id": "p-b", "channel": "email", "name": "Photo" }),
    );
    shop.run("import order --update").ends(0).says("campaigns/order.yaml").says("accepted");
    let expected = DEFINITION
        .replace("'Order shipped'", "\"Order: sent\"")
        .replace(" >-\n  Tells the buyer.", " New")
        .replace("Plain   #", "Plain text   #");
    let added = "  email-photo:\n    channel: email\n    name: Photo\n    draft: true  # needs app_id, from, subject, body\n";
    let expected = expected.replace("      draft: true\n", &format!("      draft: true\n{added}"));
    let text = shop.folder.read("campaigns/order.yaml");
    check_but_for_the_tags(&text, &expected);
    let before = shop.files();
    shop.run("plan --detailed-exitcode").ends(0).says("Nothing to do.");
    shop.run("import order --update").ends(0).says("nothing to accept");
    assert_eq!(shop.files(), before);
}

/// The expected text, but for the item of a list that went with its comment.
fn check_but_for_the_tags(text: &str, expected: &str) {
    let expected =
        expected.replace("  - orders  # a\n  - all     # b\n", "  - all     # b\n  - finance\n");
    assert_eq!(text, expected);
}

#[test]
fn whatever_the_dashboard_moved_is_drift_and_says_who_moved() {
    // What is done there, what is edited here, who moved, and what is shown of it.
    let cases = [
        ("/p-order/edit", json!({ "description": "New" }), "", "dashboard", "+ New"),
        ("/p-2/archive", json!({}), "", "dashboard", "it was archived in the dashboard"),
        ("/p-order/edit", json!({ "name": "Theirs" }), "name: 'Ours'", "both", "- Theirs"),
    ];
    for (path, body, ours, by, shows) in cases {
        let shop = shop();
        if !ours.is_empty() {
            shop.folder.edit("campaigns/order.yaml", "name: 'Order shipped'", ours);
        }
        shop.run("plan --drift --detailed-exitcode")
            .ends(0)
            .says("no drift: 2 campaigns as recorded");
        shop.dashboard(path, &body);
        let said = shop.run("plan --drift --detailed-exitcode").ends(2).says(by).says(shows);
        assert!(!said.out.contains("no drift"), "{}", said.out);
        let said = shop.run("plan --drift --detailed-exitcode --format json").ends(2);
        let plan: Value = serde_json::from_str(&said.out).unwrap();
        let told = plan["operations"].as_array().unwrap().len()
            + plan["notices"].as_array().unwrap().len();
        assert_eq!(told, 1, "{plan:#}");
    }
}

#[test]
fn what_cannot_be_accepted_is_said() {
    let shop = shop();
    shop.dashboard("/p-2/archive", &json!({}));
    let said = shop.run("import other --update").ends(0);
    assert!(said.err.contains("other: it is archived in the dashboard"), "{}", said.err);
    assert!(!said.err.contains("nothing to accept"), "{}", said.err);
}
