//! Holds the crate to the map in `lib.rs`: who may import whom, and that decisions are pure.

mod map;
mod paths;
mod tokens;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path as FilePath;

use map::Map;
use paths::{Names, Path, names};

/// What the sandbox may know: a fake that shares its client's types can only agree with it.
const KNOWN_TO_SANDBOX: [&str; 2] = ["port", "liquid"];

/// What only the world can answer, by the path that names it.
const IMPURE: [&str; 31] = [
    "std::*",
    "std::env",
    "std::fs",
    "std::io::stderr",
    "std::io::stdin",
    "std::io::stdout",
    "std::net",
    "std::os",
    "std::process",
    "std::thread",
    "std::time::Instant",
    "std::time::SystemTime",
    "async_trait",
    "axum",
    "etcetera",
    "fastrand",
    "fs4",
    "futures_util",
    "getrandom",
    "indicatif",
    "rand",
    "reqwest",
    "rusqlite",
    "tempfile",
    "tokio",
    "tower",
    "walkdir",
    "RandomState",
    "Timestamp::now",
    "Uuid::new_v4",
    "Zoned::now",
];

/// One file of the crate.
struct Source {
    /// From the package's root, `/`-separated.
    file: String,
    text: String,
}

#[test]
fn the_crate_keeps_to_its_map() {
    let broken = violations(&crate_sources());
    assert!(broken.is_empty(), "the map in src/lib.rs is broken:\n{}", broken.join("\n"));
}

/// Every way in which the sources break the map that their `src/lib.rs` draws.
fn violations(sources: &[Source]) -> Vec<String> {
    let lib = sources.iter().find(|source| source.file == "src/lib.rs");
    let map = Map::parse(lib.map_or("", |source| &source.text));
    let files: Vec<_> = sources
        .iter()
        .filter_map(|source| module_of(&source.file).map(|module| (source, module)))
        .map(|(source, module)| (source, names(&module, &source.text), module))
        .collect();
    let for_tests: BTreeSet<_> =
        files.iter().flat_map(|(_, names, _)| names.test_modules.clone()).collect();
    files
        .iter()
        .filter(|(.., module)| !for_tests.iter().any(|test| module.starts_with(test)))
        .flat_map(|(source, names, module)| judge(&map, &source.file, &module[0], names))
        .collect()
}

fn judge(map: &Map, file: &str, module: &str, names: &Names) -> Vec<String> {
    if map.layer(module).is_none() {
        return vec![format!("{file}: `{module}` is not on the map")];
    }
    let mut broken = BTreeSet::new();
    for path in &names.paths {
        let complaints = [unknown(map, module, path), impure(map, module, path)];
        broken.extend(complaints.into_iter().flatten().map(|said| (path.line, said)));
    }
    if map.is_above(module, "port") {
        let said = format!("`async` is not for `{module}`: everything above `port` is pure");
        broken.extend(names.asyncs.iter().map(|line| (*line, said.clone())));
    }
    broken.into_iter().map(|(line, said)| format!("{file}:{line}: {said}")).collect()
}

/// Says why a module may not know what it names.
fn unknown(map: &Map, module: &str, path: &Path) -> Option<String> {
    let [root, other, ..] = path.segments.as_slice() else { return None };
    if root != "crate" || other == module {
        return None;
    }
    if map.layer(other).is_none() {
        return Some(format!("`{module}` imports `{other}`, which is not on the map"));
    }
    if map.are_siblings(module, other) {
        return Some(format!(
            "`{module}` may not import `{other}`: modules of one paragraph do not know each other"
        ));
    }
    if !map.is_above(other, module) {
        return Some(format!(
            "`{module}` may not import `{other}`: it stands below, and imports go upwards"
        ));
    }
    if module == "sandbox" && !KNOWN_TO_SANDBOX.contains(&other.as_str()) {
        return Some(format!(
            "`sandbox` may not import `{other}`: it shares no types with its client, only `{}`",
            KNOWN_TO_SANDBOX.join("` and `")
        ));
    }
    None
}

/// Says which part of the world a pure module names.
fn impure(map: &Map, module: &str, path: &Path) -> Option<String> {
    if !map.is_above(module, "port") || (path.segments.len() < 2 && !path.imported) {
        return None;
    }
    let named = |impure: &&&str| {
        let wanted: Vec<_> = impure.split("::").collect();
        let anywhere = wanted[0].starts_with(char::is_uppercase);
        let mut places = path.segments.windows(wanted.len());
        if anywhere {
            places.any(|at| at == wanted)
        } else {
            places.next().is_some_and(|at| at == wanted)
        }
    };
    let impure = IMPURE.iter().find(named)?;
    Some(format!("`{impure}` is not for `{module}`: everything above `port` is pure"))
}

/// `src/lock/entry.rs` → `["lock", "entry"]`; the library's root and the binary are no modules.
fn module_of(file: &str) -> Option<Vec<String>> {
    let inner = file.strip_prefix("src/")?.strip_suffix(".rs")?;
    let module = inner.split('/').map(str::to_owned).collect();
    (inner != "lib" && inner != "main").then_some(module)
}

