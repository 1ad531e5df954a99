//! `-v`: every request, and nothing that must not be seen.

use super::world::Rehearsal;

#[test]
fn requests_are_shown_when_that_is_asked_for() {
    let rehearsal = Rehearsal::new();
    let said = rehearsal.run("plan -v").ends(0);
    let line = said.err.lines().find(|line| line.contains("/campaigns/list")).unwrap();
    let start = "GET /campaigns/list?page=0&include_archived=true&sort_direction=asc · 200 · ";
    assert!(line.starts_with(start), "{line}");
    for part in [" ms · ", " of 250000 calls left for ", " · request "] {
        assert!(line.contains(part), "{line}");
    }
    assert!(said.err.contains("GET /campaigns/details?campaign_id=d8b73da7"), "{}", said.err);
    assert!(!said.out.contains("GET /"), "the answer stays the answer");
    assert!(!said.err.contains("everything"), "not the key: {}", said.err);
    let quiet = rehearsal.run("plan").ends(0);
    assert!(!quiet.err.contains("GET /"), "{}", quiet.err);
}

#[test]
fn bodies_are_shown_when_that_is_asked_for_twice() {
    let rehearsal = Rehearsal::new();
    rehearsal.run("apply --yes").ends(0);
    let send = "send --campaign welcome --to audience/users.csv --yes -vv";
    let said = rehearsal.run(send).ends(0);
    for part in
        ["POST /messages/send · 201 · ", "  > {\"external_user_ids\"", "  < {\"dispatch_id\""]
    {
        assert!(said.err.contains(part), "{part}:\n{}", said.err);
    }
    let local = rehearsal.run("plan -w local -v").ends(0);
    assert!(local.err.contains("GET /campaigns/list"), "the embedded sandbox, too: {}", local.err);
}

#[test]
fn the_echo_of_a_served_sandbox_is_hidden_too() {
    let rehearsal = Rehearsal::new();
    let key = "8f0c1b2a-3344-5566-7788-99aabbccddee";
    let said = rehearsal.run_as(key, "plan -vv").ends(4).says("Invalid API key: [key]");
    assert!(!format!("{}{}", said.out, said.err).contains("8f0c1b2a"), "{}", said.err);
}

#[test]
fn a_key_that_may_not_send_is_told_which_permission_it_lacks() {
    let rehearsal = Rehearsal::new();
    rehearsal.run("apply --yes").ends(0);
    let send = "send --campaign welcome --to audience/users.csv --yes";
    rehearsal.run_as("reader", send).ends(4).says("the permission `messages.send`");
}

#[test]
fn the_key_is_in_no_file() {
    let key = "1d2c3b4a-0000-4111-8222-933344445555";
    let rehearsal = Rehearsal::new();
    rehearsal.run_as(key, "plan --out plan.json -vv").ends(0);
    rehearsal.run_as(key, "apply plan.json").ends(0);
    let send = "send --campaign welcome --to audience/users.csv --yes";
    rehearsal.run_as(key, send).ends(0);
    rehearsal.folder.remove("world.yaml");
    let mut folders = vec![rehearsal.folder.root().to_owned()];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            let found = bytes.windows(key.len()).any(|window| window == key.as_bytes());
            assert!(!found, "{}", path.display());
            files += 1;
        }
    }
    assert!(files > 5, "the lockfile, the plan and the ledger are among them");
}

#[test]
fn no_proxy_stands_between_us_and_this_machine() {
    let rehearsal = Rehearsal::new();
    let nowhere = "http://127.0.0.1:1";
    let variables = [
        ("CAMPAIGNCTL_ENDPOINT", &*rehearsal.served.url),
        ("BRAZE_API_KEY", "everything"),
        ("HTTP_PROXY", nowhere),
        ("http_proxy", nowhere),
        ("ALL_PROXY", nowhere),
    ];
    let _said = rehearsal.folder.run_with("plan -w production", &variables, "").ends(0);
}

#[test]
fn a_host_that_is_not_brazes_gets_no_key() {
    let rehearsal = Rehearsal::new();
    let host = "https://rest.iad-99.braze.com";
    rehearsal.folder.edit("campaignctl.yaml", "https://rest.iad-03.braze.com", host);
    let key = [("BRAZE_API_KEY", "everything")];
    let said = rehearsal.folder.run_with("plan -w production", &key, "").ends(3);
    said.says("no key is sent elsewhere").says("CAMPAIGNCTL_ALLOW_ENDPOINT");
}
