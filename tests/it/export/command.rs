//! `export`, as a build runs it: without the definitions.

use crate::commands::folder::Folder;

#[test]
fn the_lockfile_alone_is_enough() {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    folder.remove("campaignctl.yaml");
    folder.remove("campaigns/welcome.yaml");
    folder.remove("templates/welcome.html");
    let said = folder.run("export").ends(0);
    let bundle: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((&bundle["version"], &bundle["workspace"]), (&1.into(), &"local".into()));
    let message = &bundle["campaigns"]["welcome"]["messages"]["email"];
    assert_eq!(message["content"]["preheader"], "Good to have you here");
    assert!(message["content"]["body"].as_str().unwrap().contains("<h1"));
    assert_eq!(said.out, folder.run("export -w local").ends(0).out);
}

#[test]
fn check_tells_a_stale_file() {
    let folder = Folder::new();
    folder.run("export").ends(3).says("there is no lockfile");
    folder.run("apply").ends(0);
    folder.run("export --check").ends(3).says("--out");
    folder.run("export --out app/b.json --check").ends(12).says("app/b.json is not there");
    folder.run("export --out app/b.json").ends(0).says("wrote app/b.json");
    folder.run("export --out app/b.json --check").ends(0);
    folder.edit("campaigns/welcome.yaml", "Good to have you here", "Hello");
    folder.run("apply --offline").ends(0);
    folder.run("export --out app/b.json --check").ends(12).says("app/b.json is stale");
    assert!(folder.read("app/b.json").contains("Good to have you here"), "a check writes nothing");
}

#[test]
fn nothing_else_is_written_over() {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    folder.write("package.json", "{ \"version\": 1 }\n");
    folder.write("empty.json", "");
    for file in
        ["campaigns.local.lock", "campaignctl.yaml", "campaigns/welcome.yaml", "package.json"]
    {
        let before = folder.read(file);
        for command in ["export", "plan"] {
            let said = folder.run(&format!("{command} --out {file}")).ends(6);
            said.says(&format!("{file} is ")).says("name another file with --out");
        }
        assert_eq!(folder.read(file), before);
    }
    folder.run("export --out campaigns.new.lock").ends(6).says("a file of the project");
    folder.run("plan --out campaigns.lock.d/plan.json").ends(6).says("a file of the project");
    folder.run("export --out campaigns").ends(3).says("campaigns is a folder");
    folder.run("plan --out campaigns").ends(3).says("campaigns is a folder");
    folder.run("export --out package.json/b.json").ends(3).says("a folder that is a file");
    for (command, other) in [("export", "plan"), ("plan", "export")] {
        folder.run(&format!("{command} --out {command}.json")).ends(0);
        folder.run(&format!("{command} --out {command}.json")).ends(0);
        folder.run(&format!("{other} --out {command}.json")).ends(6);
    }
    folder.run("export --out empty.json").ends(0).says("wrote empty.json");
}

#[test]
fn a_choice_of_workspaces_is_asked_for() {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    let other = folder.read("campaigns.local.lock").replace("workspace: local", "workspace: other");
    folder.write("campaigns.other.lock", &other);
    folder.run("export").ends(3).says("there are lockfiles of local, other").says("-w NAME");
    assert!(folder.run("export -w other").ends(0).out.contains("\"workspace\": \"other\""));
    folder.run("export --workspace third").ends(3).says("there is no campaigns.third.lock");
    folder.run("export -w local -w other").ends(3).says("one workspace");
}

#[test]
fn a_lockfile_that_does_not_hold_what_was_released_is_refused() {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    folder.edit("campaigns.local.lock", "Good to have you here", "Pay here");
    let said = folder.run("export").ends(12);
    assert!(said.err.contains("but sha256:") && said.out.is_empty(), "{}", said.err);
    folder.edit("campaigns.local.lock", "Pay here", "Good to have you here");
    std::fs::remove_dir_all(folder.path("campaigns.lock.d")).unwrap();
    folder.run("export").ends(12).says("campaigns.lock.d has no `templates/welcome.html`");
}
