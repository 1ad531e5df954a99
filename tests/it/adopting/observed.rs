//! What a plan costs: as much as was edited, not as much as there is. And what it may be wrong about.

use serde_json::{Value, json};

use super::world::{Shop, campaign};

const FILE: &str = ".campaignctl/observed.prod.json";

const ORDER: &str = "campaign: order
name: Order
tags: [orders]
messages:
  a: { channel: sms, draft: true }
";

/// A workspace of so many campaigns, made long ago, of which one is defined and recorded.
fn shop(campaigns: usize) -> Shop {
    let mut order = campaign("order-id", "Order", &[("v", "sms", "")]);
    order["tags"] = json!(["orders"]);
    let more = (1..campaigns).map(|n| {
        campaign(
            &format!("c-{n:03}"),
            &format!("Campaign {n}"),
            &[(&format!("v-{n}"), "email", "")],
        )
    });
    let shop = Shop::new(&[
        std::iter::once(order).chain(more).collect(),
        vec![campaign("order-id", "Other", &[("w", "sms", "")])],
    ]);
    shop.post("/_sandbox/clock", &json!({ "advance_seconds": 3 * 86_400 }));
    shop.folder.write("campaigns/order.yaml", ORDER);
    shop.run("apply").ends(0);
    shop.folder.remove(FILE);
    shop
}

/// The calls of a command: of the list, and of details.
#[track_caller]
fn calls(shop: &Shop, line: &str, exit: i32) -> (usize, usize) {
    let said = shop.run(&format!("{line} -v")).ends(exit);
    let of = |path: &str| {
        said.err.lines().filter(|line| line.starts_with(&format!("GET {path}"))).count()
    };
    assert_eq!(said.err.lines().filter(|line| line.starts_with("POST ")).count(), 0);
    (of("/campaigns/list"), of("/campaigns/details"))
}

#[test]
fn a_second_plan_over_500_campaigns_asks_for_what_was_edited() {
    let shop = shop(500);
    assert_eq!(
        calls(&shop, "plan", 0),
        (6, 500),
        "everything, 100 a page; a full page may have another"
    );
    assert_eq!(
        calls(&shop, "plan", 0),
        (1, 1),
        "nothing was edited; one id shows that it is the same workspace"
    );
    shop.dashboard("/c-250/edit", &json!({ "name": "Edited" }));
    assert_eq!(calls(&shop, "plan", 0), (1, 2), "and the one that was edited");
    shop.dashboard("/order-id/edit", &json!({ "tags": ["orders", "finance"] }));
    let said = shop.run("plan -v").ends(0).says("+ finance");
    said.says("prod: read 3 of 500 API campaigns; the others were not edited");
    shop.dashboard(
        "",
        &json!({ "id": "new", "name": "New", "messages": [{ "id": "n", "channel": "sms" }] }),
    );
    shop.run("plan -v").ends(0).says("read 4 of 501 API campaigns");
}

#[test]
fn what_a_write_builds_on_is_read_again() {
    let shop = shop(30);
    shop.run("plan").ends(0);
    // A memory that is wrong in a way that no look at what was edited shows.
    let wrong = |from: &str, to: &str| shop.folder.edit(FILE, from, to);
    wrong("\"name\":\"Order\"", "\"name\":\"Wrong\"");
    shop.folder.edit("campaigns/order.yaml", "name: Order", "name: Order\ndescription: New");
    shop.folder.edit(
        "campaigns/order.yaml",
        ", draft: true",
        ", app_id: 3f1a8d7c-90b2-4e65-b7f4-c2d81e5a6093, subscription_group_id: 77aa0f3e-6c94-4d18-92be-5f40c7d3e281, body: Hello",
    );
    shop.run("plan").ends(0).says("Wrong");
    let said = shop.run("apply -v").ends(13).says("1 operation applied, 1 not done");
    assert!(!said.out.contains("Wrong"), "{}", said.out);
    assert!(said.err.contains("GET /campaigns/details?campaign_id=order-id"), "{}", said.err);
    // A campaign that is about to get its id: the list is read in full, and what stands in it.
    shop.folder.write(
        "campaigns/two.yaml",
        "campaign: two\nname: Campaign 2\nmessages: { a: { channel: email, draft: true } }\n",
    );
    wrong("\"name\":\"Campaign 3\"", "\"name\":\"Campaign 2\"");
    let said = shop.run("apply -v --allow-pending").ends(0);
    assert!(shop.folder.read("campaigns.prod.lock").contains("campaign_id: c-002"), "{}", said.out);
}

#[test]
fn a_memory_of_something_else_is_forgotten_without_a_word() {
    let shop = shop(3);
    shop.run("plan").ends(0);
    let good = shop.folder.read(FILE);
    let damaged = [
        String::new(),
        "{".to_owned(),
        good[..good.len() / 2].to_owned(),
        "[1, 2]".to_owned(),
        good.replace("\"version\":1", "\"version\":0"),
        good.replace("\"workspace\":\"prod\"", "\"workspace\":\"stage\""),
        good.replace("7c9e6679", "7c9e6678"),
        good.replace("http://127.0.0.1", "http://127.0.0.2"),
        good.replace("order-id", "order id"),
        // Of a time to come, and of one long gone.
        good.replace("\"whole\":\"20", "\"whole\":\"21"),
        good.replace("\"whole\":\"20", "\"whole\":\"19"),
    ];
    for text in damaged {
        assert_ne!(text, good);
        shop.folder.write(FILE, &text);
        let said =
            shop.run("plan -v").ends(0).says("read 3 of 3 API campaigns").says("Nothing to do.");
        assert!(!said.err.contains("error"), "{}", said.err);
        let again: Value = serde_json::from_str(&shop.folder.read(FILE)).unwrap();
        assert_eq!(again["sight"]["campaigns"].as_object().unwrap().len(), 3);
    }
}

#[test]
fn the_memory_of_another_workspace_behind_the_same_address_is_not_believed() {
    let shop = shop(3);
    shop.run("plan").ends(0);
    // What the other key would see on the same host: campaigns that this workspace does not have.
    let text = shop.folder.read(FILE);
    shop.folder
        .write(FILE, &text.replace("\"c-00", "\"a-00").replace("\"order-id\"", "\"b-order\""));
    shop.run("plan -v").ends(0).says("read 3 of 3 API campaigns").says("Nothing to do.");
}

#[test]
fn a_folder_that_cannot_be_written_costs_the_memory_and_nothing_else() {
    let shop = shop(3);
    std::fs::create_dir_all(shop.folder.path(FILE)).unwrap();
    shop.run("plan -v").ends(0).says("read 3 of 3");
    shop.run("plan -v").ends(0).says("read 3 of 3");
}
