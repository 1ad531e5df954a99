//! `CAMPAIGNCTL_ENDPOINT`: production, rehearsed on a sandbox of this machine.

use super::world::Rehearsal;
use crate::sandbox::server::post;

#[test]
fn production_is_rehearsed_from_plan_to_send() {
    let rehearsal = Rehearsal::new();
    let url = &rehearsal.served.url;
    let notice = format!("production is reached at {url} because CAMPAIGNCTL_ENDPOINT says so");
    rehearsal
        .run("plan --out plan.json")
        .ends(0)
        .says(&notice)
        .says(&format!("production · {url}"));
    rehearsal.run("plan show plan.json").ends(0).says(url);
    rehearsal.run("apply plan.json").ends(0).says(&notice);
    let lock = rehearsal.folder.read("campaigns.production.lock");
    assert!(lock.contains("d8b73da7-0b7c-fc72-5b5c-1f4d2c8c0f10"), "{lock}");
    let send = "send --campaign welcome --to audience/users.csv --yes";
    rehearsal.run(send).ends(0).says("3 of 3 recipients accepted");
    rehearsal.run("report welcome --quiet").ends(0).says(&notice).says("3 recipients");
}

#[test]
fn what_a_rehearsal_sent_was_not_sent_by_production() {
    let rehearsal = Rehearsal::new();
    rehearsal.run("apply --yes").ends(0);
    let send = "send --campaign welcome --to audience/users.csv --yes";
    rehearsal.run(send).ends(0);
    rehearsal.run(send).ends(0).says("nothing was sent now");
    let line = format!("{send} --dry-run -w production");
    rehearsal.folder.run(&line).ends(6).says("1 id of a sandbox: `welcome`");
    rehearsal.folder.edit("campaigns.production.lock", "origin: sandbox", "origin: adopted");
    rehearsal.folder.run(&line).ends(0).says("would send `welcome`");
    assert!(!rehearsal.folder.path(".home").exists(), "no ledger of a live workspace");
}

#[test]
fn a_dry_run_asks_nobody_and_says_nothing_of_whom_it_asks() {
    let rehearsal = Rehearsal::new();
    rehearsal.run("apply --yes").ends(0).says("is reached at");
    let send = "send --campaign welcome --to audience/users.csv --yes";
    let said = rehearsal.run_at("http://127.0.0.1:9", "everything", &format!("{send} --dry-run"));
    let said = said.ends(0).says("would send `welcome`");
    assert!(!said.err.contains("is reached at"), "{}", said.err);
    rehearsal.run(send).ends(0).says("is reached at");
}

#[test]
fn a_plan_of_the_rehearsal_is_not_one_for_production() {
    let rehearsal = Rehearsal::new();
    rehearsal.run("plan --out plan.json").ends(0);
    let key = [("BRAZE_API_KEY", "k")];
    let apply = "apply plan.json -w production";
    rehearsal.folder.run_with(apply, &key, "").ends(7).says("rest.iad-03.braze.com");
}

#[test]
fn only_this_machine_stands_in() {
    let rehearsal = Rehearsal::new();
    for url in [
        "https://rest.iad-03.braze.com",
        "https://127.0.0.1:8321",
        "http://10.0.0.1:8321",
        "http://localhost.evil.example:8321",
        "http://127.0.0.1:8321/path",
        "127.0.0.1:8321",
        "nonsense",
    ] {
        let said = rehearsal.run_at(url, "everything", "plan");
        said.ends(3).says("CAMPAIGNCTL_ENDPOINT cannot be used: it takes `http` and an address of this machine, without a path");
    }
}

#[test]
fn a_workspace_that_is_a_sandbox_stays_one() {
    let rehearsal = Rehearsal::new();
    let said = rehearsal.run("plan -w local").ends(0).says("local · sandbox");
    assert!(!said.err.contains("CAMPAIGNCTL_ENDPOINT"), "{}", said.err);
}

#[test]
fn a_send_to_an_archived_campaign_says_where_to_look() {
    let rehearsal = Rehearsal::new();
    rehearsal.run("apply --yes").ends(0);
    let path = "/_sandbox/campaigns/d8b73da7-0b7c-fc72-5b5c-1f4d2c8c0f10/archive";
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let url = rehearsal.served.url.as_str();
    assert!(runtime.block_on(post(url, path, "everything", "{}".to_owned())).0 < 300);
    rehearsal
        .run("send --campaign welcome --to audience/users.csv --yes")
        .ends(10)
        .says("Invalid Campaign ID")
        .says("may be archived or a draft");
}

#[test]
fn commands_about_a_send_name_its_workspace() {
    let rehearsal = Rehearsal::new();
    rehearsal.run("apply --yes").ends(0);
    let fault = r#"{"next":1,"answer":503,"path":"/messages/send"}"#;
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let url = rehearsal.served.url.as_str();
    let (status, answer) =
        runtime.block_on(post(url, "/_sandbox/faults", "everything", fault.to_owned()));
    assert!(status < 300, "{answer}");
    rehearsal
        .run("send --campaign welcome --to audience/users.csv --yes --key s1")
        .ends(11)
        .says("if they did:     campaignctl sends resolve s1 -w production --went-out\n")
        .says("if they did not: campaignctl sends resolve s1 -w production --not-sent\n");
    rehearsal
        .run("sends resolve s1 --not-sent --yes")
        .ends(0)
        .says("`campaignctl sends resume s1 -w production`");
}
