//! `plan --offline` over ten thousand campaigns, as a ratio to `validate` on the same files, in one
//! run: with nothing to do, and with one message changed. Reading the lockfile is included.
//!
//! `cargo bench --bench plan` fails when a promise is broken; `-- --campaigns 1000` is quicker.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// `plan` with nothing to do takes at most so many times as long as `validate`.
const MOST: f64 = 1.5;
const MOST_MEGABYTES: u64 = 500;
const RUNS: usize = 15;
const CAMPAIGNS: usize = 10_000;
/// The text of each message, in bytes: with four of them a file has some 4 KB.
const TEXT: usize = 800;

const CHANGED: &str = "campaigns/000/campaign-00000.yaml";

fn main() {
    let campaigns = argument("--campaigns").unwrap_or(CAMPAIGNS);
    // `cargo test --benches` asks for a look whether it runs at all.
    let (campaigns, runs) =
        if std::env::args().any(|arg| arg == "--test") { (20, 1) } else { (campaigns, RUNS) };
    let folder = tempfile::tempdir().expect("there is room for a folder");
    project(folder.path(), campaigns);
    run(folder.path(), &["apply", "--quiet"]);
    // In turns, so that whatever else the machine does hits all of them.
    let mut kinds = [
        ("validate", Vec::new()),
        ("plan, nothing to do", Vec::new()),
        ("plan, one changed", Vec::new()),
    ];
    for _ in 0..runs {
        kinds[0].1.push(run(folder.path(), &["validate"]));
        kinds[1].1.push(run(folder.path(), &["plan", "--offline"]));
        let before = change(folder.path());
        kinds[2].1.push(run(folder.path(), &["plan", "--offline"]));
        write(&folder.path().join(CHANGED), &before);
    }
    let validate: Vec<Duration> = kinds[0].1.iter().map(|one| one.0).collect();
    println!("{campaigns} campaigns, median of {runs}");
    let mut held = true;
    for (name, measured) in kinds {
        let took = median(measured.iter().map(|one| one.0.as_secs_f64()).collect());
        // Turn by turn: what slows the machine for a while slows both.
        let turns = measured.iter().zip(&validate);
        let ratios = turns.map(|(one, validate)| one.0.as_secs_f64() / validate.as_secs_f64());
        let ratio = median(ratios.collect());
        let megabytes = measured.iter().map(|one| one.1).max().unwrap_or(0) / 1_024;
        println!("{name:<22} {took:>7.2}s  {ratio:>5.2}x  {megabytes:>5} MB");
        held &= ratio <= MOST && megabytes <= MOST_MEGABYTES;
    }
    assert!(held || runs == 1, "more than {MOST}x or {MOST_MEGABYTES} MB");
}

fn argument(name: &str) -> Option<usize> {
    let mut args = std::env::args().skip_while(|arg| arg != name);
    args.nth(1)?.parse().ok()
}

/// One run of the program: how long it took, and its largest size in kilobytes.
fn run(folder: &Path, args: &[&str]) -> (Duration, u64) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_campaignctl"));
    command.args(args).current_dir(folder).stdout(Stdio::null());
    let began = Instant::now();
    let mut child = command.spawn().expect("the program is built");
    let status = format!("/proc/{}/status", child.id());
    let mut kilobytes = 0;
    loop {
        kilobytes = peak(&status).unwrap_or(0).max(kilobytes);
        if let Some(ended) = child.try_wait().expect("it is our child") {
            assert!(ended.success(), "{args:?} ended with {ended}");
            return (began.elapsed(), kilobytes);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// The high-water mark of a process's memory, where the system tells.
fn peak(status: &str) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn median(mut measured: Vec<f64>) -> f64 {
    measured.sort_by(f64::total_cmp);
    measured[measured.len() / 2]
}

#[expect(clippy::disallowed_methods, reason = "a benchmark's own files need no atomic replacement")]
fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("it has a folder")).expect("there is room");
    fs::write(path, text).expect("there is room");
}

fn project(folder: &Path, campaigns: usize) {
    let project = "version: 1\nlineage: 7c9e6679-7425-40de-944b-e07fc1f90ae7\n\
                   default_workspace: local\nworkspaces:\n  local:\n    sandbox: {}\n";
    write(&folder.join("campaignctl.yaml"), project);
    for number in 0..campaigns {
        let path = format!("campaigns/{:03}/campaign-{number:05}.yaml", number / 100);
        write(&folder.join(path), &campaign(number));
    }
}

/// Four variants of an email.
fn campaign(number: usize) -> String {
    let mut yaml = format!(
        "campaign: campaign-{number:05}\nname: Campaign {number}\ntags: [load, t{}]\nmessages:\n",
        number % 7
    );
    for variant in ["a", "b", "c", "d"] {
        let _infallible = write!(
            yaml,
            "  email-{variant}:\n    channel: email\n    app_id: 6c5f8a3e-0d7b-4a53-9f0e-2f6f4a8a1b01\n    \
             from: Shop <hello@shop.example.com>\n    subject: Number {number} {variant}\n    body: |\n",
        );
        for line in 0..TEXT / 80 {
            let _infallible = writeln!(
                yaml,
                "      <p>Line {line:02} of {number:05} {variant}: what fits you, and what suits the season.</p>"
            );
        }
    }
    yaml
}

/// Edits one campaign, and returns its text as it was.
fn change(folder: &Path) -> String {
    let path = folder.join(CHANGED);
    let text = fs::read_to_string(&path).expect("it was written");
    write(&path, &text.replacen("Line 07", "Line seven", 1));
    text
}
