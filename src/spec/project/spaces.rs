//! The `workspaces` of the project, entry by entry.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::model::{CampaignId, Channel, WorkspaceName};
use crate::spec::workspace::{Proof, Target, Template, UnknownRecipients, WorkspaceSpec};
use crate::yaml::{Entry, Kind, Node};

use super::{Reader, endpoint};

impl Reader<'_> {
    pub(super) fn workspaces(&mut self) -> IndexMap<WorkspaceName, WorkspaceSpec> {
        let mut found = IndexMap::new();
        let Some(workspaces) = self.root.get("workspaces").cloned() else { return found };
        for entry in workspaces.entries() {
            let at = format!("/workspaces/{}", crate::spec::place::escaped(&entry.key));
            // The schema says what is wrong with a name.
            let Ok(name) = WorkspaceName::parse(&entry.key) else { continue };
            if let Some(target) = self.target(&at, &entry.value) {
                found.insert(name, workspace(&entry.value, target));
            }
        }
        found
    }

    fn target(&mut self, at: &str, node: &Node) -> Option<Target> {
        let sandbox = node.get("sandbox");
        let url = node.get("endpoint").and_then(|url| url.text());
        match (sandbox, url) {
            (Some(sandbox), _) => {
                let unknown = sandbox.get("unknown_recipients").and_then(|word| word.text());
                let unknown_recipients = match unknown {
                    Some("ignore") => UnknownRecipients::Ignore,
                    _ => UnknownRecipients::Create,
                };
                Some(Target::Sandbox { unknown_recipients })
            }
            (None, Some(url)) => self.endpoint(at, node, url),
            (None, None) => {
                let diagnostic = Diagnostic::error(
                    "missing-field",
                    "a workspace has a `sandbox` or an `endpoint`",
                );
                self.problem_once(at, diagnostic);
                None
            }
        }
    }

    fn endpoint(&mut self, at: &str, node: &Node, url: &str) -> Option<Target> {
        let endpoint = endpoint::parse(url).map_err(|why| {
            let diagnostic = Diagnostic::error("endpoint", why.message);
            let diagnostic = match why.help {
                Some(help) => diagnostic.help(help),
                None => diagnostic,
            };
            self.problem_once(&format!("{at}/endpoint"), diagnostic);
        });
        let env = node.get("api_key").and_then(|key| key.get("env")).and_then(|env| env.text());
        let Some(env) = env else {
            let diagnostic =
                Diagnostic::error("missing-field", "an endpoint needs `api_key: { env: BRAZE_… }`");
            self.problem_once(at, diagnostic);
            return None;
        };
        if !endpoint::is_key_name(env) {
            let diagnostic = Diagnostic::error(
                "invalid-value",
                "the environment variable of a key begins with `BRAZE_`",
            )
            .help("capital letters, digits and `_`; the key itself is never written here");
            self.problem_once(&format!("{at}/api_key/env"), diagnostic);
        }
        let endpoint = endpoint.ok()?;
        Some(Target::Endpoint {
            url: endpoint.url,
            api_key_env: env.to_owned(),
            foreign: endpoint.foreign,
        })
    }
}

fn workspace(node: &Node, target: Target) -> WorkspaceSpec {
    WorkspaceSpec {
        target,
        protected: node.get("protected").and_then(|node| node.bool()).unwrap_or(false),
        apps: ids(node.get("apps")),
        subscription_groups: ids(node.get("subscription_groups")),
        segments: ids(node.get("segments")),
        templates: node.get("templates").map_or_else(Vec::new, |list| templates(list)),
        test_recipients: recipients(node.get("test_recipients")),
        vars: vars(node),
        proof: node.get("proof").and_then(|proof| proof_of(proof)),
    }
}

/// A map of texts; other values are left out (the schema reports them).
pub(super) fn texts(node: Option<&Arc<Node>>) -> IndexMap<String, String> {
    let entries = node.map_or(&[][..], |node| node.entries());
    entries.iter().filter_map(|e| Some((e.key.clone(), e.value.text()?.to_owned()))).collect()
}

/// A map of ids by name. Where another value is written, which the schema reports, the name stands
/// for itself: it is there all the same.
fn ids(node: Option<&Arc<Node>>) -> IndexMap<String, String> {
    let entries = node.map_or(&[][..], |node| node.entries());
    let id = |entry: &Entry| entry.value.text().unwrap_or(&entry.key).to_owned();
    entries.iter().map(|entry| (entry.key.clone(), id(entry))).collect()
}

fn recipients(node: Option<&Arc<Node>>) -> IndexMap<String, Vec<String>> {
    let texts =
        |list: &Node| list.items().iter().filter_map(|id| id.text()).map(str::to_owned).collect();
    let entries = node.map_or(&[][..], |node| node.entries());
    entries.iter().map(|entry| (entry.key.clone(), texts(&entry.value))).collect()
}

fn templates(list: &Node) -> Vec<Template> {
    let channel = |node: &Arc<Node>| Channel::from_sends(node.text()?);
    let template = |node: &Arc<Node>| {
        let campaign_id = CampaignId::parse(node.get("campaign_id")?.text()?).ok()?;
        let channels = node.get("channels")?.items().iter().filter_map(channel).collect();
        Some(Template { campaign_id, channels })
    };
    list.items().iter().filter_map(template).collect()
}

fn proof_of(node: &Node) -> Option<Proof> {
    let text = |key| node.get(key).and_then(|node| node.text());
    match text("segment") {
        Some(segment) => Some(Proof::Segment(segment.to_owned())),
        None => Some(Proof::Campaign(CampaignId::parse(text("campaign")?).ok()?)),
    }
}

fn vars(node: &Node) -> BTreeMap<String, Value> {
    let mut vars = BTreeMap::new();
    for entry in node.get("vars").map_or(&[][..], |vars| vars.entries()) {
        let scalar = matches!(entry.value.kind, Kind::Text(..) | Kind::Number(_) | Kind::Bool(_));
        if crate::model::is_name(&entry.key) {
            // The schema says what is wrong with any other: the variable is there all the same.
            let value = if scalar { entry.value.to_json() } else { Value::Null };
            vars.insert(entry.key.clone(), value);
        }
    }
    vars
}
