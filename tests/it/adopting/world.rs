//! A project with three live workspaces, and what their dashboards have.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::commands::folder::{Folder, Said};
use crate::sandbox::server::{Served, post};

pub(super) struct Shop {
    pub(super) folder: Folder,
    served: Vec<Served>,
}

pub(super) const NAMES: [&str; 3] = ["prod", "stage", "test"];

impl Shop {
    /// A project without definitions, and as many workspaces as there are worlds.
    pub(super) fn new(worlds: &[Vec<Value>]) -> Self {
        Self::with(worlds, "    proof: { segment: segment-@ }\n")
    }

    /// The same, with these lines in each workspace of the project; `@` is its name.
    pub(super) fn with(worlds: &[Vec<Value>], more: &str) -> Self {
        let folder = Folder::empty();
        let mut project = String::from(
            "version: 1\nlineage: 7c9e6679-7425-40de-944b-e07fc1f90ae7\ndefault_workspace: prod\nworkspaces:\n",
        );
        let mut served = Vec::new();
        for (name, campaigns) in NAMES.iter().zip(worlds) {
            let world = json!({
                "version": 1,
                "keys": [{ "key": "everything" }],
                "segments": [{ "id": format!("segment-{name}"), "name": "S",
                    "audience": { "custom_attribute": { "custom_attribute_name": "vip", "comparison": "equals", "value": true } } }],
                "campaigns": campaigns,
            });
            folder.write(&format!("{name}.world.yaml"), &world.to_string());
            served.push(Served::start(
                &folder,
                &format!("sandbox serve --port 0 --load {name}.world.yaml"),
            ));
            let url = &served.last().unwrap().url;
            write!(
                project,
                "  {name}:\n    endpoint: {url}\n    api_key: {{ env: BRAZE_API_KEY }}\n{}",
                more.replace('@', name)
            )
            .unwrap();
        }
        folder.write("campaignctl.yaml", &project);
        Self { folder, served }
    }

    pub(super) fn run(&self, line: &str) -> Said {
        self.folder.run_with(line, &[("BRAZE_API_KEY", "everything")], "")
    }

    /// Where the first workspace is.
    pub(super) fn url(&self) -> &str {
        &self.served[0].url
    }

    /// A command to be run, and ended, by the test.
    pub(super) fn command(&self, line: &str) -> std::process::Command {
        let mut command = self.folder.command(line.split(' '));
        command.env("BRAZE_API_KEY", "everything");
        command
    }

    /// What a person does in the dashboard of the first workspace.
    pub(super) fn dashboard(&self, path: &str, body: &Value) {
        self.post(&format!("/_sandbox/campaigns{path}"), body);
    }

    /// The same of what is no campaign.
    pub(super) fn post(&self, path: &str, body: &Value) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let answer = post(self.url(), path, "everything", body.to_string());
        let (status, answer) = runtime.block_on(answer);
        assert!(status < 300, "{answer}");
    }

    /// Every file that is committed, with its text.
    pub(super) fn files(&self) -> Vec<(String, String)> {
        let mut files = Vec::new();
        for name in ["campaigns.prod.lock", "campaigns.stage.lock", "campaigns.test.lock"] {
            if self.folder.path(name).exists() {
                files.push((name.to_owned(), self.folder.read(name)));
            }
        }
        if let Ok(entries) = std::fs::read_dir(self.folder.path("campaigns")) {
            for entry in entries {
                let name = format!("campaigns/{}", entry.unwrap().file_name().to_str().unwrap());
                // What a killed process was writing nobody reads, and git ignores it.
                if !name.starts_with("campaigns/.campaignctl-") {
                    files.push((name.clone(), self.folder.read(&name)));
                }
            }
        }
        files.sort();
        files
    }
}

pub(super) fn campaign(id: &str, name: &str, messages: &[(&str, &str, &str)]) -> Value {
    let messages: Vec<_> = messages
        .iter()
        .map(|(id, channel, name)| json!({ "id": id, "channel": channel, "name": name }))
        .collect();
    json!({ "id": id, "name": name, "messages": messages })
}
