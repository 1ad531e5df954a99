//! Reading and formatting take time in proportion to the text, whatever its shape.

use std::time::{Duration, Instant};

use campaignctl::yaml::{self, Limits, format};

/// Sixteen times the text may take this many times as long; a square would take 256 times.
const SIZE: usize = 16;
const MOST: u32 = 80;

/// A text of so many parts.
type Text = fn(usize) -> String;

const SHAPES: [(&str, Text); 14] = [
    ("keys", |n| numbered(n, |i| format!("k{i}: v\n"))),
    ("items", |n| "- a\n".repeat(n)),
    ("a list on one line", |n| format!("[{}]", "a, ".repeat(n))),
    ("a map on one line", |n| format!("{{{}}}", numbered(n, |i| format!("k{i}: , ")))),
    ("comments", |n| "# c\n".repeat(n)),
    ("indented comments", |n| format!("a:\n  b: 1\n{}", "   # c\n".repeat(n))),
    ("blank lines", |n| format!("a: 1{}", " \n".repeat(n))),
    ("a block scalar", |n| format!("a: |\n{}", "  x\n".repeat(n))),
    ("blank lines in a block scalar", |n| format!("a: |\n  x\n{}b: 1", "\n".repeat(n))),
    ("empty block scalars", |n| numbered(n, |i| format!("k{i}: |\n"))),
    ("text over many lines", |n| format!("a: x\n{}", "  y\n".repeat(n))),
    ("a long line", |n| format!("a: {}", "x ".repeat(n))),
    ("quotes", |n| format!("a: '{}'", "''".repeat(n))),
    ("anchors and aliases", |n| numbered(n, |i| format!("- &a{i} x\n- *a{i}\n"))),
];

#[test]
fn reading_takes_time_in_proportion() {
    for (shape, text) in SHAPES {
        check(shape, text, |text| drop(yaml::read("x.yaml", text.as_bytes(), &Limits::default())));
    }
}

#[test]
fn formatting_takes_time_in_proportion() {
    for (shape, text) in SHAPES {
        check(shape, text, |text| drop(format::format(text)));
    }
}

fn numbered(parts: usize, part: Text) -> String {
    (0..parts).map(part).collect()
}

fn check(shape: &str, text: Text, work: fn(&str)) {
    let (small, large) = (text(500), text(500 * SIZE));
    // A busy machine can only be slow: try again before it is a finding.
    let ratios: Vec<_> = (0..3)
        .map(|_| (fastest(&small, work), fastest(&large, work)))
        .take_while(|(one, many)| *many >= *one * MOST)
        .collect();
    assert!(ratios.len() < 3, "{shape}: {ratios:?}");
}

fn fastest(text: &str, work: fn(&str)) -> Duration {
    (0..3)
        .map(|_| {
            let began = Instant::now();
            work(text);
            began.elapsed()
        })
        .min()
        .expect("three of them")
}