fn crate_sources() -> Vec<Source> {
    let root = FilePath::new(env!("CARGO_MANIFEST_DIR"));
    let files = walkdir::WalkDir::new(root.join("src")).sort_by_file_name().into_iter();
    let files = files.map(|entry| entry.unwrap().into_path());
    let sources = files.filter(|path| path.extension().is_some_and(|end| end == "rs"));
    sources
        .map(|path| Source {
            file: path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/"),
            text: fs::read_to_string(&path).unwrap(),
        })
        .collect()
}

const MAP: &str = "pub mod diagnostic;\npub mod model;\n\npub mod liquid;\n\npub mod plan;\n\n\
                   pub mod port;\n\npub mod sandbox;\npub mod send;\n\npub mod cli;\n";

/// Judges one file of an otherwise empty crate with a small map.
fn check(file: &str, text: &str) -> String {
    let source = |file: &str, text: &str| Source { file: file.to_owned(), text: text.to_owned() };
    violations(&[source("src/lib.rs", MAP), source(file, text)]).join("\n")
}

#[test]
fn an_import_from_above_is_fine() {
    assert_eq!(check("src/plan.rs", "use crate::{diagnostic::Diagnostic, model};"), "");
    assert_eq!(check("src/plan/change.rs", "use super::Plan; use crate::plan::Operation;"), "");
    assert_eq!(
        check("src/cli.rs", "async fn f() { crate::send::send(std::env::args()).await }"),
        ""
    );
}

#[test]
fn an_import_from_below_is_seen() {
    let said =
        "src/plan.rs:2: `plan` may not import `send`: it stands below, and imports go upwards";
    assert_eq!(check("src/plan.rs", "\nuse crate::send::Send;"), said);
    assert_eq!(check("src/plan.rs", "\nfn f() -> crate::send::Send { loop {} }"), said);
    assert_eq!(check("src/plan.rs", "\nuse crate::{model::Digest, send};"), said);
    assert_eq!(check("src/plan.rs", "\nuse super::send::Send;"), said);
    assert_eq!(
        check("src/plan/change.rs", "use super::super::cli;"),
        "src/plan/change.rs:1: `plan` may not import `cli`: it stands below, and imports go upwards"
    );
}

#[test]
fn siblings_do_not_know_each_other() {
    assert_eq!(
        check("src/model/key.rs", "use crate::diagnostic::Diagnostic;"),
        "src/model/key.rs:1: `model` may not import `diagnostic`: \
         modules of one paragraph do not know each other"
    );
}

#[test]
fn the_sandbox_shares_no_types_with_its_client() {
    assert_eq!(check("src/sandbox.rs", "use crate::port::Transport; use crate::liquid;"), "");
    assert_eq!(
        check("src/sandbox/world.rs", "use crate::model::Digest;"),
        "src/sandbox/world.rs:1: `sandbox` may not import `model`: \
         it shares no types with its client, only `port` and `liquid`"
    );
}

#[test]
fn a_pure_module_does_not_touch_the_world() {
    let said = |name: &str| {
        format!("src/plan.rs:1: `{name}` is not for `plan`: everything above `port` is pure")
    };
    for (text, name) in [
        ("use std::fs;", "std::fs"),
        ("use std::{collections::BTreeMap, env};", "std::env"),
        ("fn f() { std::process::abort() }", "std::process"),
        ("fn f() { ::std::net::lookup() }", "std::net"),
        ("use std::time::{Duration, Instant};", "std::time::Instant"),
        ("fn f() { std::time::SystemTime::now(); }", "std::time::SystemTime"),
        ("use std::*;", "std::*"),
        ("use tokio;", "tokio"),
        ("type C = reqwest::Client;", "reqwest"),
        ("use rusqlite::{Connection};", "rusqlite"),
        ("fn f() { jiff::Timestamp::now(); }", "Timestamp::now"),
        ("fn f() { Uuid::new_v4(); }", "Uuid::new_v4"),
        ("fn f() { let x = rand::random(); }", "rand"),
        ("async fn f() {}", "async"),
    ] {
        assert_eq!(check("src/plan.rs", text), said(name), "{text}");
    }
    assert_eq!(check("src/plan.rs", "use std::time::Duration; fn f(rand: u8) -> u8 { rand }"), "");
    assert_eq!(check("src/send.rs", "use std::fs; async fn f() {}"), "");
}

#[test]
fn tests_are_free() {
    let text = "#[cfg(test)]\nmod tests { use crate::cli; fn f() { std::fs::read(\"x\"); } }";
    assert_eq!(check("src/plan.rs", text), "");
    assert_eq!(check("src/plan.rs", "// crate::cli\nconst S: &str = \"crate::cli\";"), "");
}

#[test]
fn the_file_of_a_test_module_is_free() {
    let source = |file: &str, text: &str| Source { file: file.to_owned(), text: text.to_owned() };
    let sources = |declaration| {
        [
            source("src/lib.rs", MAP),
            source("src/plan.rs", declaration),
            source("src/plan/tests.rs", "use crate::cli;"),
        ]
    };
    assert_eq!(violations(&sources("#[cfg(test)] mod tests;")), Vec::<String>::new());
    assert_eq!(violations(&sources("mod tests;")).len(), 1);
}

#[test]
fn a_module_that_is_not_on_the_map_is_seen() {
    assert_eq!(check("src/extra.rs", ""), "src/extra.rs: `extra` is not on the map");
    assert_eq!(
        check("src/cli.rs", "use crate::*;"),
        "src/cli.rs:1: `cli` imports `*`, which is not on the map"
    );
}
