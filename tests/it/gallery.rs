//! The gallery of mistakes in docs/rules.md: made by running the binary on each rule's example.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use campaignctl::spec::rule::{self, Rule};
use rayon::prelude::*;
use serde_json::Value;

use crate::commands::folder::Folder;

/// The project of examples that do not bring their own: everything that they name is there.
const PROJECT: &str = "\
version: 1
lineage: 7c9e6679-7425-40de-944b-e07fc1f90ae7
default_workspace: production
defaults:
  email: { app_id: shop, from: Acme <hello@shop.example.com> }
  sms: { app_id: shop, subscription_group_id: sms-us }
workspaces:
  production:
    endpoint: https://rest.iad-03.braze.com
    api_key: { env: BRAZE_API_KEY }
    apps: { shop: 3f1a8d7c-90b2-4e65-b7f4-c2d81e5a6093 }
    subscription_groups: { sms-us: 77aa8d7c-90b2-4e65-b7f4-c2d81e5a6093 }
    vars: { site: https://shop.example.com }
";

/// A folder with an example in it; what an example only describes is made.
fn folder(rule: &Rule, example: &str) -> Folder {
    let folder = Folder::empty();
    let files = rule::files(rule, example);
    if !files.iter().any(|(path, _)| path == "campaignctl.yaml") && !lacks_project(rule, example) {
        folder.write("campaignctl.yaml", PROJECT);
    }
    for (path, text) in files {
        make(&folder, &path, &text);
    }
    folder
}

fn lacks_project(rule: &Rule, example: &str) -> bool {
    rule.id == "no-project" && example == rule.example
}

#[expect(clippy::disallowed_methods, reason = "a test's own file needs no atomic replacement")]
fn make(folder: &Folder, path: &str, text: &str) {
    match described(text) {
        Some("a folder") => fs::create_dir_all(folder.path(path)).unwrap(),
        Some("and so on, 20 deep") => (2..20).for_each(|level| {
            folder
                .write(&format!("campaigns/{level}.txt"), &format!("@{{file:{}.txt}}", level + 1));
        }),
        Some("a byte FF") => {
            folder.write(path, "");
            let (before, after) = text.split_once("… a byte FF …").unwrap();
            let bytes = [before.as_bytes(), b"\xff", after.as_bytes()].concat();
            fs::write(folder.path(path), bytes).unwrap();
        }
        Some(said) => {
            folder.write(path, &text.replace(&format!("… {said} …"), &filling(said)));
        }
        None => folder.write(path, text),
    }
}

/// An example says `… two thousand characters …` instead of showing them.
fn described(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("… ")?;
    Some(rest.split_once(" …")?.0)
}

fn filling(said: &str) -> String {
    let (length, letter) = match said {
        said if said.contains("seven hundred") => (700, "’"),
        said if said.contains("seventeen hundred") => (1_700, "a"),
        said if said.contains("two thousand") => (2_000, "a"),
        said if said.contains("three thousand") => (3_000, "a"),
        said if said.contains("four thousand") => (4_000, "a"),
        said if said.contains("five thousand") => (5_000, "a"),
        said if said.contains("one hundred and ten thousand") => (110_000, "a"),
        "5 MiB" => (5 << 20, "a"),
        "16 MiB" => (16 << 20, "a"),
        said => panic!("how long is {said}?"),
    };
    letter.repeat(length)
}

/// Runs a command line in a folder, within this process: the schemas are compiled once.
fn run(folder: &Folder, line: &str) -> (String, String) {
    let root = folder.root().to_str().unwrap();
    let args = ["campaignctl", "-C", root].into_iter().chain(line.split(' '));
    let (mut out, mut err) = (Vec::new(), Vec::new());
    campaignctl::cli::run(args.map(Into::into), &mut out, &mut err);
    (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap().replace(root, "."))
}

/// The ids of the rules that an example breaks.
fn broken(rule: &Rule, example: &str) -> BTreeSet<String> {
    let (out, err) = run(&folder(rule, example), "validate --format json");
    if lacks_project(rule, example) {
        return BTreeSet::from([rule.id.to_owned()]);
    }
    let answer: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{err}"));
    let diagnostics = answer["diagnostics"].as_array().unwrap().iter();
    diagnostics.map(|one| one["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_rule_is_broken_by_its_example_alone_and_kept_by_its_mend() {
    let rules: Vec<&Rule> = rule::all().collect();
    let wrong: Vec<String> = rules
        .par_iter()
        .flat_map(|rule| {
            let mut wrong = Vec::new();
            let mut said = broken(rule, rule.example);
            if rule.id == "sms-segments" {
                // What makes many segments of a short text is told as well.
                said.remove("sms-unicode");
            }
            if said != BTreeSet::from([rule.id.to_owned()]) {
                wrong.push(format!("the example of {} breaks {said:?}", rule.id));
            }
            let said = broken(rule, rule.mend);
            if !said.is_empty() {
                wrong.push(format!("the mend of {} breaks {said:?}", rule.id));
            }
            wrong
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_that_the_source_names_is_in_the_catalogue() {
    let mut named = BTreeSet::new();
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = fs::read_to_string(&path).unwrap();
        // Tests make up what they need.
        let text = text.split("#[cfg(test)]").next().unwrap();
        for makes in ["Diagnostic::error(", "Diagnostic::warning(", "Fault::new("] {
            for (at, _) in text.match_indices(makes) {
                let rest = text[at + makes.len()..].trim_start();
                if let Some((id, _)) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"'))
                {
                    named.insert(id.to_owned());
                } else {
                    let known = ["rule, ", "rule(error.kind()", "fault.rule", "finding.rule"];
                    assert!(known.iter().any(|it| rest.starts_with(it)), "{path:?}: {rest:.40}");
                }
            }
        }
    }
    assert!(named.len() > 30, "{named:?}");
    named.retain(|id| rule::find(id).is_none());
    assert_eq!(named, BTreeSet::new());
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let below = entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    below.filter(|path| path.extension().is_some_and(|it| it == "rs")).collect()
}

#[test]
fn explain_tells_every_rule() {
    let folder = Folder::empty();
    let listed = folder.run("explain").ends(0).out;
    for rule in rule::all() {
        assert!(listed.contains(&format!("{} ", rule.id)), "{}", rule.id);
    }
    folder.run("explain unused-param").ends(0).says("This breaks it:").says("allow unused-param");
    folder.run("explain syntax").ends(0).says("This does not:");
    folder.run("explain insecure-lnk").ends(3).says("did you mean `insecure-link`?");
}

/// What people see, without lines that would fill the page.
fn transcript(rule: &Rule) -> String {
    let (out, err) = run(&folder(rule, rule.example), "validate");
    let text = format!("{out}{err}");
    text.lines().map(|line| shortened(line).trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

fn shortened(line: &str) -> String {
    if line.chars().count() <= 140 {
        return line.to_owned();
    }
    format!("{}…", line.chars().take(139).collect::<String>())
}

fn page() -> String {
    let mut page = String::from(
        "# Rules\n\nEvery rule that a definition can break: `validate` names it in brackets, and \
         `campaignctl explain RULE` tells this\nabout it. A project chooses the severity of those that \
         are marked with `*` ([definitions](definitions.md#lints)). This page is made by\na test that runs \
         each example.\n\n",
    );
    let rules: Vec<&Rule> = rule::all().collect();
    for rule in &rules {
        let mark = if rule::is_a_choice(rule) { " *" } else { "" };
        writeln!(page, "- [`{0}`](#{0}){mark}: {1}", rule.id, rule.summary).unwrap();
    }
    let sections: Vec<String> = rules.par_iter().map(|rule| section(rule)).collect();
    page.push_str(&sections.concat());
    page
}

fn section(rule: &Rule) -> String {
    let visible = |text: &str| text.trim_end().replace('\u{7}', "␇");
    format!(
        "\n## {}\n\n{}\n\n```yaml\n{}\n```\n\n```text\n{}\n```\n\nMended:\n\n```yaml\n{}\n```\n",
        rule.id,
        rule.why,
        visible(rule.example),
        transcript(rule),
        visible(rule.mend),
    )
}

#[test]
fn the_gallery_is_fresh() {
    check_file("docs/rules.md", &page());
}

/// Compares with a file of the repository, or writes it with `CAMPAIGNCTL_BLESS=1`.
#[expect(clippy::disallowed_methods, reason = "blessing writes into the working tree")]
fn check_file(path: &str, text: &str) {
    let full = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("CAMPAIGNCTL_BLESS").is_some() {
        fs::write(full, text).unwrap();
        return;
    }
    let old = fs::read_to_string(&full).unwrap_or_default();
    assert_eq!(old, text, "{path} is stale: run the tests with CAMPAIGNCTL_BLESS=1");
}

#[test]
fn mistakes_in_audiences_are_told_where_they_are() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/cases/mistakes");
    let folder = Folder::empty();
    folder.write("campaignctl.yaml", &fs::read_to_string(cases.join("audiences.yml")).unwrap());
    let said = folder.run("validate").ends(3);
    let text: Vec<&str> = said.out.lines().map(str::trim_end).collect();
    check_file("tests/it/cases/mistakes/audiences.txt", &(text.join("\n") + "\n"));
}

/// Realistic campaigns with a dozen mistakes each, and everything that is said about them.
#[test]
fn a_dozen_mistakes_give_a_dozen_useful_messages() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/cases/mistakes");
    let all =
        ["order-shipped", "spring-sale", "win-back", "order-confirmed", "newsletter", "onboarding"];
    for name in all {
        let folder = Folder::empty();
        let read = |name: &str| fs::read_to_string(cases.join(name)).unwrap();
        folder.write("campaignctl.yaml", &read("campaignctl.yml"));
        folder.write("templates/footer.html", &read("footer.html"));
        folder.write("templates/member.json", "{}");
        folder.write(&format!("campaigns/{name}.yaml"), &read(&format!("{name}.yaml")));
        let said = folder.run("validate").ends(3);
        assert!(said.out.matches("-->").count() >= 12, "{}", said.out);
        let text: Vec<&str> = said.out.lines().map(str::trim_end).collect();
        check_file(&format!("tests/it/cases/mistakes/{name}.txt"), &(text.join("\n") + "\n"));
    }
}
