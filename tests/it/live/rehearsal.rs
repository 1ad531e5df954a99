//! `CAMPAIGNCTL_ENDPOINT`: production, rehearsed on a sandbox of this machine.

use super::world::Rehearsal;

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
    rehearsal.run("apply").ends(0);
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
        said.ends(3).says("CAMPAIGNCTL_ENDPOINT cannot be used");
    }
}

#[test]
fn a_workspace_that_is_a_sandbox_stays_one() {
    let rehearsal = Rehearsal::new();
    let said = rehearsal.run("plan -w local").ends(0).says("local · sandbox");
    assert!(!said.err.contains("CAMPAIGNCTL_ENDPOINT"), "{}", said.err);
}
