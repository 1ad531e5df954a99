//! Every example is a project that works: checked, applied, rendered, sent and reported by the real binary.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// The audience of each campaign; one that is missing here fails the test.
pub(crate) const AUDIENCES: [(&str, &str); 6] = [
    ("back-in-stock", "waiting.ndjson"),
    ("cart-abandoned", "carts.ndjson"),
    ("hello", "hello.csv"),
    ("newsletter", "readers.csv"),
    ("order-shipped", "orders.csv"),
    ("welcome", "members.csv"),
];

#[test]
fn the_minimal_project_works() {
    check("minimal", 1);
}

#[test]
fn the_storefront_works_on_every_channel() {
    let messages = check("storefront", 22);
    let channels: Vec<_> = messages.keys().map(String::as_str).collect();
    let expected = [
        "android_push",
        "apple_push",
        "content_card",
        "email",
        "kindle_push",
        "sms",
        "web_push",
        "webhook",
        "whats_app",
    ];
    assert_eq!(channels, expected);
}

#[test]
fn what_is_released_for_production_is_committed() {
    let example = Example::copied("storefront");
    example.run(&["-w", "production", "apply", "--offline", "--locked", "--allow-pending"]);
}

#[test]
fn the_audience_of_the_storefront_is_a_broadcast() {
    let example = Example::copied("storefront");
    let render = ["render", "--campaign", "newsletter", "--message", "email-question"];
    let stdout = example.run(&[&render[..], &["--audience", "quiet-walkers"]].concat());
    let request: Value = serde_json::from_str(&stdout).unwrap();
    assert_eq!(request["broadcast"], true);
    let last = &request["audience"]["AND"][1]["OR"][1];
    assert_eq!(last["custom_attribute"]["comparison"], "does_not_exist");
}

