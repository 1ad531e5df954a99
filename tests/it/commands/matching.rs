//! Sends to a connected audience through the real command: one request, confirmed by name, once.

use campaignctl::port::Method;
use serde_json::{Value, json};

use super::folder::Folder;
use super::sending::ask;

const SEND: &str = "send --campaign welcome --audience reachable --confirm-audience reachable";

/// An applied project with audiences, whose sandbox knows three people.
fn known() -> Folder {
    let folder = Folder::new();
    let project = folder.read("campaignctl.yaml");
    let audiences = "\
audiences:
  reachable:
    AND:
      - email_subscription_status: { comparison: is_not, value: unsubscribed }
      - custom_attribute: { custom_attribute_name: plan, comparison: does_not_exist }
  nobody: { custom_attribute: { custom_attribute_name: plan, comparison: equals, value: gold } }
";
    folder.write("campaignctl.yaml", &format!("{project}\n{audiences}"));
    folder.run("validate").ends(0);
    folder.run("apply").ends(0);
    folder.run("send --campaign welcome --to audience/users.csv --yes").ends(0);
    folder
}

fn delivered(folder: &Folder) -> usize {
    let inbox = ask(folder, Method::Get, "/_sandbox/inbox", None);
    inbox["messages"].as_array().unwrap().len()
}

#[test]
fn everybody_who_matches_gets_it_once() {
    let folder = known();
    let before = delivered(&folder);
    folder.run(&format!("{SEND} --dry-run")).ends(0).says("everybody who matches `reachable`");
    assert_eq!(delivered(&folder), before);
    folder.run(SEND).ends(0).says("the request was accepted");
    assert_eq!(delivered(&folder), before + 3);
    folder.run(SEND).ends(0).says("--key");
    assert_eq!(delivered(&folder), before + 3);
    folder.run(&format!("{SEND} --key again")).ends(0);
    assert_eq!(delivered(&folder), before + 6);
    folder.run("sends list").ends(0).says("everybody in `reachable`");
    let nobody = "send --campaign welcome --audience nobody --confirm-audience nobody";
    folder.run(nobody).ends(0);
    assert_eq!(delivered(&folder), before + 6);
}

#[test]
fn the_request_names_the_filter_and_nobody() {
    let folder = known();
    let said = folder.run("render --campaign welcome --audience reachable").ends(0);
    let request: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(request["broadcast"], true);
    assert_eq!(request["external_user_ids"], Value::Null);
    let filters = &request["audience"]["AND"];
    assert_eq!(filters[0]["email_subscription_status"]["value"], "unsubscribed");
    assert_eq!(
        request["messages"]["email"]["message_variation_id"].as_str().map(str::len),
        Some(36)
    );
}

#[test]
fn only_the_audiences_name_confirms_it() {
    let folder = known();
    let send = "send --campaign welcome --audience reachable --yes";
    folder.run(send).ends(6).says("--confirm-audience reachable");
    folder.run(&format!("{send} --confirm-audience all")).ends(6).says("is not `reachable`");
    let counted = format!("{SEND} --expect-recipients 3");
    folder.run(&counted).ends(6).says("nobody knows how many");
    folder.run("send --campaign welcome --audience all --yes").ends(3).says("there is `reachable`");
    let both = "send --campaign welcome --audience reachable --to audience/users.csv";
    folder.run(both).ends(3).says("cannot be used with");
    folder.run("send --campaign welcome --yes").ends(3).says("--to");
}

#[test]
fn a_request_in_doubt_is_not_repeated() {
    let folder = known();
    let fault = json!({ "next": 1, "drop": true, "path": "/messages/send" });
    ask(&folder, Method::Post, "/_sandbox/faults", Some(fault));
    let before = delivered(&folder);
    folder.run(SEND).ends(11).says("nobody knows whether the request was received");
    folder.run(SEND).ends(11);
    assert_eq!(delivered(&folder), before + 3, "the work was done once");
    let listed = folder.run("sends list --format json").ends(0).out;
    let listed: Value = serde_json::from_str(&listed).unwrap();
    let key = listed["sends"][0]["key"].as_str().unwrap();
    folder.run(&format!("sends resolve {key} --not-sent --yes")).ends(0);
    let resume = format!("sends resume {key} --confirm-audience reachable");
    folder.run(&resume).ends(0).says("the request was accepted");
    assert_eq!(delivered(&folder), before + 6);
}

#[test]
fn everybody_gets_the_same_params() {
    let folder = known();
    folder.edit("campaigns/welcome.yaml", "messages:", "params: { code: string }\nmessages:");
    folder.edit("campaigns/welcome.yaml", "Good to have you here", "'Your code is @{param.code}'");
    folder.run("apply").ends(0);
    folder.run(SEND).ends(3).says("--param NAME=VALUE");
    folder.run(&format!("{SEND} --param code=ABC")).ends(0);
    let inbox = ask(&folder, Method::Get, "/_sandbox/inbox", None).to_string();
    assert!(inbox.contains("Your code is ABC"), "{inbox}");
}
