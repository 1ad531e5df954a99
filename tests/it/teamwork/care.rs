//! `lock verify`, `mv`, `gc`, `rebuild`, `merge`, `install-driver`, and `who`.

use super::team::{LOCK, Team};

#[test]
fn verify_lists_every_problem() {
    let team = Team::new();
    team.run("lock verify").ends(0).says("1 lockfile");
    let text = team.folder.read(LOCK);
    let ids: Vec<_> = team.ids().into_keys().collect();
    let twice = text.replace(&ids[0], &ids[1]).replace("name: About z", "name: 'About z'");
    team.folder.write(LOCK, &(twice + "# a remark\n"));
    team.folder.write("campaigns.gone.lock", &text);
    team.run("lock verify")
        .ends(12)
        .says(&format!("the id `{}` belongs to", ids[1]))
        .says("is not written as campaignctl writes it")
        .says("campaigns.gone.lock: its header names the workspace `local`")
        .says("campaignctl lock mv gone NEW");
}

#[test]
fn another_form_of_the_same_is_written_anew_by_the_next_apply() {
    let team = Team::new();
    let text = team.folder.read(LOCK);
    let other = text.replace("name: About z", "name: 'About z'") + "# a remark\n";
    team.folder.write(LOCK, &other);
    team.run("lock verify").ends(12).says("`apply` writes it anew");
    team.run("apply --offline --locked").ends(0);
    assert_eq!(team.folder.read(LOCK), other);
    team.run("apply --offline").ends(0);
    assert_eq!(team.folder.read(LOCK), text);
    team.run("lock verify").ends(0);
}

#[test]
fn verify_finds_fields_that_are_not_those_of_the_digest() {
    let team = Team::new();
    team.folder.edit(LOCK, "subject: Hello", "subject: Hallo");
    team.run("lock verify").ends(12).says("`a.email`: the recorded content is sha256:");
    team.run("apply --offline --locked").ends(12).says("`a`, `m`, `z` would change");
    team.run("apply --offline").ends(0);
    team.run("lock verify").ends(0);
}

#[test]
fn verify_misses_texts_that_are_gone_or_changed() {
    let team = Team::new();
    team.folder.write("campaigns/long.html", "<p>Long</p>\n");
    team.folder.edit("campaigns/a.yaml", "body: Hi", "body: { file: long.html }");
    team.folder.write("campaigns/other.html", "<p>Other</p>\n");
    team.folder.edit("campaigns/m.yaml", "body: Hi", "body: { file: other.html }");
    team.apply();
    team.run("lock verify").ends(0);
    let pieces = pieces(&team);
    assert_eq!(pieces.len(), 2);
    team.folder.write(&pieces[0], "something else");
    team.remove(&pieces[1]);
    team.run("lock verify")
        .ends(12)
        .says("does not hold what its name says")
        .says("which is missing");
}

fn pieces(team: &Team) -> Vec<String> {
    let tracked = team.git("ls-files --others --cached campaigns.lock.d");
    tracked.lines().filter(|name| team.folder.path(name).exists()).map(str::to_owned).collect()
}

#[test]
fn gc_removes_only_what_no_lockfile_mentions() {
    let team = Team::new();
    team.folder.edit("campaigns/a.yaml", "body: Hi", "body: { file: long.html }");
    for text in ["<p>One</p>\n", "<p>Two</p>\n"] {
        team.folder.write("campaigns/long.html", text);
        team.apply();
    }
    assert_eq!(pieces(&team).len(), 2);
    team.run("lock gc").ends(0).says("1 text").says("--yes");
    assert_eq!(pieces(&team).len(), 2);
    // An apply that was cut short still needs its texts.
    let digest = campaignctl::model::Digest::of(b"<p>One</p>");
    team.folder.write(".campaignctl/journal.elsewhere", &format!("{{\"x\":\"{digest}\"}}\n"));
    team.run("lock gc").ends(0).says("every stored text is needed");
    team.remove(".campaignctl/journal.elsewhere");
    team.run("lock gc --yes").ends(0).says("removed campaigns.lock.d/");
    assert_eq!(pieces(&team).len(), 1);
    team.run("lock verify").ends(0);
}

#[test]
fn a_renamed_workspace_takes_its_lockfile_along() {
    let team = Team::new();
    let before = team.ids();
    team.folder.edit("campaignctl.yaml", "default_workspace: local", "default_workspace: shop");
    team.folder.edit("campaignctl.yaml", "\n  local:", "\n  shop:");
    team.run("plan").ends(12).says("campaignctl lock mv local shop");
    team.run("lock mv shop local").ends(3);
    team.run("lock mv local shop").ends(0).says("campaigns.shop.lock");
    assert!(!team.folder.path(LOCK).exists());
    team.run("lock verify").ends(0);
    team.run("plan --detailed-exitcode").ends(0);
    let text = team.folder.read("campaigns.shop.lock");
    let mut after = std::collections::BTreeMap::new();
    campaignctl::lock::parse(&text).unwrap().each_id(|id, owner| {
        after.insert(id.to_owned(), owner);
    });
    assert_eq!(after, before);
    team.run("lock mv local shop").ends(6).says("has a lockfile already");
}

