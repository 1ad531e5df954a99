//! A newcomer's way through the commands.

use super::folder::Folder;

#[test]
fn a_newcomer_gets_from_an_empty_folder_to_a_report() {
    let folder = Folder::new();
    folder.run("validate").ends(0).says("1 campaign");
    folder.run("plan --detailed-exitcode").ends(2).says("+ welcome");
    folder.run("apply").ends(0);
    folder.run("plan --detailed-exitcode").ends(0);
    let lock = folder.read("campaigns.local.lock");
    assert!(lock.contains("campaign_id:") && lock.contains("message_variation_id:"), "{lock}");
    folder.run("render --campaign welcome").ends(0).says("message_variation_id");
    let send = "send --campaign welcome --to audience/users.csv --yes";
    folder.run(send).ends(0).says("3 recipients");
    folder.run(send).ends(0).says("--key");
    folder.run("sandbox simulate welcome --open 1").ends(0);
    folder.run("report welcome").ends(0).says("unique_opens");
    folder.run("report welcome --format json").ends(0).says("\"version\": 1");
}

#[test]
fn ids_stay_through_every_later_apply() {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    let ids = |lock: &str| -> Vec<String> {
        lock.lines().filter(|line| line.contains("_id:")).map(|l| l.trim().to_owned()).collect()
    };
    let first = ids(&folder.read("campaigns.local.lock"));
    folder.edit("campaigns/welcome.yaml", "name: Welcome", "name: Welcome aboard");
    folder.edit("templates/welcome.html", "what fits", "what fits you");
    folder.run("plan").ends(0).says("+ ").says("Welcome aboard").says("what fits you");
    folder.run("apply").ends(0);
    assert_eq!(ids(&folder.read("campaigns.local.lock")), first);
    folder.run("plan --detailed-exitcode").ends(0);
}

#[test]
fn two_clones_get_the_same_ids() {
    let (one, two) = (Folder::new(), Folder::empty());
    for name in ["campaignctl.yaml", "campaigns/welcome.yaml", "templates/welcome.html"] {
        two.write(name, &one.read(name));
    }
    one.run("apply").ends(0);
    two.run("apply").ends(0);
    assert_eq!(one.read("campaigns.local.lock"), two.read("campaigns.local.lock"));
}

#[test]
fn a_missing_sandbox_store_is_rebuilt_from_the_lockfile() {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    std::fs::remove_dir_all(folder.path(".campaignctl")).unwrap();
    folder.run("plan --detailed-exitcode").ends(0);
    folder.run("send --campaign welcome --to audience/users.csv --yes").ends(0);
    folder.run("report welcome").ends(0);
}

#[test]
fn a_campaign_without_a_title_is_listed_by_its_key() {
    let folder = Folder::new();
    folder.edit("campaigns/welcome.yaml", "name: Welcome\n", "");
    folder.run("apply").ends(0);
    let said = folder.run("list").ends(0);
    assert!(said.out.lines().next().unwrap().ends_with("  welcome"), "{}", said.out);
}
