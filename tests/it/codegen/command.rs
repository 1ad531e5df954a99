//! `codegen`, as a build runs it.

use crate::commands::folder::Folder;

#[test]
fn ids_come_from_lockfiles_alone() {
    let folder = Folder::new();
    folder.run("codegen --lang go --out app").ends(3).says("there is no lockfile");
    folder.run("apply").ends(0);
    folder.remove("campaignctl.yaml");
    folder
        .run("codegen --lang go --out app --check")
        .ends(12)
        .says("app/campaigns.go is not there");
    folder.run("codegen --lang go --out app").ends(0).says("wrote app/campaigns.go");
    folder.run("codegen --lang go --out app --check").ends(0);
    let text = folder.read("app/campaigns.go");
    assert!(text.contains("type WelcomeIDs struct"), "{text}");
    folder.write("app/campaigns.go", &text.replace("Welcome", "welcome"));
    folder.run("codegen --lang go --out app --check").ends(12).says("app/campaigns.go is stale");
}

#[test]
fn a_file_of_the_application_stays() {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    folder.write("app/campaigns.go", "// Mine.\npackage campaigns\n");
    let said = folder.run("codegen --lang go --out app").ends(6);
    said.says("app/campaigns.go is no file that `codegen` wrote").says("--out");
    assert_eq!(folder.read("app/campaigns.go"), "// Mine.\npackage campaigns\n");
    folder.run("codegen --lang go --out app --check").ends(12).says("is stale");
    folder.run("codegen --lang go --out campaignctl.yaml").ends(3).says("name a folder");
    for lang in ["typescript", "python", "go", "java", "kotlin", "swift", "rust"] {
        folder.run(&format!("codegen --lang {lang} --out b --package a")).ends(0);
        folder.run(&format!("codegen --lang {lang} --out b --package b")).ends(0);
        folder.run(&format!("codegen --lang {lang} --out b --package a")).ends(0);
    }
    folder.run("codegen --lang rust --out c").ends(0);
    let rust = folder.read("c/campaigns.rs");
    assert!(rust.contains("\n    /// The workspace's name.\n"), "{rust}");
}

#[test]
fn several_workspaces_go_into_one_file() {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    let other = folder.read("campaigns.local.lock").replace("workspace: local", "workspace: other");
    folder.write("campaigns.other.lock", &other);
    folder.run("codegen --lang rust --out a").ends(3).says("choose with -w NAME");
    folder.run("codegen --lang rust --out a --all-workspaces").ends(0).says("wrote");
    folder.run("codegen --lang rust --out b -w other --workspace local").ends(0).says("wrote");
    folder.run("codegen --lang rust --out c -w other").ends(0).says("wrote");
    assert_eq!(folder.read("a/campaigns.rs"), folder.read("b/campaigns.rs"));
    assert!(folder.read("a/campaigns.rs").contains("ALL: [Self; 2]"));
    assert!(folder.read("c/campaigns.rs").contains("ALL: [Self; 1]"));
    folder.run("codegen --lang java --out d -w other --package a.b").ends(0).says("d/a/b/B.java");
    folder.run("codegen --lang go --out d -w local --format json").ends(3).says("--format json");
    folder.run("codegen --lang cobol --out d").ends(3).says("typescript");
    folder.run("codegen --lang go --out d --package ../x").ends(3).says("--package");
}
