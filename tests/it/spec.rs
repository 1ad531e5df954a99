//! Definitions: what is read, and what is said about mistakes.

mod binary;
mod hostile;
mod mistakes;
mod project;
mod resolved;

use std::collections::BTreeMap;

use campaignctl::diagnostic::Diagnostic;
use campaignctl::model::WorkspaceName;
use campaignctl::spec::{Document, Judged, Project, Sources, judge, project};

/// A project with a sandbox and a live workspace.
const PROJECT: &str = "\
version: 1
lineage: 7c9e6679-7425-40de-944b-e07fc1f90ae7
default_workspace: local
defaults:
  email: { app_id: storefront, from: 'Acme <hello@shop.example.com>' }
  sms: { app_id: storefront }
workspaces:
  local:
    sandbox: {}
    vars: { site: http://localhost:8080, ttl: 3600 }
  production:
    endpoint: https://rest.iad-03.braze.com
    api_key: { env: BRAZE_API_KEY }
    proof: { segment: 2b9c4d1e-0000-4000-8000-000000000001 }
    protected: true
    apps: { storefront: 3f1a8d7c-90b2-4e65-b7f4-c2d81e5a6093 }
    subscription_groups: { sms-us: 77aa8d7c-90b2-4e65-b7f4-c2d81e5a6093 }
    vars: { site: 'https://shop.example.com', ttl: 7200 }
";

/// A project in memory: its own file, and others by path. What ends in `.yaml` is a campaign file.
struct World {
    project: String,
    files: BTreeMap<String, Vec<u8>>,
}

impl World {
    fn new() -> Self {
        Self { project: PROJECT.to_owned(), files: BTreeMap::new() }
    }

    fn project(mut self, text: &str) -> Self {
        text.clone_into(&mut self.project);
        self
    }

    fn file(mut self, path: &str, text: impl AsRef<[u8]>) -> Self {
        self.files.insert(path.to_owned(), text.as_ref().to_vec());
        self
    }

    fn read(&self) -> (Option<Project>, Vec<Diagnostic>) {
        project("campaignctl.yaml", self.project.as_bytes())
    }

    /// Judges everything for all workspaces.
    fn judge(&self) -> Judged {
        let (project, mut diagnostics) = self.read();
        let project = project.unwrap();
        let mut sources = Sources::new(&project);
        for (path, bytes) in self.files.iter().filter(|(path, _)| path.ends_with("yaml")) {
            sources.add(Document::read(path, bytes));
        }
        loop {
            let wanted = sources.wanted();
            if wanted.is_empty() {
                break;
            }
            for path in wanted {
                let bytes = self.files.get(&path).cloned();
                sources.add_text(&path, bytes.ok_or_else(|| "there is no such file".to_owned()));
            }
        }
        let workspaces: Vec<WorkspaceName> = project.workspaces.keys().cloned().collect();
        let mut judged = judge(&project, &sources, &workspaces);
        judged.diagnostics.splice(0..0, std::mem::take(&mut diagnostics));
        judged
    }

    /// Everything that is said, a line each, with what helps and what is related beneath.
    fn said(&self) -> String {
        said(&self.judge().diagnostics)
    }
}

fn said(diagnostics: &[Diagnostic]) -> String {
    let mut lines = Vec::new();
    for diagnostic in diagnostics {
        let severity = format!("{:?}", diagnostic.severity).to_lowercase();
        let place = diagnostic.location.as_ref().map_or_else(String::new, |at| {
            let marked = at.excerpt.get(at.mark.0..at.mark.1).unwrap_or_default();
            format!("{}:{}:{} «{marked}» ", at.file, at.line, at.column)
        });
        lines.push(format!("{place}{severity}[{}] {}", diagnostic.rule, diagnostic.message));
        for related in &diagnostic.related {
            let at = &related.location;
            lines.push(format!("    {}:{}:{} {}", at.file, at.line, at.column, related.message));
        }
        lines.extend(diagnostic.help.iter().map(|help| format!("    help: {help}")));
    }
    lines.join("\n")
}
