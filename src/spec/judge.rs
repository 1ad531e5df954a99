//! Documents and texts into what each workspace should have, and every problem at once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Location};
use crate::model::{Campaign, CampaignKey, Desired, WorkspaceName};

use super::campaign;
use super::project::Project;
use super::sources::{Document, Sources};

/// The verdict over all files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judged {
    /// For each workspace that was asked for.
    pub desired: BTreeMap<WorkspaceName, Desired>,
    /// Every problem once, by file and position.
    pub diagnostics: Vec<Diagnostic>,
}

impl Judged {
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Judges every document for the given workspaces. A campaign with an error is left out and makes
/// its workspaces [`Desired::partial`].
pub fn judge(project: &Project, sources: &Sources, workspaces: &[WorkspaceName]) -> Judged {
    let documents: Vec<&Document> = sources.documents.values().collect();
    let verdicts: Vec<Verdict> = documents
        .into_par_iter()
        .map(|document| Verdict::of(document, project, sources, workspaces))
        .collect();
    let mut gathering = Gathering::new(workspaces);
    for verdict in verdicts {
        gathering.take(verdict);
    }
    gathering.finish()
}

/// What one document says.
#[derive(Default)]
struct Verdict {
    diagnostics: Vec<Diagnostic>,
    /// Problems that only some workspaces have.
    here: Vec<(WorkspaceName, Diagnostic)>,
    campaigns: Vec<Found>,
    /// Something could not be read, or is wrong: nobody knows what the document means.
    unknown: bool,
}

/// A campaign of a document, in the workspaces where it is right.
struct Found {
    key: CampaignKey,
    at: Location,
    moved_from: Option<Location>,
    title: Location,
    right: Vec<(WorkspaceName, Campaign)>,
}

impl Verdict {
    fn of(
        document: &Document,
        project: &Project,
        sources: &Sources,
        workspaces: &[WorkspaceName],
    ) -> Self {
        let mut verdict = Self { diagnostics: document.diagnostics.clone(), ..Self::default() };
        let mut empty = document.diagnostics.is_empty();
        for root in &document.roots {
            if matches!(root.kind, crate::yaml::Kind::Null) {
                continue;
            }
            empty = false;
            verdict.document(document, root, project, sources, workspaces);
        }
        if empty {
            let location = Location::file(&document.source.path);
            let diagnostic = Diagnostic::warning("empty-file", "the file has no campaign");
            verdict.diagnostics.push(diagnostic.at(location));
        }
        verdict.unknown = verdict.unknown || verdict.diagnostics.iter().any(Diagnostic::is_error);
        verdict
    }

    fn document(
        &mut self,
        document: &Document,
        root: &crate::yaml::Node,
        project: &Project,
        sources: &Sources,
        workspaces: &[WorkspaceName],
    ) {
        let source = &document.source;
        let (written, diagnostics) = campaign::read(source, root, project, sources);
        let wrong = diagnostics.iter().any(Diagnostic::is_error);
        self.diagnostics.extend(diagnostics);
        let Some(written) = written else {
            self.unknown = true;
            return;
        };
        let mut right = Vec::new();
        for workspace in workspaces.iter().filter(|workspace| written.is_in(workspace)) {
            let (campaign, problems) = written.resolve(project, sources, workspace);
            let sound = !wrong && !problems.iter().any(Diagnostic::is_error);
            self.here.extend(problems.into_iter().map(|problem| (workspace.clone(), problem)));
            right.extend(campaign.filter(|_| sound).map(|campaign| (workspace.clone(), campaign)));
        }
        let value = |key| root.get(key).map(|node| source.locate(&node.span));
        let at = value("campaign").unwrap_or_else(|| source.locate(&root.span));
        self.campaigns.push(Found {
            key: written.key.clone(),
            title: value("name").unwrap_or_else(|| at.clone()),
            moved_from: value("moved_from"),
            at,
            right,
        });
    }
}

struct Gathering {
    desired: BTreeMap<WorkspaceName, Desired>,
    diagnostics: Vec<Diagnostic>,
    /// The same problem with the workspaces that have it.
    here: Vec<(Diagnostic, BTreeSet<WorkspaceName>)>,
    index: BTreeMap<(&'static str, String, Option<Location>), usize>,
    keys: HashMap<CampaignKey, Location>,
    titles: HashMap<(WorkspaceName, String), Location>,
    moved: Vec<(CampaignKey, Location)>,
}

impl Gathering {
    fn new(workspaces: &[WorkspaceName]) -> Self {
        Self {
            desired: workspaces.iter().map(|name| (name.clone(), Desired::default())).collect(),
            diagnostics: Vec::new(),
            here: Vec::new(),
            index: BTreeMap::new(),
            keys: HashMap::new(),
            titles: HashMap::new(),
            moved: Vec::new(),
        }
    }

