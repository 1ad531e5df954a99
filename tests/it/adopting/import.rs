//! What a team has in its dashboards comes into git.

use serde_json::{Value, json};

use super::world::{NAMES, Shop, campaign};

/// Order shipped is everywhere, with other ids; the others are where their titles say.
fn worlds() -> Vec<Vec<Value>> {
    let mut prod = vec![
        json!({
            "id": "p-order", "name": "Order shipped", "description": "Tells: the #buyer\nall", "tags": ["orders", "all"],
            "conversion_behaviors": [
                { "type": "Performs Custom Event", "custom_event_name": "tracked", "window": 259_200 },
                { "type": "Makes Any Purchase", "window": 5_400 },
            ],
            "messages": [
                { "id": "p-a", "channel": "email", "name": "Plain" },
                { "id": "p-b", "channel": "email", "name": "Photo" },
                { "id": "p-i", "channel": "apple_push", "name": "iOS" },
            ],
        }),
        campaign("p-2", "Prod and stage", &[("p-2m", "sms", "Text")]),
        campaign("p-3", "Заказ отправлен", &[("p-3m", "email", "")]),
        campaign("p-5", "Promo", &[("p-5m", "email", "Mail")]),
        campaign("p-4", "Promo", &[("p-4m", "email", "Mail")]),
        campaign("p-6", "@{site} {{x}}: \"y\"", &[("p-6m", "webhook", "@{a}")]),
    ];
    let mut stage = prod[..2].to_vec();
    let mut test = vec![prod[0].clone(), campaign("t-1", "Test alone", &[("t-1m", "email", "x")])];
    for (prefix, campaigns) in [("s", &mut stage), ("t", &mut test)] {
        for one in campaigns.iter_mut() {
            let renamed = one.to_string().replace("\"p-", &format!("\"{prefix}-"));
            *one = serde_json::from_str(&renamed).unwrap();
        }
    }
    prod.push(json!({ "id": "p-old", "name": "Old", "archived": true, "messages": [] }));
    prod.push(json!({ "id": "p-new", "name": "New", "draft": true, "messages": [{ "id": "p-nm", "channel": "email" }] }));
    prod.push(json!({ "id": "p-trigger", "name": "Triggered", "is_api_campaign": false, "messages": [{ "id": "p-tm", "channel": "email" }] }));
    vec![prod, stage, test]
}

