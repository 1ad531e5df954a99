//! A team with many campaigns in three workspaces: 120 here, so that it is told quickly.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::world::{Shop, campaign};

const CAMPAIGNS: usize = 120;

/// Each workspace has them all under ids of its own. Some titles are of several, one says nothing in
/// Latin letters; a few are archived, drafts, or triggered.
fn world(prefix: &str) -> Vec<Value> {
    let one = |n: usize| {
        let name = match n {
            0..4 => "Newsletter".to_owned(),
            4 => "Привет".to_owned(),
            _ => format!("Campaign {n}"),
        };
        let channel = if n == 2 { "sms" } else { ["email", "sms", "apple_push", "webhook"][n % 4] };
        let id = format!("{prefix}-{n:03}");
        let first = format!("{id}-a");
        let second = format!("{id}-b");
        let mut messages = vec![(first.as_str(), channel, "A")];
        if n.is_multiple_of(3) {
            messages.push((second.as_str(), "content_card", "Card"));
        }
        let mut campaign = campaign(&id, &name, &messages);
        match n {
            117 => campaign["archived"] = json!(true),
            118 => campaign["draft"] = json!(true),
            119 => campaign["is_api_campaign"] = json!(false),
            _ => campaign["tags"] = json!(["all", channel]),
        }
        campaign
    };
    (0..CAMPAIGNS).map(one).collect()
}

#[test]
fn three_workspaces_of_many_campaigns_come_under_one_roof() {
    let shop = Shop::new(&["p", "s", "t"].map(world));
    let list = "117 new · 1 archived · 1 not launched · 1 no API campaigns";
    shop.run("import --list -w prod").ends(0).says(list);

    // The first: a definition for each.
    shop.run("import --all -w prod").ends(0).says("117 definitions written");
    shop.run("validate").ends(0);
    shop.run("import --list -w prod").ends(0).says("117 known");

    // The second: titles and messages tell, but for two that have both in common.
    let said = shop.run("import --all -w stage").ends(8);
    for line in [
        "? Newsletter (s-001): several have this title: `newsletter-2`, `newsletter-3`",
        "campaignctl bind newsletter-2 s-001",
    ] {
        assert!(said.out.contains(line), "{}", said.out);
    }
    assert!(
        said.err.contains("0 definitions written, 115 of existing definitions"),
        "{}",
        said.err
    );
    for (key, id) in [("newsletter-2", "s-001"), ("newsletter-3", "s-002")] {
        shop.run(&format!("bind {key} {id} -w stage")).ends(0);
    }
    shop.run("import --all -w stage").ends(0).says("nothing to import");

    // The third: a table says it.
    let mut map = String::from("campaign,campaign_id\n");
    let prod = shop.folder.read("campaigns.prod.lock");
    let mut key = "";
    for line in prod.lines() {
        if let Some(name) = line.strip_prefix("  ").filter(|line| !line.starts_with(' ')) {
            key = name.trim_end_matches(':');
        } else if let Some(id) = line.strip_prefix("    campaign_id: p-") {
            writeln!(map, "{key},t-{id}").unwrap();
        }
    }
    shop.folder.write("map.csv", &map);
    shop.run("bind --from map.csv -w test")
        .ends(0)
        .says("117 files changed: they name `test`, too")
        .says("117 campaigns bound");

    // Nobody wants anything, and running any of it again changes nothing.
    let before = shop.files();
    for name in ["prod", "stage", "test"] {
        shop.run(&format!("plan --detailed-exitcode -w {name}"))
            .ends(0)
            .says("117 campaigns, 117 unchanged");
        shop.run(&format!("import --all -w {name}")).ends(0).says("nothing to import");
    }
    shop.run("bind --from map.csv -w test").ends(0);
    shop.run("lock verify").ends(0);
    assert_eq!(shop.files(), before);
}