    fn take(&mut self, verdict: Verdict) {
        if verdict.unknown {
            self.desired.values_mut().for_each(|desired| desired.partial = true);
        }
        self.diagnostics.extend(verdict.diagnostics);
        for (workspace, diagnostic) in verdict.here {
            self.problem(workspace, diagnostic);
        }
        verdict.campaigns.into_iter().for_each(|found| self.campaign(found));
    }

    fn problem(&mut self, workspace: WorkspaceName, diagnostic: Diagnostic) {
        if diagnostic.is_error()
            && let Some(desired) = self.desired.get_mut(&workspace)
        {
            desired.partial = true;
        }
        let Diagnostic { rule, message, location, .. } = &diagnostic;
        let identity = (*rule, message.clone(), location.clone());
        let at = *self.index.entry(identity).or_insert_with(|| {
            self.here.push((diagnostic, BTreeSet::new()));
            self.here.len() - 1
        });
        self.here[at].1.insert(workspace);
    }

    fn campaign(&mut self, found: Found) {
        if let Some(first) = self.keys.get(&found.key) {
            let message = format!("the campaign `{}` is defined twice", found.key);
            let diagnostic = Diagnostic::error("duplicate-campaign", message)
                .at(found.at)
                .related(first.clone(), "first defined here");
            self.diagnostics.push(diagnostic);
            self.desired.values_mut().for_each(|desired| desired.partial = true);
            return;
        }
        self.keys.insert(found.key.clone(), found.at);
        for (workspace, campaign) in found.right {
            self.title(&workspace, &campaign, &found.title);
            if let (Some(old), Some(at)) = (&campaign.moved_from, &found.moved_from) {
                self.moved.push((old.clone(), at.clone()));
            }
            if let Some(desired) = self.desired.get_mut(&workspace) {
                desired.campaigns.insert(campaign.key.clone(), campaign);
            }
        }
    }

    fn title(&mut self, workspace: &WorkspaceName, campaign: &Campaign, at: &Location) {
        let title = (workspace.clone(), campaign.title().to_owned());
        let Some(first) = self.titles.get(&title).cloned() else {
            self.titles.insert(title, at.clone());
            return;
        };
        let message = format!("two campaigns have the title `{}`", campaign.title());
        let diagnostic = Diagnostic::warning("duplicate-title", message)
            .at(at.clone())
            .related(first, "the first one")
            .help("people find campaigns by title in the dashboard; give each its own");
        self.problem(workspace.clone(), diagnostic);
    }

    fn finish(mut self) -> Judged {
        for (old, at) in std::mem::take(&mut self.moved) {
            if self.keys.contains_key(&old) {
                let message = format!("there still is a campaign `{old}`");
                let help = "`moved_from` names a key that is not used any more";
                self.diagnostics.push(Diagnostic::error("moved-from", message).at(at).help(help));
                self.desired.values_mut().for_each(|desired| desired.partial = true);
            }
        }
        let all = self.desired.len();
        for (mut diagnostic, workspaces) in self.here {
            if workspaces.len() < all {
                let names: Vec<&str> = workspaces.iter().map(WorkspaceName::as_str).collect();
                let names = super::names::list(&names, "and");
                diagnostic.message = format!("{} (in {names})", diagnostic.message);
            }
            self.diagnostics.push(diagnostic);
        }
        let mut diagnostics = self.diagnostics;
        let order = |diagnostic: &Diagnostic| {
            (diagnostic.location.clone(), diagnostic.rule, diagnostic.message.clone())
        };
        diagnostics.sort_by_cached_key(order);
        diagnostics.dedup_by(|a, b| order(a) == order(b));
        Judged { desired: self.desired, diagnostics }
    }
}
