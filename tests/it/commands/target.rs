//! Where `--out` may write.

use super::folder::Folder;

#[test]
fn nothing_is_written_where_definitions_are_looked_for() {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    for command in ["plan", "export"] {
        for name in ["campaigns/new.yaml", "campaigns/not/there/yet.yaml", "./campaigns/new.yaml"] {
            folder
                .run(&format!("{command} --out {name}"))
                .ends(6)
                .says("would be read as a definition: `campaigns` in campaignctl.yaml matches it")
                .says("another folder, or with another ending");
        }
    }
    folder.run("-C campaigns/.. plan -o campaigns/new.yaml").ends(6);
    let there = std::fs::read_dir(folder.path("campaigns")).unwrap().count();
    assert_eq!(there, 1, "only the definition is there");
    folder.run("validate").ends(0).says("1 campaign in");
}

#[test]
fn beside_the_definitions_there_is_room() {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    folder.run("plan -o campaigns/plan.json").ends(0);
    folder.run("export --out campaigns/.hidden.yaml").ends(0);
    folder.run("export --out bundle.yaml").ends(0);
    folder.run("validate").ends(0).says("1 campaign in");
    // Folders that are never looked into hold no definition, whatever the pattern is.
    folder.edit("campaignctl.yaml", "[campaigns/**/*.yaml]", "['**/*.yaml']");
    std::fs::create_dir(folder.path("target")).unwrap();
    folder.run("export --out target/bundle.yaml").ends(0);
    folder.run("export --out other.yaml").ends(6);
}

#[test]
fn generated_code_is_no_definition_either() {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    folder.edit("campaignctl.yaml", "campaigns/**/*.yaml", "campaigns/**");
    folder.run("codegen --lang go --out campaigns").ends(6).says("name another folder");
    folder.run("codegen --lang go --out app").ends(0);
}

#[test]
fn a_definition_is_not_written_over() {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    let before = folder.read("campaigns/welcome.yaml");
    folder.run("plan -o campaigns/welcome.yaml").ends(6).says("a file of the project");
    assert_eq!(folder.read("campaigns/welcome.yaml"), before);
}
