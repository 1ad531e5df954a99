//! Sends through the real command: doubt, refusal, interruption, resuming.

use std::sync::Arc;
use std::time::{Duration, Instant};

use campaignctl::model::Timestamp;
use campaignctl::port::memory::SettableClock;
use campaignctl::port::{Method, Request, Transport as _};
use campaignctl::sandbox::{self, Settings};
use serde_json::{Value, json};

use super::folder::Folder;

const SEND: &str = "send --campaign welcome --to audience/users.csv --yes";

#[test]
fn what_nobody_knows_is_unknown_and_never_repeated_by_itself() {
    let folder = applied();
    fault(&folder, json!({ "next": 1, "drop": true, "path": "/messages/send" }));
    folder.run(SEND).ends(11).says("3 unknown").says("sends resolve");
    folder.run(SEND).ends(11).says("3 unknown");
    assert_eq!(delivered(&folder), 3, "the work was done once");
    let key = key(&folder);
    folder.run(&format!("sends show {key}")).ends(0).says("unknown");
    folder.run(&format!("sends resolve {key} --went-out --yes")).ends(0).says("1 of 1");
    folder.run(SEND).ends(0).says("3 of 3");
    assert_eq!(delivered(&folder), 3);
}

#[test]
fn a_key_can_be_read_and_typed_again() {
    let folder = applied();
    for key in ["", "a\nb", "a\u{1b}[2J"] {
        folder.run(&format!("{SEND} --key {key}")).ends(3).says("--key");
    }
    folder.run("sends list").ends(0).says("nothing was sent yet");
}

#[test]
fn what_did_not_go_out_by_a_persons_word_is_sent_by_resuming() {
    let folder = applied();
    fault(&folder, json!({ "next": 1, "answer": 503, "path": "/messages/send" }));
    folder.run(SEND).ends(11);
    let key = key(&folder);
    folder.run(&format!("sends resolve {key} --not-sent --yes")).ends(0).says("sends resume");
    folder.run(&format!("sends resume {key} --yes")).ends(0).says("3 of 3");
}

#[test]
fn the_commands_that_are_named_can_be_pasted() {
    let folder = applied();
    let there = "-C . --ledger sent.sqlite";
    fault(&folder, json!({ "next": 1, "answer": 503, "path": "/messages/send" }));
    let said = folder.run(&format!("{SEND} {there} --key march")).ends(11);
    folder.run(&named(&said.out, "--not-sent")).ends(6).says("--yes");
    let said = folder.run(&format!("{} --yes", named(&said.out, "--not-sent"))).ends(0);
    folder.run(&format!("{} --yes", named(&said.err, "sends resume"))).ends(0).says("3 of 3");
    let said = folder.run(&format!("sends show nothing {there}")).ends(3);
    folder.run(&named(&said.err, "sends list")).ends(0).says("march");
    folder.run("sends list").ends(0).says("nothing was sent yet");
}

#[test]
fn a_release_that_changed_in_between_names_the_way_on() {
    let folder = applied();
    let many: Vec<_> = (0..60).map(|n| format!("user-{n}")).collect();
    folder.write("audience/many.csv", &format!("external_user_id\n{}\n", many.join("\n")));
    let send = "send --campaign welcome --to audience/many.csv --yes --key march \
                --ledger sent.sqlite -C .";
    fault(&folder, json!({ "next": 1, "answer": 503, "path": "/messages/send" }));
    folder.run(send).ends(11).says("10 of 60");
    folder.run("sends resolve march --not-sent --yes --ledger sent.sqlite").ends(0);
    folder.edit("campaigns/welcome.yaml", "Good to have", "Great to have");
    folder.run("apply").ends(0);
    folder.run(&format!("{send} --dry-run")).ends(6).says("has changed since `march` was begun");
    let said = folder.run(send).ends(6).says("--key NAME");
    folder.run(&format!("{} --yes", named(&said.err, "sends resume"))).ends(0).says("60 of 60");
}

#[test]
fn a_send_of_which_nothing_went_out_is_not_begun() {
    let folder = applied();
    fault(&folder, json!({ "next": 1, "answer": 401, "path": "/messages/send" }));
    folder.run(SEND).ends(4);
    folder.edit("campaigns/welcome.yaml", "Good to have", "Great to have");
    folder.run("apply").ends(0);
    let dry = format!("{SEND} --dry-run");
    let would = folder.run(&dry).ends(0);
    assert!(would.out.starts_with("would send `welcome`"), "{}", would.out);
    folder.run(&format!("{dry} --format json")).ends(0).says("\"started\": null");
    folder.run(SEND).ends(0).says("3 of 3");
    folder.run(&dry).ends(0).says("would send nothing");
}