#[test]
fn what_is_written_validates_is_canonical_and_nothing_is_left_to_plan() {
    let shop = Shop::new(&worlds()[..1]);
    shop.run("import --all")
        .ends(0)
        .says("6 definitions written")
        .says("left out, archived: `Old`")
        .says("left out, not launched yet: `New`")
        .says("left out, no API campaign: `Triggered`");
    insta::assert_snapshot!(shop.folder.read("campaigns/order-shipped.yaml"), @r#"
    # Imported from prod: p-order
    campaign: order-shipped
    name: Order shipped
    description: "Tells: the #buyer\nall"
    tags: [all, orders]
    conversions:
      - { performs_custom_event: tracked, within: 3d }
      - { makes_purchase: any, within: 90m }
    # Braze keeps no content of an API campaign: it comes with each request. Fill in what is sent
    # today, then remove `draft: true`.
    messages:
      ios:
        channel: apple_push
        name: iOS
        draft: true  # needs alert: { title, body }
      email-photo:
        channel: email
        name: Photo
        draft: true  # needs app_id, from, subject, body
      email-plain:
        channel: email
        name: Plain
        draft: true  # needs app_id, from, subject, body
    "#);
    let lock = shop.folder.read("campaigns.prod.lock");
    assert!(lock.contains("campaign_id: p-order\n    origin: adopted"), "{lock}");
    assert!(lock.contains("message_variation_id: p-b\n        name: Photo"), "{lock}");
    shop.run("validate").ends(0);
    shop.run("fmt --check").ends(0);
    shop.run("lock verify").ends(0);
    shop.run("plan --detailed-exitcode")
        .ends(0)
        .says("6 campaigns, 6 unchanged")
        .says("Nothing to do.");
    let before = shop.files();
    let names: Vec<_> = before.iter().map(|(name, _)| name.as_str()).collect();
    assert!(
        names.contains(&"campaigns/promo.yaml") && names.contains(&"campaigns/promo-2.yaml"),
        "{names:?}"
    );
    assert!(
        before.iter().any(|(_, text)| text.contains("campaign_id: p-4\n")),
        "the lower id comes first"
    );
    shop.run("import --all").ends(0).says("nothing to import");
    shop.run("import Promo").ends(0).says("nothing to import");
    assert_eq!(shop.files(), before);
}

#[test]
fn one_by_one_gives_the_same_as_all_at_once() {
    let all = Shop::new(&worlds()[..1]);
    all.run("import --all").ends(0);
    let single = Shop::new(&worlds()[..1]);
    for id in ["p-5", "p-order", "p-6", "p-4", "p-3", "p-2"] {
        single.run(&format!("import {id}")).ends(0).says("1 definition written");
    }
    assert_eq!(single.files(), all.files());
}

#[test]
fn three_workspaces_with_different_campaigns_have_quiet_plans() {
    let shop = Shop::new(&worlds());
    for name in NAMES {
        shop.run(&format!("import --all -w {name}")).ends(0);
        // At no moment does another workspace want to make or retire something.
        for other in NAMES {
            shop.run(&format!("plan --detailed-exitcode -w {other}"))
                .ends(0)
                .says("Nothing to do.");
        }
    }
    let workspaces = |key: &str| {
        let text = shop.folder.read(&format!("campaigns/{key}.yaml"));
        text.lines().find(|line| line.starts_with("workspaces:")).unwrap_or("everywhere").to_owned()
    };
    assert_eq!(workspaces("order-shipped"), "everywhere");
    assert_eq!(workspaces("prod-and-stage"), "workspaces: [prod, stage]");
    assert_eq!(workspaces("promo"), "workspaces: [prod]");
    assert_eq!(workspaces("test-alone"), "workspaces: [test]");
    let stage = shop.folder.read("campaigns.stage.lock");
    assert!(stage.contains("campaign_id: s-order\n    origin: adopted"), "{stage}");
    let before = shop.files();
    for name in NAMES {
        shop.run(&format!("import --all -w {name}")).ends(0).says("nothing to import");
    }
    shop.run("fmt --check").ends(0);
    assert_eq!(shop.files(), before);
}

#[test]
fn cut_short_between_definitions_and_lockfile_it_goes_on() {
    let shop = Shop::new(&worlds()[..1]);
    shop.run("import --all").ends(0);
    let done = shop.files();
    std::fs::remove_file(shop.folder.path("campaigns.prod.lock")).unwrap();
    std::fs::remove_file(shop.folder.path("campaigns/promo-2.yaml")).unwrap();
    shop.run("import --all").ends(0).says("1 definition written, 5 of existing definitions");
    assert_eq!(shop.files(), done);
}

#[test]
fn what_is_ambiguous_is_listed_and_the_rest_is_done() {
    let stage = vec![
        campaign("s-1", "Promo", &[("s-1m", "email", "Mail")]),
        campaign("s-2", "Promo", &[("s-2m", "email", "Mail")]),
        campaign("s-3", "Prod and stage", &[("s-3m", "sms", "Text")]),
        campaign("s-4", "Order shipped", &[("s-4m", "sms", "Text")]),
    ];
    let shop = Shop::new(&[worlds().swap_remove(0), stage]);
    shop.run("import --all -w prod").ends(0);
    shop.run("import --all -w stage")
        .ends(8)
        .says("? Promo (s-1): several have this title: `promo`, `promo-2`")
        .says("campaignctl bind promo s-1")
        .says("? Order shipped (s-4): it has this title and other messages: `order-shipped`")
        .says("0 definitions written, 1 of existing definitions");
    let stage = shop.folder.read("campaigns.stage.lock");
    assert!(stage.contains("s-3") && !stage.contains("s-1"), "{stage}");
    shop.run("import s-4 --as order-text -w stage").ends(0).says("+ order-text");
    shop.run("import s-1 --as promo -w stage").ends(8).says("campaignctl bind promo s-1");
    shop.run("import s-1 s-2 --as promo-x -w stage").ends(3).says("one campaign");
}

#[test]
fn nothing_is_overwritten_and_nothing_is_written_where_nobody_looks() {
    let shop = Shop::new(&worlds()[..1]);
    shop.folder.write(
        "campaigns/promo.yaml",
        "campaign: mine\nname: Mine\nmessages:\n  a: { channel: sms, draft: true }\n",
    );
    shop.run("import p-4").ends(0).says("campaigns/promo.2.yaml");
    assert!(shop.folder.read("campaigns/promo.yaml").starts_with("campaign: mine"));
    shop.run("import p-3 --into elsewhere").ends(3).says("--into DIR");
    shop.run("import p-3 --into ../campaigns").ends(3);
    shop.run("import Nope --into campaigns").ends(3).says("no campaign `Nope`");
    shop.run("import").ends(3).says("--all");
    shop.folder.write("campaigns/broken.yaml", "campaign: [\n");
    let before = shop.files();
    shop.run("import --all").ends(3);
    assert_eq!(shop.files(), before);
}

#[test]
fn the_list_tells_how_each_stands() {
    let shop = Shop::new(&worlds()[..1]);
    shop.run("import p-2").ends(0);
    let said = shop
        .run("import --list")
        .ends(0)
        .says("5 new · 1 known · 1 archived · 1 not launched · 1 no API campaigns");
    assert!(said.out.contains("known as prod-and-stage"), "{}", said.out);
    assert!(said.out.contains("new: order-shipped"), "{}", said.out);
    let column = |text: &str, word: &str| text.find(word).unwrap();
    let line = said.out.lines().find(|line| line.contains("p-order")).unwrap();
    assert_eq!(column(said.out.lines().next().unwrap(), "id "), column(line, "p-order"));
    let said = shop.run("import --list --format json").ends(0);
    let listing: Value = serde_json::from_str(&said.out).unwrap();
    let schema = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/schemas/import.v1.schema.json"
    ));
    let schema: Value = serde_json::from_str(&schema.unwrap()).unwrap();
    assert!(jsonschema::is_valid(&schema, &listing), "{listing}");
    let one =
        listing["campaigns"].as_array().unwrap().iter().find(|one| one["campaign_id"] == "p-order");
    assert_eq!(one.unwrap()["channels"], json!(["apple_push", "email"]));
    assert_eq!(one.unwrap()["tags"], json!(["all", "orders"]));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "blessing writes files of this repository")]