#[test]
fn a_lost_lockfile_is_rebuilt_from_history() {
    let team = Team::new();
    team.rename_and_replace();
    let before = team.ids();
    team.remove(LOCK);
    team.commit("lose");
    team.run("lock rebuild --from-git-history").ends(0).says("--yes");
    assert!(!team.folder.path(LOCK).exists());
    team.run("lock rebuild --from-git-history --yes").ends(0).says(&format!("wrote {LOCK}"));
    assert_eq!(team.ids(), before);
    team.run("plan --detailed-exitcode").ends(0);
    team.run("lock rebuild --from-git-history").ends(0).says("no id was lost");
}

#[test]
fn an_id_that_a_merge_lost_is_put_back() {
    let team = Team::new();
    let before = team.ids();
    let text = team.folder.read(LOCK);
    let (head, rest) = text.split_once("  m:\n").unwrap();
    let (_, tail) = rest.split_once("  z:\n").unwrap();
    team.folder.write(LOCK, &format!("{head}  z:\n{tail}"));
    team.commit("lose");
    team.run("lock rebuild --from-git-history --yes").ends(0).says("m.email had ");
    assert_eq!(team.ids(), before);
}

#[test]
fn who_names_present_retired_and_lost_ids_with_their_commit() {
    let team = Team::new();
    let find = |owner: &str| {
        let ids = team.ids();
        ids.into_iter().find(|(_, own)| own == owner).unwrap().0
    };
    let (a, email) = (find("a"), find("a.email"));
    team.run(&format!("who {a}"))
        .ends(0)
        .says("campaign `a` \"About a\" in `local`")
        .says("by Ann: begin");
    team.run(&format!("who {email}")).ends(0).says("message `email` (email) of campaign `a`");
    team.retire("a");
    team.apply();
    team.run(&format!("who {email}")).ends(0).says("retired");
    team.remove(LOCK);
    team.run(&format!("who {a}")).ends(3).says("lock rebuild --from-git-history");
    team.run("who nobody").ends(3).says("no lockfile here has the id `nobody`");
    // A part of an id, and a key, are none.
    let part = team.run(&format!("who {}", &a[..8])).ends(3);
    assert!(!part.out.contains("by Ann"), "{}", part.out);
}

#[test]
fn installing_the_driver_twice_changes_nothing() {
    let team = Team::new();
    team.run("lock install-driver").ends(0).says("merge.campaignctl.driver");
    let config = team.folder.read(".git/config");
    team.run("lock install-driver").ends(0).says("is installed");
    assert_eq!(team.folder.read(".git/config"), config);
    assert!(team.git("check-attr merge -- campaigns.local.lock").contains("campaignctl"));
}

#[test]
fn the_driver_leaves_markers_that_are_explained() {
    let team = Team::new();
    let (theirs, ours) = ("theirs-id", "ours-id");
    let text = team.folder.read(LOCK);
    let id = team.ids().into_iter().find(|(_, owner)| owner == "m").unwrap().0;
    team.folder.write("base", "");
    team.folder.write("ours", &text.replace(&id, ours));
    team.folder.write("theirs", &text.replace(&id, theirs));
    let told = "`m` has the id `ours-id` on one side and `theirs-id` on the other";
    team.run("lock merge base ours theirs campaigns.local.lock").ends(1).says(told);
    team.folder.write(LOCK, &team.folder.read("ours"));
    team.run("plan").ends(12).says(told);
    team.run("lock verify").ends(12).says(told);
}

#[test]
fn a_driver_that_cannot_run_falls_back_to_markers_that_are_healed() {
    let team = Team::new();
    team.run("lock install-driver --command no-such-campaignctl").ends(0);
    team.git("checkout -q -b theirs");
    team.define("b", "", "Theirs");
    team.apply();
    team.commit("theirs");
    team.git("checkout -q main");
    team.define("c", "", "Ours");
    team.apply();
    team.commit("ours");
    assert!(!team.try_git("merge -q theirs"));
    team.run("list").ends(0).says("git left conflict markers");
    team.settle();
    let owners: Vec<_> = team.ids().into_values().filter(|owner| owner.len() == 1).collect();
    assert_eq!(owners.len(), 5, "{owners:?}");
}

impl Team {
    /// Gives the lockfile a past.
    fn rename_and_replace(&self) {
        self.rename("a", "b", "Hello");
        self.add_message("m", "second");
        self.apply();
        self.commit("more");
        self.retire("z");
        self.apply();
        self.commit("less");
    }
}
