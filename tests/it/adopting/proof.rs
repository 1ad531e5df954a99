//! Before any write: the key is of the workspace that the lockfile is for. And ids of a sandbox stay
//! where they are.

use serde_json::json;

use super::world::{Shop, campaign};

const ORDER: &str = "campaign: order
name: Order
messages:
  a: { channel: sms, draft: true }
";

/// Every way to write to the lockfile of a live workspace.
const WRITES: [&str; 4] =
    ["apply --yes", "import Other", "bind order made", "import order --update"];

fn shop(more: &str) -> Shop {
    let world = |id: &str| {
        vec![
            campaign(id, "Order", &[("v", "sms", "")]),
            campaign("other", "Other", &[("w", "sms", "")]),
        ]
    };
    let shop = Shop::with(&[world("made"), world("theirs")], more);
    shop.folder.write("campaigns/order.yaml", ORDER);
    shop
}

#[test]
fn at_first_contact_something_has_to_show_which_workspace_it_is() {
    let shop = shop("");
    for line in &WRITES[..3] {
        let said = shop.run(line).ends(8).says("nothing shows that this key is of `prod`");
        said.says("proof: { segment: IDENTIFIER }");
        assert!(!shop.folder.path("campaigns.prod.lock").exists(), "{line}");
    }
    // Those who only look are not asked.
    shop.run("plan").ends(0).says("made has this title");
    shop.run("import --list").ends(0);
    shop.run("apply --offline").ends(0);
    shop.folder.edit("campaignctl.yaml", "  stage:", "    proof: { campaign: other }\n  stage:");
    shop.run("apply --yes").ends(0).says("recorded in campaigns.prod.lock");
}

#[test]
fn a_proof_that_is_not_there_stops_every_write() {
    for proof in ["segment: segment-other", "campaign: nope"] {
        let shop = shop(&format!("    proof: {{ {proof} }}\n"));
        for line in &WRITES[..3] {
            shop.run(line).ends(6).says("does not know the `proof` of `prod`");
        }
        assert!(!shop.folder.path("campaigns.prod.lock").exists());
    }
}

#[test]
fn a_campaign_of_any_kind_is_a_proof() {
    let mut triggered = campaign("triggered", "T", &[("t", "sms", "")]);
    triggered["is_api_campaign"] = json!(false);
    let worlds = [vec![campaign("made", "Order", &[("v", "sms", "")]), triggered]];
    let shop = Shop::with(&worlds, "    proof: { campaign: triggered }\n");
    shop.folder.write("campaigns/order.yaml", ORDER);
    shop.run("apply --yes").ends(0);
}

#[test]
fn an_id_of_the_lockfile_is_the_proof_from_then_on() {
    let shop = shop("    proof: { segment: segment-@ }\n");
    shop.run("apply --yes").ends(0);
    let before = shop.files();
    // The key of another workspace: there the proof holds, and the ids do not.
    let project = shop.folder.read("campaignctl.yaml");
    let url = |number: usize| {
        project.lines().filter(|line| line.contains("endpoint")).nth(number).unwrap()
    };
    shop.folder.edit("campaignctl.yaml", url(0), url(1));
    shop.folder.edit("campaignctl.yaml", "segment-prod", "segment-stage");
    for line in WRITES.iter().chain(&["plan", "import --list"]) {
        shop.run(line).ends(6).says("does not have made, the one id of campaigns.prod.lock");
    }
    assert_eq!(shop.files(), before);
}

#[test]
fn where_everything_waits_for_a_person_nothing_is_asked() {
    let shop = shop("");
    shop.folder.edit("campaigns/order.yaml", "name: Order", "name: Nobody made it");
    shop.folder.edit("campaigns/order.yaml", "draft: true", "draft: true, name: A");
    shop.run("apply --offline").ends(0);
    shop.run("apply").ends(13).says("Nobody made it");
}

#[test]
fn an_id_of_a_sandbox_reaches_no_endpoint() {
    let shop = shop("    proof: { segment: segment-@ }\n");
    shop.run("apply --yes").ends(0);
    shop.folder.edit("campaigns.prod.lock", "origin: adopted", "origin: sandbox");
    let before = shop.files();
    shop.folder.write("users.csv", "external_id\nu1\n");
    let send = "send --campaign order --to users.csv --yes --new-ledger";
    let reads = ["plan", "report", "import --list", send];
    for line in WRITES.iter().chain(&reads) {
        let said = shop.run(&format!("{line} -v"));
        assert_eq!(said.code, 6, "{line}: {}", said.err);
        assert!(said.err.contains("1 id of a sandbox: `order`"), "{line}: {}", said.err);
        assert!(
            !said.err.contains("made") && !said.err.contains("/campaigns/"),
            "{line}: {}",
            said.err
        );
    }
    assert_eq!(shop.files(), before);
    let said = shop.run("doctor -w prod -v").ends(3);
    assert!(said.out.contains("has 1 id of a sandbox: `order`"), "{}", said.out);
    assert!(!said.err.contains("GET "), "nothing is asked: {}", said.err);
    shop.run("lock verify").ends(12).says("`order` has an id of a sandbox");
}