/// The command line that is named and has these words.
#[track_caller]
fn named(text: &str, words: &str) -> String {
    let commands = text.split(['\n', '`']).filter_map(|part| part.split_once("campaignctl "));
    let mut commands = commands.map(|(_, command)| command);
    let found = commands.find(|command| command.contains(words));
    found.unwrap_or_else(|| panic!("no command with {words:?} in {text}")).to_owned()
}

#[test]
fn one_recipient_is_one() {
    let folder = applied();
    let one = "--limit 1 --key one";
    folder.run(&format!("{SEND} {one}")).ends(0).says("1 of 1 recipient accepted");
    folder.run("sends show one --batches").ends(0).says("  1 recipient  accepted");
    folder.run("report welcome").ends(0).says(" · 1 recipient\n");
    let said = folder.run(&format!("{SEND} --limit 1 --key two --expect-recipients 2"));
    said.ends(6).says("1 recipient, and 2 were expected");
}

#[test]
fn a_refusal_is_told_in_brazes_words_and_ends_with_10() {
    let folder = applied();
    fault(&folder, json!({ "next": 1, "answer": 400, "path": "/messages/send" }));
    let said = folder.run(SEND).ends(10).says("3 refused");
    assert!(!said.out.contains("unknown"), "{}", said.out);
    assert_eq!(delivered(&folder), 0);
}

#[test]
fn a_send_that_is_interrupted_goes_on_where_it_stopped() {
    let folder = applied();
    folder.write("audience/many.csv", &many(60_000));
    let send = "send --campaign welcome --to audience/many.csv --yes";
    let mut child = folder.command(send.split(' ')).spawn().unwrap();
    wait_for_the_first_request(&folder);
    let interrupted = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(interrupted.success());
    let code = child.wait().unwrap().code();
    assert!(code == Some(130), "it ended with {code:?}");
    folder.run("sends list").ends(0).says("unfinished");
    folder.run(send).ends(0).says("60000 of 60000");
    assert_eq!(sent(&folder), 60_000);
}

#[test]
fn a_send_that_is_killed_loses_nobody_and_reaches_nobody_twice() {
    let folder = applied();
    folder.write("audience/many.csv", &many(60_000));
    let send = "send --campaign welcome --to audience/many.csv --yes";
    let mut child = folder.command(send.split(' ')).spawn().unwrap();
    wait_for_the_first_request(&folder);
    child.kill().unwrap();
    child.wait().unwrap();
    let said = folder.run(send);
    assert!(said.code == 0 || said.code == 11, "{}\n{}", said.out, said.err);
    let listed: Value =
        serde_json::from_str(&folder.run("sends list --format json").ends(0).out).unwrap();
    let recipients = &listed["sends"][0]["recipients"];
    let of = |state: &str| recipients[state].as_u64().unwrap();
    assert_eq!(of("accepted") + of("unknown"), 60_000, "{recipients}");
    let went_out = sent(&folder);
    assert!((of("accepted")..=60_000).contains(&went_out), "{went_out} sent, but {recipients}");
}

#[test]
fn one_process_at_a_time_holds_a_send() {
    let folder = applied();
    folder.write("audience/many.csv", &many(60_000));
    let send = "send --campaign welcome --to audience/many.csv --yes";
    let mut child = folder.command(send.split(' ')).spawn().unwrap();
    wait_for_the_first_request(&folder);
    let said = folder.run(send);
    // On a slow machine the first may be through by now.
    assert!(said.code == 6 || said.code == 0, "{}\n{}", said.out, said.err);
    child.wait().unwrap();
    assert_eq!(sent(&folder), 60_000);
}

/// The users of the sandbox, with a tier each.
fn tiers(folder: &Folder) {
    let attributes = json!([
        { "external_id": "user-1", "email": "user-1@example.com", "tier": "gold" },
        { "external_id": "user-2", "email": "user-2@example.com", "tier": "silver" },
        { "external_id": "user-3", "email": "user-3@example.com", "tier": "gold" },
    ]);
    let body = json!({ "attributes": attributes });
    let answer = ask(folder, Method::Post, "/users/track", Some(body));
    assert_eq!(answer["message"], "success", "{answer}");
    let file = folder.read("campaignctl.yaml");
    folder.write(
        "campaignctl.yaml",
        &format!(
            "{file}\naudiences:\n  gold:\n    custom_attribute:\n      \
             {{ custom_attribute_name: tier, comparison: equals, value: gold }}\n"
        ),
    );
}

