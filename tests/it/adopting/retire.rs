//! A campaign ends, in one step.

use super::world::{Shop, campaign};
use crate::commands::folder::Folder;

#[test]
fn its_definition_goes_and_every_lockfile_keeps_its_ids() {
    let world = |id: &str, m: &str| vec![campaign(id, "Order", &[(m, "email", "Plain")])];
    let shop = Shop::new(&[world("p-1", "p-1m"), world("s-1", "s-1m")]);
    shop.run("import --all -w prod").ends(0);
    shop.run("import --all -w stage").ends(0);
    let before = shop.files();
    shop.run("retire order").ends(6).says("--yes");
    shop.run("retire order --yes -w prod").ends(6).says("workspaces: [stage]");
    shop.run("retire nobody --yes").ends(3).says("no campaign `nobody`");
    assert_eq!(shop.files(), before);
    shop.run("retire order --yes")
        .ends(0)
        .says("archive p-1 in the dashboard")
        .says("archive s-1 in the dashboard");
    assert!(!shop.folder.path("campaigns/order.yaml").exists());
    for name in ["prod", "stage"] {
        shop.run(&format!("plan --detailed-exitcode -w {name}")).ends(0).says("Nothing to do.");
        assert!(shop.folder.read(&format!("campaigns.{name}.lock")).contains("retired: true"));
    }
    let after = shop.files();
    shop.run("retire order --yes").ends(0).says("is retired already");
    shop.run("import --all -w prod").ends(0).says("retired or replaced here: `Order`");
    assert_eq!(shop.files(), after);
}

#[test]
fn a_protected_workspace_needs_its_name() {
    let world = |id: &str, m: &str| vec![campaign(id, "Order", &[(m, "email", "Plain")])];
    let proof = "    proof: { segment: segment-@ }\n";
    let shop = Shop::with(&[world("p-1", "p-1m"), world("s-1", "s-1m")], proof);
    shop.run("import --all -w prod").ends(0);
    shop.run("import --all -w stage").ends(0);
    shop.folder.edit("campaignctl.yaml", "  prod:\n", "  prod:\n    protected: true\n");
    let before = shop.files();
    shop.run("retire order --yes").ends(6).says("`prod` is protected").says("--confirm prod");
    shop.run("retire order --yes --confirm stage").ends(6).says("`stage` is not `prod`");
    assert_eq!(shop.files(), before);
    shop.folder.edit("campaignctl.yaml", "  stage:\n", "  stage:\n    protected: true\n");
    let before = shop.files();
    shop.run("retire order --yes").ends(6).says("--confirm prod --confirm stage");
    shop.run("retire order --yes --confirm prod").ends(6).says("--confirm stage");
    assert_eq!(shop.files(), before);
    shop.run("retire order --yes --confirm prod --confirm stage").ends(0);
    assert!(!shop.folder.path("campaigns/order.yaml").exists());
}

#[test]
fn cut_short_after_the_definition_went_it_goes_on() {
    let shop = Shop::new(&[vec![campaign("p-1", "Order", &[("p-1m", "email", "Plain")])]]);
    shop.run("import --all").ends(0);
    std::fs::remove_file(shop.folder.path("campaigns/order.yaml")).unwrap();
    shop.run("retire order --yes").ends(0);
    shop.run("plan --detailed-exitcode").ends(0).says("Nothing to do.");
}

#[test]
fn other_definitions_of_the_file_stay() {
    let shop = Shop::new(&[vec![]]);
    let text = |key: &str| {
        format!("# {key}\ncampaign: {key}\nmessages:\n  a: {{ channel: sms, draft: true }}\n")
    };
    let all = format!("{}---\n{}---\n{}", text("one"), text("two"), text("three"));
    for (gone, left) in [
        ("two", format!("{}---\n{}", text("one"), text("three"))),
        ("three", format!("{}---\n{}", text("one"), text("two"))),
        ("one", format!("---\n{}---\n{}", text("two"), text("three"))),
    ] {
        shop.folder.write("campaigns/all.yaml", &all);
        shop.run(&format!("retire {gone} --yes")).ends(0).says("the other definitions in it stay");
        assert_eq!(shop.folder.read("campaigns/all.yaml"), left);
    }
}

#[test]
fn a_sandbox_archives_it_and_protection_needs_a_second_word() {
    let folder = Folder::new();
    folder.edit(
        "campaigns/welcome.yaml",
        "campaign: welcome",
        "protected: true\ncampaign: welcome",
    );
    folder.run("apply").ends(0);
    folder.run("retire welcome --yes").ends(6).says("--retire-protected welcome");
    assert!(folder.path("campaigns/welcome.yaml").exists());
    folder.run("retire welcome --yes --retire-protected welcome").ends(0);
    folder.run("plan --detailed-exitcode").ends(0).says("Nothing to do.");
}
