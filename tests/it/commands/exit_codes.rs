//! One test for each exit code that can occur.

use super::folder::Folder;

#[test]
fn done_is_0() {
    Folder::new().run("validate").ends(0);
}

#[test]
fn changes_are_2_only_when_asked_for() {
    let folder = Folder::new();
    folder.run("plan").ends(0);
    folder.run("plan --detailed-exitcode").ends(2);
}

#[test]
fn invalid_definitions_are_3_everywhere() {
    let folder = Folder::new();
    folder.edit("campaigns/welcome.yaml", "subject:", "subjekt:");
    for line in ["validate", "plan", "apply", "render --campaign welcome"] {
        folder.run(line).ends(3).says("campaigns/welcome.yaml:11").says("subject");
    }
}

#[test]
fn an_invalid_command_line_is_3() {
    let folder = Folder::new();
    folder.run("plann").ends(3).says("plan");
    folder.run("plan --workspace nowhere").ends(3).says("nowhere");
    folder.run("render --campaign welcom").ends(3).says("welcome");
}

#[test]
fn a_missing_project_is_3() {
    Folder::empty().run("plan").ends(3).says("campaignctl init");
}

#[test]
fn a_question_without_a_terminal_is_6_and_names_the_flag() {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    folder.run("send --campaign welcome --to audience/users.csv").ends(6).says("--yes");
}

#[test]
fn two_messages_of_one_channel_without_a_choice_are_3() {
    let folder = Folder::new();
    let twice = "  email-b:\n    channel: email\n    subject: Hi\n    body: Hello there\n";
    let text = folder.read("campaigns/welcome.yaml") + twice;
    folder.write("campaigns/welcome.yaml", &text);
    folder.run("apply").ends(0);
    folder
        .run("send --campaign welcome --to audience/users.csv --yes")
        .ends(3)
        .says("email-b")
        .says("--message");
}

#[test]
fn source_that_is_not_released_is_12() {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    folder.edit("templates/welcome.html", "what fits", "what suits");
    folder
        .run("send --campaign welcome --to audience/users.csv --yes")
        .ends(12)
        .says("campaignctl apply");
}

#[test]
fn a_locked_apply_that_would_change_the_lockfile_is_12() {
    let folder = Folder::new();
    folder.run("apply --locked").ends(12).says("welcome");
    folder.run("apply").ends(0);
    folder.run("apply --locked").ends(0);
}