#[test]
fn a_connected_audience_is_one_request_that_is_confirmed_by_its_name() {
    let folder = applied();
    tiers(&folder);
    let send = "send --campaign welcome --audience gold";
    let rendered = folder.run("render --campaign welcome --audience gold").ends(0).out;
    let body: Value = serde_json::from_str(&rendered).unwrap();
    assert_eq!(body["broadcast"], json!(true));
    assert_eq!(body["audience"]["custom_attribute"]["value"], json!("gold"));
    assert_eq!(body.get("external_user_ids"), None);

    folder.run(&format!("{send} --dry-run")).ends(0).says("whom the audience `gold` includes");
    folder.run(&format!("{send} --yes")).ends(6).says("--confirm-audience gold");
    folder.run(&format!("{send} --confirm-audience silver")).ends(6);
    assert_eq!(delivered(&folder), 0);
    let confirmed = folder.run(&format!("{send} --confirm-audience gold")).ends(0);
    confirmed.says("1 of 1 request accepted; Braze chooses the recipients");
    assert_eq!(delivered(&folder), 2, "the two of gold");
    folder.run(send).ends(0).says("nothing was sent now");
    assert_eq!(delivered(&folder), 2);
    folder.run("sends list").ends(0).says("1 of 1 request");
    let key = key(&folder);
    folder.run(&format!("sends show {key}")).ends(0).says("filter    {\"custom_attribute\"");
}

#[test]
fn a_broadcast_that_nobody_knows_of_is_resumed_only_by_a_persons_word() {
    let folder = applied();
    tiers(&folder);
    let send = "send --campaign welcome --audience gold --confirm-audience gold";
    fault(&folder, json!({ "next": 1, "answer": 503, "path": "/messages/send" }));
    folder.run(send).ends(11).says("0 of 1 request accepted · 1 unknown");
    folder.run(send).ends(11);
    assert_eq!(delivered(&folder), 0);
    let key = key(&folder);
    folder.run(&format!("sends resolve {key} --not-sent --yes")).ends(0);
    folder.run(&format!("sends resume {key}")).ends(6).says("--confirm-audience gold");
    folder.run(&format!("sends resume {key} --confirm-audience gold")).ends(0);
    assert_eq!(delivered(&folder), 2);
}

#[test]
fn a_list_and_an_audience_are_those_of_the_list_whom_it_includes() {
    let folder = applied();
    tiers(&folder);
    folder.run(&format!("{SEND} --audience gold")).ends(0).says("3 of 3 recipients accepted");
    assert_eq!(delivered(&folder), 2, "the two of gold");
    folder.run(SEND).ends(0).says("3 of 3");
    assert_eq!(delivered(&folder), 5, "to everybody of the list is another send");
}

#[test]
fn what_an_audience_cannot_be_is_said() {
    let folder = applied();
    tiers(&folder);
    let send = "send --campaign welcome --audience";
    folder.run(&format!("{send} glod")).ends(3).says("did you mean `gold`?");
    folder.run(&format!("{send} gold --limit 2")).ends(3).says("--to FILE");
    let expect = "gold --expect-recipients 2 --confirm-audience gold";
    folder.run(&format!("{send} {expect}")).ends(3).says("leave out --expect-recipients");
    folder.run("send --campaign welcome").ends(3).says("--to");
}

#[test]
fn a_dry_run_sends_nothing_and_a_limit_sends_to_the_first() {
    let folder = applied();
    folder.run(&format!("{SEND} --dry-run")).ends(0).says("3 recipients").says("nothing was sent");
    assert_eq!(delivered(&folder), 0);
    folder.run(&format!("{SEND} --limit 2")).ends(0).says("2 of 2");
    assert_eq!(delivered(&folder), 2);
}

#[test]
fn a_dry_run_knows_what_the_ledger_knows() {
    let folder = applied();
    let dry = format!("{SEND} --dry-run");
    folder.run(&dry).ends(0).says("would send `welcome`");
    assert!(!folder.path(".campaignctl/ledger.local.sqlite").exists(), "it makes no ledger");
    folder.run(SEND).ends(0);
    folder.run(&dry).ends(0).says("would send nothing").says("finished at");
    let json = folder.run(&format!("{dry} --format json")).ends(0).out;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["send"]["recipients"]["accepted"], 3, "{json}");
    folder.run(&format!("{SEND} --key march")).ends(0);
    let other = format!("{dry} --limit 1 --key march");
    folder.run(&other).ends(6).says("another limit");
}

