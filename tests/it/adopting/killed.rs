//! `import` and `bind` that die or lose the workspace at any call, and at any moment: run again they do
//! what they would have done.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::gate::{Gate, Then};
use super::world::{Shop, campaign};

const CAMPAIGNS: usize = 3;

/// A workspace of a few campaigns, two of one title, behind a gate.
fn shop() -> (Shop, Gate) {
    let title = |n: usize| if n < 2 { "Twin".to_owned() } else { format!("Campaign {n}") };
    let world = (0..CAMPAIGNS).map(|n| {
        campaign(
            &format!("c-{n}"),
            &title(n),
            &[(&format!("v-{n}"), "email", "Mail"), (&format!("w-{n}"), "sms", "")],
        )
    });
    let shop = Shop::new(&[world.collect()]);
    let gate = Gate::to(shop.url());
    shop.folder.edit("campaignctl.yaml", shop.url(), &gate.url);
    (shop, gate)
}

/// Forgets everything that a run left.
fn undo(shop: &Shop, definitions: bool) {
    let gone = |name: &str| {
        let path = shop.folder.path(name);
        // What was not made cannot be removed.
        let _gone =
            if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    };
    gone("campaigns.prod.lock");
    gone(".campaignctl");
    if definitions {
        gone("campaigns");
    }
}

/// Whatever happened: the lockfile is whole, and the project can be read.
#[track_caller]
fn check(shop: &Shop) {
    if shop.folder.path("campaigns").exists() {
        shop.run("validate").ends(0);
    }
    if shop.folder.path("campaigns.prod.lock").exists() {
        shop.run("lock verify").ends(0);
    }
}

/// The line, with the workspace gone at each of its calls, and the process killed at each.
#[track_caller]
fn converges(shop: &Shop, gate: &Gate, line: &str, definitions: bool) {
    shop.run(line).ends(0);
    let expected = shop.files();
    for then in [Then::Broken, Then::Silence] {
        let mut calls = 0;
        loop {
            undo(shop, definitions);
            let before = shop.files();
            gate.after(calls, then);
            let mut command = shop.command(&format!("{line} --max-wait 0s"));
            let mut child = command.spawn().unwrap();
            let reached = if then == Then::Silence {
                let reached = loop {
                    if gate.was_reached(Duration::from_millis(50)) {
                        break true;
                    }
                    if child.try_wait().unwrap().is_some() {
                        break gate.was_reached(Duration::ZERO);
                    }
                };
                // It may have ended by itself.
                let _killed = child.kill();
                reached
            } else {
                let code = child.wait().unwrap().code();
                let reached = gate.was_reached(Duration::ZERO);
                assert_eq!(code, Some(if reached { 5 } else { 0 }), "{line} after {calls} calls");
                reached
            };
            child.wait().unwrap();
            gate.open();
            if !reached {
                break;
            }
            check(shop);
            assert_eq!(shop.files(), before, "nothing is written before everything was read");
            shop.run(line).ends(0);
            assert_eq!(shop.files(), expected, "{line} after {calls} calls");
            calls += 1;
        }
        assert!(calls >= 3, "{calls} calls");
    }
    shop.run(line).ends(0);
    assert_eq!(shop.files(), expected);
}

#[test]
fn import_converges_wherever_the_workspace_or_the_process_dies() {
    let (shop, gate) = shop();
    converges(&shop, &gate, "import --all", true);
}

#[test]
fn bind_converges_wherever_the_workspace_or_the_process_dies() {
    let (shop, gate) = shop();
    let mut map = String::from("campaign,campaign_id,message,message_variation_id\n");
    for n in 0..CAMPAIGNS {
        let mail = "messages:\n  a: { channel: email, name: Mail, draft: true }\n  b: { channel: sms, draft: true }\n";
        shop.folder.write(
            &format!("campaigns/k-{n}.yaml"),
            &format!("campaign: k-{n}\nname: Campaign {n}\n{mail}"),
        );
        writeln!(map, "k-{n},c-{n},b,w-{n}").unwrap();
    }
    shop.folder.write("map.csv", &map);
    converges(&shop, &gate, "bind --from map.csv", false);
}

#[test]
fn import_killed_at_any_moment_goes_on_when_it_is_run_again() {
    let (shop, _gate) = shop();
    let began = Instant::now();
    shop.run("import --all").ends(0);
    let whole = began.elapsed();
    let expected = shop.files();
    let rounds = 12;
    for round in 1..=rounds {
        undo(&shop, true);
        let mut child = shop.command("import --all").spawn().unwrap();
        std::thread::sleep(whole * round / rounds);
        child.kill().unwrap();
        child.wait().unwrap();
        check(&shop);
        shop.run("import --all").ends(0);
        assert_eq!(shop.files(), expected, "round {round}");
    }
}

#[test]
fn import_cut_short_after_any_definition_goes_on() {
    let (shop, _gate) = shop();
    shop.run("import --all").ends(0);
    let expected = shop.files();
    // Each number of definitions, with and without what the lockfile says of them.
    for left in 0..=CAMPAIGNS {
        undo(&shop, true);
        for (name, text) in
            expected.iter().filter(|(name, _)| name.starts_with("campaigns/")).take(left)
        {
            shop.folder.write(name, text);
        }
        shop.folder.write("campaigns/.campaignctl-half.tmp", "campaign: [");
        shop.run("import --all").ends(0);
        assert_eq!(shop.files(), expected, "{left} definitions were written");
    }
}