#[test]
fn every_example_is_tested() {
    let folders = fs::read_dir(examples()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut folders: Vec<_> = folders.collect();
    folders.sort();
    assert_eq!(folders, ["minimal", "storefront"]);
}

/// The whole way of an example: validate → apply → plan empty → render → send → report. Gives how
/// many messages each channel has.
#[track_caller]
fn check(name: &str, messages: usize) -> BTreeMap<String, usize> {
    let example = Example::copied(name);
    example.run(&["validate", "--strict"]);
    example.run(&["fmt", "--check"]);
    example.run(&["apply", "--locked"]);
    example.begins_anew();
    example.run(&["apply"]);
    example.has_the_committed_lockfile(name);
    example.run(&["plan", "--detailed-exitcode"]);

    let ids = example.ids();
    assert_eq!(ids.len(), messages, "messages in {name}");
    for message in &ids {
        example.renders_ids(message);
        example.sends_once(message);
    }
    let mut channels = BTreeMap::new();
    for message in &ids {
        *channels.entry(message.channel.clone()).or_default() += 1;
    }
    channels
}

/// One message with the ids that `apply` recorded.
#[derive(Debug)]
struct Recorded {
    campaign: String,
    message: String,
    channel: String,
    campaign_id: String,
    variation_id: String,
}

/// An example in a folder of its own, far from the state of whoever runs the tests.
struct Example {
    folder: TempDir,
}

impl Example {
    fn copied(name: &str) -> Self {
        let folder = TempDir::new().unwrap();
        copy(&examples().join(name), &folder.path().join("project"));
        Self { folder }
    }

    /// Takes away what was applied.
    fn begins_anew(&self) {
        let project = self.folder.path().join("project");
        fs::remove_file(project.join("campaigns.local.lock")).unwrap();
        fs::remove_dir_all(project.join(".campaignctl")).unwrap();
        // A project of short texts has no pieces.
        if project.join("campaigns.lock.d").exists() {
            fs::remove_dir_all(project.join("campaigns.lock.d")).unwrap();
        }
    }

    /// Ids and digests are the same in every clone.
    fn has_the_committed_lockfile(&self, name: &str) {
        let made = fs::read_to_string(self.folder.path().join("project/campaigns.local.lock"));
        let committed = fs::read_to_string(examples().join(name).join("campaigns.local.lock"));
        assert_eq!(made.unwrap(), committed.unwrap());
    }

    /// Runs the binary, expects success, and gives its standard output.
    #[track_caller]
    fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_campaignctl"))
            .arg("-C")
            .arg(self.folder.path().join("project"))
            .args(arguments)
            .env_clear()
            .env("HOME", self.folder.path())
            .env("XDG_STATE_HOME", self.folder.path().join("state"))
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let (stdout, stderr) = (text(output.stdout), text(output.stderr));
        assert!(output.status.success(), "{arguments:?}: {}\n{stdout}\n{stderr}", output.status);
        stdout
    }

    #[track_caller]
    fn json(&self, arguments: &[&str]) -> Value {
        let stdout = self.run(&[arguments, &["--format", "json"]].concat());
        serde_json::from_str(&stdout).unwrap()
    }

    /// Every message of the lockfile; each has both of its ids.
    #[track_caller]
    fn ids(&self) -> Vec<Recorded> {
        let listing = self.json(&["list"]);
        let text = |value: &Value| {
            value.as_str().unwrap_or_else(|| panic!("an id is missing in {listing:#}")).to_owned()
        };
        let campaigns = listing["campaigns"].as_array().unwrap();
        let messages = campaigns.iter().flat_map(|campaign| {
            campaign["messages"].as_array().unwrap().iter().map(move |message| (campaign, message))
        });
        messages
            .map(|(campaign, message)| Recorded {
                campaign: text(&campaign["campaign"]),
                message: text(&message["message"]),
                channel: text(&message["channel"]),
                campaign_id: text(&campaign["campaign_id"]),
                variation_id: text(&message["message_variation_id"]),
            })
            .collect()
    }

    #[track_caller]
    fn renders_ids(&self, message: &Recorded) {
        let chosen = self.choose("render", message);
        let stdout = self.run(&chosen.iter().map(String::as_str).collect::<Vec<_>>());
        let bodies: Vec<Value> = serde_json::Deserializer::from_str(&stdout)
            .into_iter()
            .collect::<Result<_, _>>()
            .unwrap();
        let mut requests = Vec::new();
        for body in &bodies {
            collect_requests(body, &mut requests);
        }
        assert!(!requests.is_empty(), "no request in {stdout}");
        for request in requests {
            assert_eq!(request["campaign_id"], *message.campaign_id, "{message:?}");
            let object = &request["messages"][&message.channel];
            assert_eq!(object["message_variation_id"], *message.variation_id, "{message:?}");
            assert!(!object.to_string().contains("@{param."), "a param is left over in {object:#}");
        }
    }

    /// Sends twice; the statistics show one message for each recipient.
    #[track_caller]
    fn sends_once(&self, message: &Recorded) {
        let arguments = [self.choose("send", message), vec!["--yes".to_owned()]].concat();
        let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
        self.run(&arguments);
        self.run(&arguments);
        let recipients = self.recipients(&message.campaign);
        let report = self.json(&["report", &message.campaign]);
        let reported = report["reports"][0]["messages"].as_array().unwrap();
        let under = |one: &&Value| one["message_variation_id"] == *message.variation_id;
        let sent = reported.iter().find(under).map(|one| &one["counters"]["sent"]);
        assert_eq!(sent, Some(&Value::from(recipients)), "{message:?} in {report:#}");
    }

    fn choose(&self, command: &str, message: &Recorded) -> Vec<String> {
        let audience = self.audience(&message.campaign).to_str().unwrap().to_owned();
        [command, "--campaign", &message.campaign, "--message", &message.message, "--to", &audience]
            .map(str::to_owned)
            .to_vec()
    }

    #[track_caller]
    fn audience(&self, campaign: &str) -> PathBuf {
        let known = AUDIENCES.iter().find(|(key, _)| *key == campaign);
        let (_, file) = known.unwrap_or_else(|| panic!("no audience is named for {campaign}"));
        self.folder.path().join("project/audience").join(file)
    }

    fn recipients(&self, campaign: &str) -> u64 {
        let audience = self.audience(campaign);
        let text = fs::read_to_string(&audience).unwrap();
        let header = usize::from(audience.extension().is_some_and(|end| end == "csv"));
        (text.lines().count() - header) as u64
    }
}

/// Finds the requests in an answer, however it wraps them.
fn collect_requests<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(fields) if fields.get("messages").is_some_and(Value::is_object) => {
            found.push(value);
        }
        Value::Object(fields) => fields.values().for_each(|inner| collect_requests(inner, found)),
        Value::Array(items) => items.iter().for_each(|inner| collect_requests(inner, found)),
        _ => {}
    }
}

pub(crate) fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")
}

/// Copies a project without the private state of whoever tried it out in place.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_name() == ".campaignctl" {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            copy(&source, &target);
        } else {
            fs::copy(&source, &target).unwrap();
        }
    }
}
