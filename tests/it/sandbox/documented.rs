//! The documentation's session is one that happens.

use serde_json::Value;

use super::server::{Served, get, post};
use crate::commands::folder::Folder;

fn document() -> String {
    let path = format!("{}/docs/sandbox.md", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

/// The first block of a language.
pub(super) fn block(language: &str) -> String {
    let document = document();
    let (_, rest) = document.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0.to_owned()
}

/// The same JSON; `…` stands for any text.
fn alike(documented: &Value, given: &Value) -> bool {
    match (documented, given) {
        (Value::String(any), Value::String(_)) if any == "…" => true,
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let same = |((a, of_a), (b, of_b)): ((&String, &Value), (&String, &Value))| {
                a == b && alike(of_a, of_b)
            };
            a.len() == b.len() && a.iter().zip(b).all(same)
        }
        _ => documented == given,
    }
}

#[tokio::test]
async fn the_first_session_goes_as_it_is_told() {
    let folder = Folder::empty();
    folder.write("world.yaml", &block("yaml"));
    let served = Served::start(&folder, "sandbox --port 0 --load world.yaml");
    let session = block("console");
    let mut lines = session.lines().filter(|line| !line.starts_with("$ braze()"));
    let mut asked = 0;
    while let Some(line) = lines.next() {
        let call = line.strip_prefix("$ braze ").unwrap();
        let (path, data) = call.split_once(" -d ").map_or((call, None), |(p, d)| (p, Some(d)));
        let path = path.trim_matches('\'');
        let key = "everything";
        let (_, given) = match data.map(|data| data.trim_matches('\'').to_owned()) {
            Some(data) => post(&served.url, path, key, data).await,
            None => get(&served.url, path, key).await,
        };
        check(lines.next(), &given, call);
        asked += 1;
    }
    assert_eq!(asked, 7);
}

fn check(documented: Option<&str>, given: &Value, call: &str) {
    let documented = documented.unwrap();
    let told: Value = serde_json::from_str(documented).unwrap();
    assert!(alike(&told, given), "{call}\n  documented {documented}\n  given      {given}");
}

#[test]
fn mistakes_are_shown_as_documented() {
    let document = document();
    let (_, shown) = document.split_once("```\nerror: ").unwrap();
    let shown = format!("error: {}", shown.split_once("```").unwrap().0.trim_end());
    let folder = Folder::empty();
    folder.write("world.yaml", "version: 1\ncampaigns:\n  - id: c\n    nam: Order confirmations\n");
    let said = folder.run("sandbox --port 0 --load world.yaml").ends(3);
    assert!(said.err.contains(&shown), "{}", said.err);
    assert!(said.err.contains("`campaigns[0]` needs `name`"), "both at once: {}", said.err);
}
