//! The storefront, unchanged, as a production of its own: over HTTP, from the first apply to the
//! report, as docs/workspaces.md shows it.

use std::fs;

use serde_json::Value;

use crate::commands::folder::{Folder, Said};
use crate::examples::{AUDIENCES, copy, examples};
use crate::sandbox::server::{Served, post};

const DOCUMENT: &str = "docs/workspaces.md";
const BEGIN: &str = "<!-- rehearsal: begin -->\n\n```console\n";
const END: &str = "```\n\n<!-- rehearsal: end -->";

struct Production {
    folder: Folder,
    served: Served,
}

impl Production {
    fn new() -> Self {
        let folder = Folder::empty();
        copy(&examples().join("storefront"), folder.root());
        let served = Served::start(&folder, "sandbox --port 0 --load world.yaml");
        Self { folder, served }
    }

    #[must_use = "look at the code or at what was said"]
    fn run(&self, line: &str) -> Said {
        let variables = [
            ("CAMPAIGNCTL_ENDPOINT", self.served.url.as_str()),
            ("BRAZE_API_KEY", "rehearsal"),
            ("CAMPAIGNCTL_SECRET_ERP_AUTH", "erp"),
            ("CAMPAIGNCTL_SECRET_CRM_TOKEN", "crm"),
        ];
        self.folder.run_with(line, &variables, "")
    }

    /// What a person makes in the dashboard.
    fn make(&self, campaign: &str) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let made = post(&self.served.url, "/_sandbox/campaigns", "", campaign.to_owned());
        let (status, answer) = runtime.block_on(made);
        assert_eq!(status, 201, "{answer}");
    }

    /// What the document shows of one command, after it was run here.
    fn shown(&self, command: &str) -> String {
        match command.split_once(' ').unwrap() {
            ("campaignctl", line) if !line.ends_with('&') => {
                let Said { out, err, .. } = self.run(line);
                let notice = |err: &str| err.starts_with("production is reached at ");
                let err = match err.split_once('\n') {
                    Some((first, rest)) if notice(first) => rest,
                    _ => &err,
                };
                format!("{out}{err}").replace(&self.served.url, "http://127.0.0.1:8321")
            }
            ("curl", _) => {
                let (_, body) = command.split_once('\n').unwrap();
                self.make(body.strip_suffix("\nEND").unwrap());
                String::new()
            }
            (_, line) if line.ends_with('&') => "http://127.0.0.1:8321\n".to_owned(),
            _ => String::new(),
        }
    }
}

/// The commands of a transcript, with the lines of their here documents.
fn commands(transcript: &str) -> Vec<String> {
    let mut commands: Vec<String> = Vec::new();
    let mut inside = false;
    for line in transcript.lines() {
        match line.strip_prefix("$ ") {
            Some(command) => {
                inside = command.ends_with("<<'END'");
                commands.push(command.to_owned());
            }
            None if inside => {
                let command = commands.last_mut().unwrap();
                command.push('\n');
                command.push_str(line);
                inside = line != "END";
            }
            None => {}
        }
    }
    commands
}

/// A report is about the days before it is made.
fn undated(text: &str) -> String {
    let is_date =
        |word: &str| word.len() == 10 && word.bytes().filter(|byte| *byte == b'-').count() == 2;
    let undated = |line: &str| {
        let words: Vec<_> =
            line.split(' ').map(|word| if is_date(word) { "YYYY-MM-DD" } else { word }).collect();
        words.join(" ")
    };
    text.lines().map(undated).collect::<Vec<_>>().join("\n")
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a document of ours needs no atomic replacement")]
fn the_document_shows_what_happens() {
    let path = format!("{}/{DOCUMENT}", env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(&path).unwrap();
    let (before, rest) = document.split_once(BEGIN).unwrap();
    let (written, after) = rest.split_once(END).unwrap();
    let production = Production::new();
    let mut fresh = String::new();
    for command in commands(written) {
        fresh = format!("{fresh}$ {command}\n{}", production.shown(&command));
    }
    if std::env::var_os("CAMPAIGNCTL_BLESS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{fresh}{END}{after}")).unwrap();
    }
    assert_eq!(undated(written), undated(&fresh), "{DOCUMENT} is stale: CAMPAIGNCTL_BLESS=1");
    production.run("plan -w production --detailed-exitcode").ends(0).says("Nothing to do.");
    production.run("lock verify").ends(0);
    production.every_message_is_sent();
}

#[test]
fn the_next_command_is_one_that_does_it() {
    let production = Production::new();
    let said = production.run("plan -w production").ends(0);
    assert!(said.out.contains("4 binds · 19 new messages · 1 manual"), "{}", said.out);
    assert!(said.out.ends_with("Next: campaignctl -w production apply\n"), "{}", said.out);
    let plan = json(&production.run("plan -w production --format json").ends(0));
    let operations = plan["operations"].as_array().unwrap();
    let needs = |kind: &'static str| operations.iter().filter(move |one| one["kind"] == kind);
    assert!(needs("bind").chain(needs("add_message")).all(|one| one["needs_workspace"] == true));
    production.run("apply -w production --offline").ends(0);
    let said = production.run("plan -w production").ends(0);
    assert!(said.out.ends_with("Next: campaignctl -w production apply\n"), "{}", said.out);
}

impl Production {
    /// Each message of each campaign to its audience; everybody in it has it, under its own id.
    fn every_message_is_sent(&self) {
        let listing: Value = json(&self.run("list -w production --format json"));
        let campaigns = listing["campaigns"].as_array().unwrap();
        assert_eq!(campaigns.len(), 5);
        for campaign in campaigns {
            let key = campaign["campaign"].as_str().unwrap();
            let (_, file) = AUDIENCES.iter().find(|(known, _)| *known == key).unwrap();
            let audience = self.folder.read(&format!("audience/{file}"));
            let recipients = audience.lines().filter(|line| line.contains("user-")).count();
            for message in campaign["messages"].as_array().unwrap() {
                let message = message["message"].as_str().unwrap();
                let line = format!(
                    "send -w production --campaign {key} --message {message} --to audience/{file} \
                     --yes --confirm production --expect-recipients {recipients}"
                );
                self.run(&line)
                    .ends(0)
                    .says(&format!("{recipients} of {recipients} recipients accepted"));
            }
            let report = json(&self.run(&format!("report {key} -w production --format json")));
            let reported = report["reports"][0]["messages"].as_array().unwrap();
            assert_eq!(reported.len(), campaign["messages"].as_array().unwrap().len());
            for message in reported {
                assert_eq!(message["counters"]["sent"], recipients, "{key}: {message:#}");
                let id = message["message_variation_id"].as_str().unwrap();
                assert!(self.folder.read("campaigns.production.lock").contains(id));
            }
        }
    }
}

fn json(said: &Said) -> Value {
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}", said.err))
}
