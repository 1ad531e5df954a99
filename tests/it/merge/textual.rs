//! What git's own merging of lines calls clean, where no driver is installed.

use std::path::Path;
use std::process::Command;

use campaignctl::lock::{self, Lock, merge};
use campaignctl::model::Digest;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::history::{Step, after, empty, ids, steps};

/// How many pairs of branches are merged.
const PAIRS: usize = 250;

/// The merge of three texts, if git sees no conflict.
#[expect(clippy::disallowed_methods, reason = "a test's own file needs no atomic replacement")]
fn merged_by_git(folder: &Path, algorithm: &str, texts: [&Lock; 3]) -> Option<String> {
    let mut command = Command::new("git");
    command.args(["merge-file", "--stdout", "--diff-algorithm", algorithm]);
    for (name, lock) in ["ours", "base", "theirs"].into_iter().zip(texts) {
        let path = folder.join(name);
        std::fs::write(&path, lock::print(lock)).unwrap();
        command.arg(path);
    }
    let output = command.output().unwrap();
    (output.status.code() == Some(0)).then(|| String::from_utf8(output.stdout).unwrap())
}

fn owners(lock: &Lock) -> Vec<(String, String)> {
    let mut owners = Vec::new();
    lock.each_id(|id, owner| owners.push((id.to_owned(), owner)));
    owners.sort();
    owners
}

/// Whether every message has the fields of its digest.
fn is_whole(lock: &Lock) -> bool {
    let mut messages = lock.campaigns.values().flat_map(|entry| entry.messages.values());
    messages.all(|message| {
        let body = message.fields.get("body").and_then(|body| body.as_str());
        message.released == body.map(|body| Digest::of(body.as_bytes()))
    })
}

#[test]
fn what_git_calls_clean_is_right_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), seed);
    let branches = (steps(16), steps(5), steps(5));
    let (mut tried, mut clean, mut refused) = (0, 0, 0);
    while tried < PAIRS {
        let (base, one, two): (Vec<Step>, _, _) = branches.new_tree(&mut runner).unwrap().current();
        let base = after(&empty(), &base);
        let (ours, theirs) = (after(&base, &one), after(&base, &two));
        if ours == base || theirs == base || ours == theirs {
            continue;
        }
        tried += 1;
        let algorithm = ["histogram", "myers"][tried % 2];
        let texts = [&ours, &base, &theirs];
        let Some(text) = merged_by_git(folder.path(), algorithm, texts) else { continue };
        clean += 1;
        let Ok(read) = lock::parse(&text) else {
            refused += 1;
            continue;
        };
        let merged = merge(Some(&base), &ours, &theirs).unwrap();
        assert_eq!(ids(&read), ids(&merged), "{one:?} and {two:?}:\n{text}");
        assert_eq!(owners(&read), owners(&merged), "{one:?} and {two:?}:\n{text}");
        assert!(is_whole(&read), "{one:?} and {two:?}:\n{text}");
    }
    assert!(clean > 50 && refused > 0, "{clean} were clean, {refused} of them refused");
}

/// Between lines that are the same in every campaign git finds a place in the wrong one.
#[test]
fn a_message_that_git_put_into_the_next_campaign_is_refused() {
    let base = after(&empty(), &[Step::Add(0)]);
    let ours = after(&base, &[Step::AddMessage(0, 2)]);
    let theirs = after(&base, &[Step::Replace(0), Step::Add(1), Step::AddMessage(0, 0)]);
    let folder = tempfile::tempdir().unwrap();
    let text = merged_by_git(folder.path(), "histogram", [&ours, &base, &theirs]).unwrap();
    assert!(
        text.contains(
            "  c1:\n    campaign_id: c1-0\n    origin: sandbox\n    messages:\n      m2:"
        )
    );
    let told = lock::parse(&text).unwrap_err().to_string();
    assert!(
        told.starts_with("`c1.m2` has an id of the campaign `c0-0`, which `c1` is not"),
        "{told}"
    );
}

#[test]
fn a_campaign_that_git_kept_twice_is_refused() {
    let text = lock::print(&after(&empty(), &[Step::Add(0), Step::Add(1)]));
    let twice = text.replace("  c1:", "  c0:");
    let told = lock::parse(&twice).unwrap_err().to_string();
    assert!(told.starts_with("the campaign `c0` is there twice: git has put"), "{told}");
}