#[test]
fn a_retired_campaign_is_called_retired() {
    let folder = applied();
    folder.write("campaigns/other.yaml", &folder.read("campaigns/welcome.yaml"));
    folder.edit("campaigns/other.yaml", "campaign: welcome", "campaign: other");
    folder.run("apply").ends(0);
    std::fs::remove_file(folder.path("campaigns/other.yaml")).unwrap();
    folder.run("apply --yes --allow-retire").ends(0);
    folder.run("send --campaign other --to audience/users.csv --yes").ends(3).says("is retired");
    assert!(!folder.run("list").ends(0).out.contains("other"));
    folder.run("list --all").ends(0).says("Welcome · retired");
}

#[test]
fn every_path_is_meant_from_the_folder_that_is_named() {
    let folder = Folder::empty();
    folder.run("init shop").ends(0);
    folder.run("-C shop apply").ends(0);
    folder.run(&format!("-C shop {SEND} --ledger mine.sqlite")).ends(0);
    assert!(folder.path("shop/mine.sqlite").exists());
    folder.run("-C shop sends --ledger mine.sqlite list").ends(0).says("3 of 3");
}

#[test]
fn recipients_come_from_standard_input_too() {
    let folder = applied();
    let line = "send --campaign welcome --to - --yes";
    let input = "{\"external_user_id\": \"a\"}\n{\"external_user_id\": \"b\"}\n";
    folder.run_with(line, &[], input).ends(0).says("2 of 2");
    folder.run_with(line, &[], input).ends(0).says("--key");
    folder.run_with(&format!("{line} --key again"), &[], input).ends(0).says("2 of 2");
    assert_eq!(delivered(&folder), 4);
}

fn applied() -> Folder {
    let folder = Folder::new();
    folder.run("apply").ends(0);
    folder
}

fn many(recipients: u32) -> String {
    let rows = (0..recipients).map(|number| format!("user-{number}\n"));
    std::iter::once("external_user_id\n".to_owned()).chain(rows).collect()
}

/// Tells the folder's sandbox to misbehave.
fn fault(folder: &Folder, fault: Value) {
    let answer = ask(folder, Method::Post, "/_sandbox/faults", Some(fault));
    assert_eq!(answer["message"], "success", "{answer}");
}

/// How many messages are in the sandbox's inbox.
fn delivered(folder: &Folder) -> usize {
    let inbox = ask(folder, Method::Get, "/_sandbox/inbox", None);
    inbox["messages"].as_array().unwrap().len()
}

/// What the report says was sent.
fn sent(folder: &Folder) -> u64 {
    let report = folder.run("report welcome --format json").ends(0).out;
    let report: Value = serde_json::from_str(&report).unwrap();
    report["reports"][0]["messages"][0]["counters"]["sent"].as_u64().unwrap()
}

fn key(folder: &Folder) -> String {
    let listed = folder.run("sends list --format json").ends(0).out;
    let listed: Value = serde_json::from_str(&listed).unwrap();
    listed["sends"][0]["key"].as_str().unwrap().to_owned()
}

fn wait_for_the_first_request(folder: &Folder) {
    let began = Instant::now();
    while began.elapsed() < Duration::from_mins(1) {
        let listed = folder.run("sends list --format json");
        let listed: Value = serde_json::from_str(&listed.out).unwrap_or_default();
        if listed["sends"][0]["recipients"]["accepted"].as_u64().unwrap_or(0) > 0 {
            return;
        }
    }
    panic!("nothing was sent for a minute");
}

pub(crate) fn ask(folder: &Folder, method: Method, path: &str, body: Option<Value>) -> Value {
    let clock = Arc::new(SettableClock::at(Timestamp(jiff::Timestamp::UNIX_EPOCH)));
    let store = folder.path(".campaignctl/sandbox.local.sqlite");
    let (sandbox, fresh) = sandbox::open(&store, clock, Settings::default()).unwrap();
    assert!(!fresh, "the folder has no sandbox");
    let body = body.map(|body| body.to_string().into());
    let request = Request { method, path: path.to_owned(), query: Vec::new(), body };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let response = runtime.block_on(sandbox.exchange(request)).unwrap();
    serde_json::from_slice(&response.body).unwrap()
}
