//! Ten thousand campaign files through `validate`: time as a ratio, and memory.
//!
//! `cargo bench --bench validate` prints how long `validate` takes beside a loop that reads the same
//! files and builds their trees with the same number of threads, the peak of memory, and the same
//! after one file was changed. The texts have no Liquid: what its checks cost is set aside.
//! `cargo bench --bench validate -- FILES` measures another size.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot unwrap has failed")]
#![expect(clippy::disallowed_methods, reason = "a benchmark writes files of its own")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use campaignctl::yaml::{Limits, read};
use rayon::prelude::*;

/// How often each is run.
const TURNS: usize = 21;
/// The most memory that a run may take.
const MOST_KIB: u64 = 500 * 1024;
/// The most that it may take beside the plain loop.
const MOST_RATIO: f64 = 2.0;
/// The most that it may take after one file was changed, beside the run before; machines waver.
const MOST_AGAIN: f64 = 1.2;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    match arguments.next().as_deref() {
        Some("trees") => trees(Path::new(&arguments.next().unwrap())),
        Some("validate") => validate(Path::new(&arguments.next().unwrap())),
        other => measure(other.map_or(10_000, |files| files.parse().unwrap())),
    }
}

fn measure(files: usize) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let root = folder.path();
    let bytes = write(root, files);
    println!("{files} files of {} bytes", bytes / files);
    let _warm = own(root, "trees");
    // By turns: what else the machine does slows neighbours alike.
    let turns: Vec<_> = (0..TURNS).map(|_| (own(root, "trees"), own(root, "validate"))).collect();
    let one = root.join("campaigns/7.yaml");
    let text = fs::read_to_string(&one).unwrap();
    fs::write(one, text.replace("name: Campaign", "name: The campaign")).unwrap();
    let again: Vec<_> = (0..TURNS).map(|_| (own(root, "trees"), own(root, "validate"))).collect();
    let (trees, first) = turns.iter().min_by_key(|(_, validate)| *validate).unwrap();
    let (ratio, changed) = (median(&turns), median(&again));
    println!("trees {trees:.2?}, validate {first:.2?}");
    println!("validate / trees: {ratio:.2}; one changed: {changed:.2} (medians of {TURNS} turns)");
    assert!(ratio <= MOST_RATIO, "the ratio is {ratio:.2}; at most {MOST_RATIO} was wanted");
    let again = changed / ratio;
    assert!(again <= MOST_AGAIN, "one changed file costs {again:.2} times all of them");
}

/// The ratio of the turn in the middle.
fn median(turns: &[(Duration, Duration)]) -> f64 {
    let mut ratios: Vec<f64> = turns
        .iter()
        .map(|(trees, validate)| validate.as_secs_f64() / trees.as_secs_f64())
        .collect();
    ratios.sort_by(f64::total_cmp);
    ratios[ratios.len() / 2]
}

/// Runs a part in a process of its own: a peak cannot be taken back.
fn own(root: &Path, part: &str) -> Duration {
    let began = Instant::now();
    let own = std::env::current_exe().unwrap();
    assert!(Command::new(own).arg(part).arg(root).status().unwrap().success());
    began.elapsed()
}

fn trees(root: &Path) {
    let entries = fs::read_dir(root.join("campaigns")).unwrap();
    let paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    let roots: usize = paths
        .par_iter()
        .map(|path| read("x.yaml", &fs::read(path).unwrap(), &Limits::default()).1.len())
        .sum();
    assert_eq!(roots, paths.len());
}

fn validate(root: &Path) {
    let args = ["campaignctl", "-C", root.to_str().unwrap(), "validate"];
    let (mut out, mut err) = (Vec::new(), Vec::new());
    campaignctl::cli::run(args.map(Into::into), &mut out, &mut err);
    let out = String::from_utf8(out).unwrap();
    assert!(out.trim_end().ends_with("valid"), "{out:.2000}{}", String::from_utf8_lossy(&err));
    let peak = peak_kib();
    println!("  {} with {} MiB", out.trim_end(), peak / 1024);
    assert!(peak < MOST_KIB, "{peak} KiB; less than {MOST_KIB} was wanted");
}

fn write(root: &Path, files: usize) -> usize {
    let project = "version: 1\nlineage: 7c9e6679-7425-40de-944b-e07fc1f90ae7\n\
        default_workspace: local\ndefaults:\n  \
        email: { app_id: storefront, from: 'Acme <hello@shop.example.com>' }\n  \
        sms: { app_id: storefront, subscription_group_id: sms-us }\nworkspaces:\n  local:\n    \
        sandbox: {}\n    vars: { site: 'https://shop.example.com' }\n";
    fs::write(root.join("campaignctl.yaml"), project).unwrap();
    fs::create_dir(root.join("campaigns")).unwrap();
    let mut bytes = 0;
    for number in 0..files {
        let text = campaign(number);
        bytes += text.len();
        fs::write(root.join(format!("campaigns/{number}.yaml")), text).unwrap();
    }
    bytes
}

/// Four messages, some 4 KB.
fn campaign(number: usize) -> String {
    let mut text = format!(
        "campaign: campaign-{number}\nname: Campaign {number}\ndescription: Tells the buyer something.\n\
         tags: [transactional, orders]\nparams: {{ order: string }}\nconversions:\n  \
         - {{ makes_purchase: any, within: 3d }}\nmessages:\n  email:\n    channel: email\n    \
         subject: \"Order @{{param.order}} is on its way, as you wished it to be\"\n    \
         body: |\n"
    );
    for line in 0..28 {
        writeln!(
            text,
            "      <p>Line {line}: your parcel left, see <a href=\"@{{site}}/orders\">it</a> here.</p>"
        )
        .unwrap();
    }
    text.push_str(
        "  ios:\n    channel: apple_push\n    alert: { title: On its way, body: \"Order @{param.order}\" }\n    \
         custom_uri: \"@{site}/orders/@{param.order}\"\n    extra: { kind: order, number: \"7\" }\n  \
         sms:\n    channel: sms\n    body: \"Order @{param.order} is on its way: @{site}/orders\"\n  \
         card:\n    channel: content_card\n    type: CLASSIC\n    title: On its way\n    \
         description: |\n",
    );
    for line in 0..10 {
        writeln!(text, "      Part {line} of a description of some length, for the card.").unwrap();
    }
    text.push_str("    time_to_live: 604800\n    web_uri: \"@{site}/orders\"\n");
    text
}

fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