fn the_schema_of_the_list_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/import.v1.schema.json");
    let fresh =
        serde_json::to_string_pretty(&campaignctl::output::import::schema()).unwrap() + "\n";
    if std::env::var_os("CAMPAIGNCTL_BLESS").is_some() {
        std::fs::write(path, &fresh).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap_or_default() == fresh,
        "{path} is stale: CAMPAIGNCTL_BLESS=1"
    );
}

#[test]
fn a_key_of_another_workspace_writes_nothing() {
    let shop = Shop::new(&worlds()[..2]);
    shop.run("import --all -w prod").ends(0);
    let project = shop.folder.read("campaignctl.yaml");
    let endpoints: Vec<_> =
        project.lines().filter(|line| line.contains("endpoint")).map(str::to_owned).collect();
    let before = shop.files();
    shop.folder.edit("campaignctl.yaml", &endpoints[0], &endpoints[1]);
    shop.run("import --all -w prod").ends(6).says("has none of the 6 ids of campaigns.prod.lock");
    shop.run("bind promo s-2 -w prod").ends(6);
    assert_eq!(shop.files(), before);
    let shop = Shop::with(&worlds()[..2], "    proof: { segment: segment-prod }\n");
    shop.run("import --all -w prod").ends(0);
    shop.run("import --all -w stage").ends(6).says("does not know the `proof` of `stage`");
}

#[test]
fn a_sandbox_has_nothing_to_import() {
    crate::commands::folder::Folder::new().run("import --all").ends(3).says("the embedded sandbox");
}

#[test]
fn templates_are_no_definitions() {
    let worlds = [vec![
        campaign("t-1", "Template", &[("v-t", "email", "Variation 1")]),
        campaign("p-1", "Order", &[("v-1", "email", "Mail")]),
    ]];
    let templates = "    proof: { segment: segment-@ }\n    templates: [{ campaign_id: t-1, channels: [email] }]\n";
    let shop = Shop::with(&worlds, templates);
    let said = shop.run("import --list").ends(0).says("1 new · 1 under `templates`");
    assert!(said.out.contains("template"), "{}", said.out);
    shop.run("import --all")
        .ends(0)
        .says("1 definition written")
        .says("left out, a template of the workspace: `Template`");
    shop.run("import Template").ends(0).says("a template of the workspace");
    assert!(!shop.folder.path("campaigns/template.yaml").exists());
}

#[test]
fn another_key_for_what_is_defined_is_refused() {
    let worlds = worlds();
    let shop = Shop::new(&worlds[..2]);
    shop.run("import --all -w prod").ends(0);
    let before = shop.files();
    let line = "import s-order --as foo -w stage";
    shop.run(line)
        .ends(8)
        .says("the campaign `order-shipped`")
        .says("campaignctl bind order-shipped s-order -w stage");
    assert_eq!(shop.files(), before);
    // Cut short between definition and lockfile, the same line goes on.
    let shop = Shop::new(&worlds[..1]);
    shop.run("import p-order --as foo").ends(0);
    let done = shop.files();
    std::fs::remove_file(shop.folder.path("campaigns.prod.lock")).unwrap();
    shop.run("import p-order --as foo").ends(0).says("1 of existing definitions");
    assert_eq!(shop.files(), done);
}
