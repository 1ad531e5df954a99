//! What people type in a hurry.

use serde_json::Value;

use super::folder::Folder;

#[test]
fn help_is_a_word_and_an_option() {
    let folder = Folder::empty();
    let all = folder.run("--help").ends(0).out;
    assert!(all.contains("\n  validate "), "{all}");
    folder.run("help").ends(0).says("\n  validate ");
    folder.run("help sends show").ends(0).says("campaignctl sends show");
    folder.run("help plann").ends(3).says("there is no command `plann`");
}

#[test]
fn a_rule_is_explained_as_a_problem_shows_it() {
    let folder = Folder::empty();
    let plain = folder.run("explain unknown-field").ends(0).out;
    assert_eq!(folder.run("explain error[unknown-field]").ends(0).out, plain);
    folder.run("explain error[unknown-feild]").ends(3).says("unknown-field");
}

#[test]
fn a_send_to_nobody_names_both_ways_to_say_whom() {
    let said = Folder::new().run("send --campaign welcome").ends(3);
    said.says("--to").says("--audience");
}

#[test]
fn values_are_filled_in_without_recipients_too() {
    let folder = Folder::new();
    folder.edit(
        "campaigns/welcome.yaml",
        "messages:",
        "params: { order: string, n: integer }\nmessages:",
    );
    folder.edit("campaigns/welcome.yaml", "Good to have you here", "'@{param.order}, @{param.n}'");
    folder.run("apply").ends(0);
    let preheader = |line: &str| {
        let body: Value = serde_json::from_str(&folder.run(line).ends(0).out).unwrap();
        body["messages"]["email"]["preheader"].as_str().unwrap().to_owned()
    };
    let render = "render --campaign welcome";
    assert_eq!(preheader(render), "@{param.order}, @{param.n}");
    assert_eq!(preheader(&format!("{render} --param order=1")), "1, @{param.n}");
    assert_eq!(preheader(&format!("{render} --param order=1 --param n=2")), "1, 2");
    folder.run(&format!("{render} --param n=x")).ends(3).says("an integer");
    folder.run(&format!("{render} --param m=1")).ends(3).says("`m`");
}

#[test]
fn a_report_tells_each_campaign_once_and_remarks_on_days_to_come() {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    let once = folder.run("report welcome").ends(0);
    assert_eq!(folder.run("report welcome welcome").ends(0).out, once.out);
    assert!(!once.err.contains("still to come"), "{}", once.err);
    folder.run("report welcome --until 9000-01-01").ends(0).says("still to come");
}

#[test]
fn a_broken_lockfile_is_told_once_with_what_to_do() {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    let name = std::fs::read_dir(folder.root()).unwrap().find_map(|entry| {
        let name = entry.unwrap().file_name().into_string().unwrap();
        name.strip_suffix(".lock").is_some().then_some(name)
    });
    let name = name.unwrap();
    folder.write(&name, "a: {\n");
    let said = folder.run("list").says("it is no lockfile: ").says("git log -p");
    assert!(!said.err.contains("lockfile: error"), "{}", said.err);
    assert!(!said.err.contains("could not use"), "{}", said.err);
}

#[test]
fn a_format_that_a_command_does_not_have_is_refused_before_it_writes() {
    let folder = Folder::empty();
    for command in ["init", "demo"] {
        folder
            .run(&format!("{command} --format json"))
            .ends(3)
            .says("this command has no `--format json`")
            .says("it has `human`");
    }
    assert_eq!(std::fs::read_dir(folder.root()).unwrap().count(), 0, "nothing was written");
}

#[test]
fn a_workspace_that_is_none_is_a_slip_though_all_lockfiles_are_verified() {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    folder.run("lock verify -w nope").ends(3).says("no workspace `nope`").says("it has local");
    folder.run("lock verify -w local").ends(0).says("1 lockfile");
}

#[test]
fn a_hint_is_a_command_for_the_same_project_and_workspace() {
    let folder = Folder::new();
    folder.run("show typo").ends(3).says("`campaignctl list` names them");
    folder.run("-C . -w local show typo").ends(3).says("`campaignctl list -C . -w local` names");
    folder.run("list -C . -w local").ends(0);
}

#[test]
fn help_says_which_workspace_it_is_without_a_word() {
    let folder = Folder::empty();
    for (command, expected) in [
        ("plan", "unless this page says otherwise"),
        ("doctor", "every workspace of the project is checked"),
        ("export", "the only one in the folder"),
        ("codegen", "say --all-workspaces"),
        ("retire", "the campaign ends in every workspace"),
        ("who", "Every lockfile of the folder is searched"),
        ("validate", "judged for every workspace"),
        ("lock verify", "every lockfile, whichever workspace -w names"),
    ] {
        folder.run(&format!("help {command}")).ends(0).says(expected);
    }
}

#[test]
fn validate_answers_where_there_is_little_to_judge() {
    let folder = Folder::new();
    folder.run("validate -w nope").ends(3).says("no workspace `nope`").says("it has local");
    folder.write("campaignctl.yaml", "version: 1\nlineage: abc\n");
    folder.run("validate").ends(3).says("the campaign files were not read");
    // Whose campaigns they are does not matter to what is wrong in them.
    for lineage in ["", "lineage: abc\n", "lineage: 00000000-0000-0000-0000-000000000000\n"] {
        let text = format!("version: 1\n{lineage}workspaces: {{ local: {{ sandbox: {{}} }} }}\n");
        folder.write("campaignctl.yaml", &text);
        folder.write("campaigns/more.yaml", "campaign: more\nmesages: {}\n");
        folder.run("validate").ends(3).says("lineage").says("did you mean `messages`");
        folder.run("plan").ends(3).says("lineage").says("did you mean `messages`");
        folder.run("lock verify").ends(3).says("`campaignctl validate` says why");
    }
    let folder = Folder::empty();
    folder.run("validate").ends(3).says("there is no campaignctl.yaml");
    folder.run("validate --format json").ends(3).says("\"rule\": \"no-project\"");
    folder.run("validate --format sarif").ends(3).says("\"ruleId\": \"no-project\"");
}

#[test]
fn all_campaigns_are_shown_without_a_key() {
    let folder = Folder::new();
    folder.run("show").ends(0).says("welcome in local").says("recorded: nothing");
    folder.run("apply").ends(0);
    folder.remove("campaigns/welcome.yaml");
    folder.run("show").ends(0).says("welcome in local").says("defined: nothing");
}
