//! `campaignctl.yaml`: the project, its workspaces and its defaults.

mod audiences;
mod endpoint;
mod spaces;

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, Location};
use crate::model::{Lineage, WorkspaceName};
use crate::yaml::{Limits, Node, Source, read};

use super::defaults::Defaults;
use super::workspace::WorkspaceSpec;
use super::{check, hidden, names, place, rule, sources};

/// The project as its file says.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    pub lineage: Lineage,
    pub default_workspace: WorkspaceName,
    /// Glob patterns of the campaign files.
    pub campaigns: Vec<String>,
    /// Where they are written; none when they are the default.
    pub(super) patterns_at: Vec<Location>,
    /// In the order of the file.
    pub workspaces: IndexMap<WorkspaceName, WorkspaceSpec>,
    pub defaults: Defaults,
    /// Connected audiences by name, in the order of the file.
    pub audiences: IndexMap<String, serde_json::Value>,
    /// Severities of single lints: `error`, `warning`, `note` or `off`.
    pub lints: IndexMap<String, String>,
    /// The files that the defaults include.
    pub(super) wants: BTreeSet<String>,
}

/// Reads the project's file. The project is there as soon as it has a workspace, even with other
/// errors, so that the campaigns can be judged in the same run. Where the lineage is wrong it is nil.
pub fn project(path: &str, bytes: &[u8]) -> (Option<Project>, Vec<Diagnostic>) {
    let (source, roots, mut diagnostics) = read(path, bytes, &Limits::default());
    let root = match roots.as_slice() {
        [root] => root,
        [] if diagnostics.is_empty() => {
            let diagnostic = Diagnostic::error("missing-field", "the file is empty")
                .at(Location::file(path))
                .help("`campaignctl init` writes one");
            return (None, vec![diagnostic]);
        }
        [] => return (None, diagnostics.into_iter().map(hidden::hide).collect()),
        [root, second, ..] => {
            let message = "the project is one document; this is a second one";
            diagnostics
                .push(Diagnostic::error("invalid-value", message).at(source.locate(&second.span)));
            root
        }
    };
    let check::Refused { pointers: refused, diagnostics: told } = check::project(&source, root);
    diagnostics.extend(told);
    let source = Arc::new(source);
    let mut reader = Reader { source: &source, root, refused, diagnostics };
    let project = reader.project();
    let mut diagnostics: Vec<_> = reader.diagnostics.into_iter().map(hidden::hide).collect();
    diagnostics.sort_by_cached_key(|one| (one.location.clone(), one.rule, one.message.clone()));
    (project, diagnostics)
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    root: &'a Node,
    /// The pointers that the schema refused.
    refused: BTreeSet<String>,
    diagnostics: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn project(&mut self) -> Option<Project> {
        let workspaces = self.workspaces();
        let lineage = self.lineage();
        let default_workspace = self.default_workspace(&workspaces);
        let node = self.root.get("defaults").cloned();
        let defaults = Defaults { source: Arc::clone(self.source), node };
        self.lints();
        let audiences = self.audiences();
        let (campaigns, patterns_at) = self.patterns();
        Some(Project {
            lineage: lineage.unwrap_or_default(),
            default_workspace: default_workspace?,
            campaigns,
            patterns_at,
            workspaces,
            wants: sources::wanted_by(&defaults),
            defaults,
            audiences,
            lints: spaces::texts(self.root.get("lints")),
        })
    }

    fn lineage(&mut self) -> Option<Lineage> {
        let written = self.root.get("lineage")?.text()?;
        let lineage = Lineage::parse_str(written).ok().filter(|lineage| !lineage.is_nil());
        if lineage.is_none() {
            let diagnostic = Diagnostic::error("invalid-value", "a lineage is a UUID of its own")
                .help("`campaignctl init` makes one; it never changes afterwards");
            self.problem_once("/lineage", diagnostic);
        }
        lineage
    }

    fn default_workspace(
        &mut self,
        workspaces: &IndexMap<WorkspaceName, WorkspaceSpec>,
    ) -> Option<WorkspaceName> {
        let known = || workspaces.keys().map(WorkspaceName::as_str);
        let Some(written) = self.root.get("default_workspace").and_then(|node| node.text()) else {
            let local = workspaces.keys().find(|name| name.as_str() == "local");
            return local.or_else(|| workspaces.keys().next()).cloned();
        };
        let found = workspaces.keys().find(|name| name.as_str() == written).cloned();
        // One that is there, with a mistake in it, has been told already.
        let there = self.root.get("workspaces").is_some_and(|all| all.entry(written).is_some());
        if found.is_none() && !there {
            let message = format!("there is no workspace {}", names::shown(written));
            let mut diagnostic = Diagnostic::error("unknown-workspace", message);
            diagnostic.help = names::did_you_mean(written, known());
            self.problem("/default_workspace", diagnostic);
        }
        found.or_else(|| workspaces.keys().next().cloned())
    }

    fn lints(&mut self) {
        let known = rule::choices();
        for entry in self.root.get("lints").map_or(&[][..], |lints| lints.entries()) {
            if !known.clone().any(|id| id == entry.key) {
                let message = rule::no_choice(&entry.key);
                let location = self.source.locate(&entry.key_span);
                let mut diagnostic = Diagnostic::error("unknown-lint", message).at(location);
                diagnostic.help = names::nearest(&entry.key, known.clone())
                    .map(|near| format!("did you mean `{near}`?"));
                self.diagnostics.push(diagnostic);
            }
        }
    }

    fn patterns(&self) -> (Vec<String>, Vec<Location>) {
        let Some(list) = self.root.get("campaigns") else {
            return (vec!["campaigns/**/*.yaml".to_owned()], Vec::new());
        };
        let written = list
            .items()
            .iter()
            .filter_map(|item| Some((item.text()?.to_owned(), self.source.locate(&item.span))));
        written.unzip()
    }

    fn problem(&mut self, pointer: &str, diagnostic: Diagnostic) {
        self.diagnostics.push(place::problem(self.source, self.root, pointer, diagnostic));
    }

    /// Says it only where the schema has said nothing, about the value or something in it.
    fn problem_once(&mut self, pointer: &str, diagnostic: Diagnostic) {
        if !self.refused.iter().any(|refused| refused.starts_with(pointer)) {
            self.problem(pointer, diagnostic);
        }
    }
}
