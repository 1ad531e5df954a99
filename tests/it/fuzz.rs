//! Broken and hostile input: mutated files and texts through every reader, in bounded time.
//!
//! A few thousand mutants each time, always the same ones; `CAMPAIGNCTL_FUZZ=1000000` tries more.

mod mutation;

use std::panic::catch_unwind;

use campaignctl::model::{self, Segment};
use campaignctl::yaml::{self, Limits, format};
use mutation::Mutator;

/// Gives every mutant to `check`, and shows the one that panics.
fn fuzz(seeds: &[String], check: fn(&[u8])) {
    let mut mutator = Mutator::new(seeds);
    for round in 0..rounds() {
        let mutant = mutator.next();
        let passed = catch_unwind(|| check(&mutant)).is_ok();
        assert!(passed, "round {round}: {:?}", String::from_utf8_lossy(&mutant));
    }
}

#[expect(clippy::disallowed_methods, reason = "tests have no other settings")]
fn rounds() -> u32 {
    std::env::var("CAMPAIGNCTL_FUZZ").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(3_000)
}

#[test]
fn any_bytes_are_read_as_yaml_or_refused() {
    fuzz(&yaml_seeds(), |bytes| {
        let (_, documents, problems) = yaml::read("x.yaml", bytes, &Limits::default());
        let refused = std::str::from_utf8(bytes).is_err() || bytes.contains(&0);
        assert!(!refused || !problems.is_empty(), "taken");
        for problem in &problems {
            let place = problem.location.as_ref().expect("a problem of a file has a place");
            let (start, end) = place.mark;
            assert!(place.excerpt.get(start..end).is_some(), "{place:?}");
        }
        drop(documents);
    });
}

#[test]
fn any_text_is_formatted_once_and_for_all_or_refused() {
    fuzz(&yaml_seeds(), |bytes| {
        let Ok(text) = std::str::from_utf8(bytes) else { return };
        if let Ok(formatted) = format::format(text) {
            assert_eq!(format::format(&formatted), Ok(formatted.clone()), "not settled");
        }
    });
}

#[test]
fn what_formatting_refuses_is_no_yaml() {
    let seeds = yaml_seeds();
    let mut mutator = Mutator::new(&seeds);
    let (mut formatted, mut unfaithful) = (0, Vec::new());
    for _ in 0..rounds() {
        let mutant = mutator.next();
        let Ok(text) = std::str::from_utf8(&mutant) else { continue };
        match format::format(text) {
            Ok(_) => formatted += 1,
            Err(format::FormatError::Unfaithful) => unfaithful.push(text.to_owned()),
            Err(format::FormatError::Syntax { .. }) => {}
        }
    }
    assert!(formatted > 0);
    // A few odd ways of writing may be left alone, never a tenth of what is YAML.
    assert!(
        unfaithful.len() * 10 < formatted,
        "{} of {formatted}: {unfaithful:#?}",
        unfaithful.len()
    );
}

#[test]
fn any_text_is_taken_apart_into_references_that_make_it_up() {
    fuzz(&reference_seeds(), |bytes| {
        let Ok(text) = std::str::from_utf8(bytes) else { return };
        let literal: String = model::segments(&model::escape_literal(text))
            .iter()
            .map(|segment| match segment {
                Segment::Literal(text) => text.as_ref(),
                Segment::Reference(other) => panic!("{other:?} in an escaped text"),
            })
            .collect();
        assert_eq!(literal, text, "escaped");
        let form = model::in_reference_form(model::segments(text));
        assert_eq!(model::segments(&form), model::segments(text), "written and read");
    });
}

fn yaml_seeds() -> Vec<String> {
    let root = env!("CARGO_MANIFEST_DIR");
    let mut seeds = Vec::new();
    for folder in ["tests/it/cases/format", "examples/storefront/campaigns", "examples/storefront"]
    {
        let mut files: Vec<_> = std::fs::read_dir(format!("{root}/{folder}"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
            .collect();
        files.sort();
        seeds.extend(files.iter().map(|path| std::fs::read_to_string(path).unwrap()));
    }
    seeds.extend(SMALL.map(str::to_owned));
    seeds
}

fn reference_seeds() -> Vec<String> {
    REFERENCES.map(str::to_owned).to_vec()
}

const SMALL: [&str; 10] = [
    "a: &x [*x, *y]\nb: *x\n",
    "a: &x {b: &y 1}\n<<: [*x, *x]\nc: *y\n",
    "? [a, b]\n: - c\n  - ? d\n    : e\n",
    "%TAG !e! tag:example.com,2000:\n---\n!e!x {a: !!str 1}\n...\n---\nb\n",
    "a: |2-\n    x\n   y\n\nb: >+\n  z\n\n\n",
    "\u{feff}a: \"\\x41\\u00e9\\U0001F600\\\n   \\  z\"\r\nb: 'it''s\n\n  so'\n",
    "a:\n- b:\n  - c\n  # d\n- e # f\n",
    "{a: [b, {c: d}], ? e : f, \"g\":h, i: , : j}\n",
    "- - - a\n    - b\n  -\n   c: d\n   e:\n   - f\n",
    "subject: {{${first_name}}}\nbody: @{x}\n",
];

const REFERENCES: [&str; 6] = [
    "Order @{param.order} for @{secret.NAME} at @@{x} and @{{ y }}",
    "@{file:../a b.html}@{site}@@@{z}@",
    "{% if @{param.x} %}{{ '@{param.y}' }}{% endif %}",
    "@{param.}@{.x}@{}@{param.x",
    "@@{@@{@{a}}}}",
    "é@{ü}😀@{param.😀}",
];
