//! A project with a `production`, and a served sandbox that stands in for it.

use crate::commands::folder::{Folder, Said};
use crate::sandbox::server::Served;

/// The one campaign of `init`, as a dashboard would have it.
const WORLD: &str = "
version: 1
settings: { unknown_recipients: create }
keys:
  - { key: everything }
  - { key: reader, permissions: [campaigns.list, campaigns.details] }
  - { key: 1d2c3b4a-0000-4111-8222-933344445555 }
  - { key: sender, permissions: [messages.send, campaigns.data_series] }
apps: [{ id: storefront, name: Storefront }]
subscription_groups: [{ id: sms-us }]
segments:
  - id: 2b9c6e0d-41f7-4d3a-8c5b-e17a90f2b364
    name: VIPs
    audience: { custom_attribute: { custom_attribute_name: vip, comparison: equals, value: true } }
campaigns:
  - id: d8b73da7-0b7c-fc72-5b5c-1f4d2c8c0f10
    name: Welcome
    description: Greets a new customer.
    tags: [onboarding]
    conversion_behaviors:
      - { type: Performs Custom Event, custom_event_name: completed_profile, window: 259200 }
    messages: [{ id: email-640, channel: email, name: email }]
";

const PRODUCTION: &str = "  production:
    endpoint: https://rest.iad-03.braze.com
    api_key: { env: BRAZE_API_KEY }
    proof: { segment: 2b9c6e0d-41f7-4d3a-8c5b-e17a90f2b364 }
    apps: { app: storefront }
    vars: { site: https://shop.example.com }
";

/// A project whose production is never reached: everything goes to the stand-in.
pub(super) struct Rehearsal {
    pub(super) folder: Folder,
    pub(super) served: Served,
}

impl Rehearsal {
    pub(super) fn new() -> Self {
        let folder = folder();
        folder.write("world.yaml", WORLD);
        let served = Served::start(&folder, "sandbox serve --port 0 --load world.yaml");
        Self { folder, served }
    }

    /// Runs a command on production with the key that may do everything.
    #[must_use = "look at the code or at what was said"]
    pub(super) fn run(&self, line: &str) -> Said {
        self.run_as("everything", line)
    }

    #[must_use = "look at the code or at what was said"]
    pub(super) fn run_as(&self, key: &str, line: &str) -> Said {
        self.run_at(&self.served.url, key, line)
    }

    #[must_use = "look at the code or at what was said"]
    pub(super) fn run_at(&self, url: &str, key: &str, line: &str) -> Said {
        let variables = [
            ("CAMPAIGNCTL_ENDPOINT", url),
            ("BRAZE_API_KEY", key),
            ("CAMPAIGNCTL_WORKSPACE", "production"),
        ];
        self.folder.run_with(line, &variables, "")
    }
}

/// A project of production alone, for a far side of the test's own.
pub(super) fn folder() -> Folder {
    let folder = Folder::new();
    let project = folder.read("campaignctl.yaml");
    folder.write("campaignctl.yaml", &project.replace("workspaces:\n", &workspaces()));
    folder
}

fn workspaces() -> String {
    format!("workspaces:\n{PRODUCTION}")
}
