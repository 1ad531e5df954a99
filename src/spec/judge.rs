//! Documents and texts into what each workspace should have, and every problem at once.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::model::{Campaign, CampaignKey, Desired, Timestamp, WorkspaceName};
use crate::yaml::{Kind, Node};

use super::project::Project;
use super::sources::{Document, Sources, Texts};
use super::waiver::Waivers;
use super::{campaign, hidden, rule};

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
/// its workspaces [`Desired::partial`]. Expiries are left alone.
pub fn judge(project: &Project, sources: &Sources, workspaces: &[WorkspaceName]) -> Judged {
    let judge = Judge { project, workspaces, now: None, keep: Keep::Everything };
    let documents: Vec<&Document> = sources.documents.values().collect();
    let verdicts: Vec<Verdict> = documents
        .into_par_iter()
        .map(|document| judge.document(document, &sources.texts))
        .collect();
    judge.all(verdicts)
}

/// Judges documents one by one, then all verdicts together.
#[derive(Clone, Copy)]
pub struct Judge<'a> {
    pub project: &'a Project,
    pub workspaces: &'a [WorkspaceName],
    /// The time that expiries are judged at; `None` leaves them alone.
    pub now: Option<Timestamp>,
    pub keep: Keep<'a>,
}

/// What a verdict keeps of its campaigns.
#[derive(Clone, Copy)]
pub enum Keep<'a> {
    Everything,
    /// Keys and titles: for whoever wants the problems alone.
    Names,
    /// What this leaves of each, in a workspace.
    Some(&'a (dyn Fn(&WorkspaceName, Campaign) -> Campaign + Sync)),
}

impl Judge<'_> {
    /// Judges one document together with everything that it includes.
    pub fn document(&self, document: &Document, texts: &Texts) -> Verdict {
        let (waivers, problems) = Waivers::read(&document.source, &document.roots);
        let places = document.diagnostics.iter().filter_map(|one| one.location.as_ref());
        let unread = places.map(|at| (at.line, at.column)).collect();
        let diagnostics = document.diagnostics.iter().cloned().chain(problems).collect();
        let mut verdict = Verdict { diagnostics, waivers, unread, ..Verdict::default() };
        let written = |root: &&Arc<Node>| !matches!(root.kind, Kind::Null);
        verdict.campaigns.reserve_exact(document.roots.len());
        for root in document.roots.iter().filter(written) {
            verdict.root(document, root, texts, self);
        }
        if document.diagnostics.is_empty() && !document.roots.iter().any(|root| written(&root)) {
            let location = Location::file(&document.source.path);
            let diagnostic = Diagnostic::warning("empty-file", "the file has no campaign");
            verdict.tell(vec![diagnostic.at(location)], self.project);
        }
        verdict.diagnostics = verdict.diagnostics.into_iter().map(hidden::hide).collect();
        verdict.unknown = verdict.unknown || verdict.diagnostics.iter().any(Diagnostic::is_error);
        verdict
    }

    /// Warns of each pattern that is written and matches no file; `found` says how many a pattern
    /// matches.
    ///
    /// # Errors
    /// When `found` cannot say.
    pub fn patterns<E>(
        &self,
        found: impl Fn(&str) -> Result<usize, E>,
    ) -> Result<Vec<Diagnostic>, E> {
        let mut unmatched = Vec::new();
        let Project { campaigns, patterns_at, .. } = self.project;
        for (pattern, at) in campaigns.iter().zip(patterns_at) {
            if found(pattern)? > 0 {
                continue;
            }
            let other = match pattern.strip_suffix(".yaml") {
                Some(stem) => format!("{stem}.yml"),
                None => pattern.replace(".yml", ".yaml"),
            };
            let message = format!("no file matches {}", super::names::shown(pattern));
            let mut diagnostic = Diagnostic::warning("unmatched-pattern", message).at(at.clone());
            diagnostic.help = Some(match found(&other)? {
                count @ 1.. if other != *pattern => {
                    format!("{count} would match {}", super::names::shown(&other))
                }
                _ => "patterns begin at the project's folder; `**` is any folders".to_owned(),
            });
            unmatched.extend(choose(diagnostic, self.project));
        }
        Ok(unmatched)
    }

    /// Gathers the verdicts, in the order of their files, and judges them among each other.
    pub fn all(&self, verdicts: Vec<Verdict>) -> Judged {
        let mut gathering = Gathering::new(self.workspaces, self.project);
        // One of each in most files: to grow takes as long as to fill.
        gathering.places.reserve(verdicts.len());
        gathering.keys.reserve(verdicts.len());
        gathering.titles.reserve(verdicts.len());
        for verdict in verdicts {
            gathering.take(verdict);
        }
        gathering.finish()
    }
}

/// What one document says, and what is wrong with it. It borrows nothing.
#[derive(Default)]
pub struct Verdict {
    diagnostics: Vec<Diagnostic>,
    /// Problems that only some workspaces have.
    here: Vec<(WorkspaceName, Diagnostic)>,
    campaigns: Vec<Found>,
    waivers: Waivers,
    /// Where the file could not be read: lines and columns.
    unread: HashSet<(usize, usize)>,
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
    fn root(&mut self, document: &Document, root: &Node, texts: &Texts, judge: &Judge<'_>) {
        let source = &document.source;
        let (written, diagnostics) = campaign::read(source, root, judge.project, texts);
        let wrong = self.tell(diagnostics, judge.project);
        let Some(written) = written else {
            self.unknown = true;
            return;
        };
        // Verdicts are kept until the last file is read: no room to spare in them.
        let mut right = Vec::with_capacity(judge.workspaces.len());
        let judged = |one: &&WorkspaceName| written.is_judged_in(one, judge.project);
        for workspace in judge.workspaces.iter().filter(judged) {
            let kept = !matches!(judge.keep, Keep::Names);
            let (campaign, problems) =
                written.resolve(judge.project, texts, workspace, judge.now, kept);
            let problems = self.chosen(problems, judge.project);
            let sound =
                !wrong && written.is_in(workspace) && !problems.iter().any(Diagnostic::is_error);
            let hidden = problems.into_iter().map(hidden::hide);
            self.here.extend(hidden.map(|problem| (workspace.clone(), problem)));
            let kept = campaign.filter(|_| sound).map(|one| judge.keep.of(workspace, one));
            right.extend(kept.map(|campaign| (workspace.clone(), campaign)));
        }
        if !written.named {
            self.unknown = true;
            return;
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

    /// Keeps the problems that are not waived or off; says whether one of them is an error.
    fn tell(&mut self, problems: Vec<Diagnostic>, project: &Project) -> bool {
        let problems = self.chosen(problems, project);
        let wrong = problems.iter().any(Diagnostic::is_error);
        self.diagnostics.extend(problems);
        wrong
    }

    fn chosen(&mut self, problems: Vec<Diagnostic>, project: &Project) -> Vec<Diagnostic> {
        // What stands in for an unreadable value is not wrong as well.
        let told = |problem: &Diagnostic| {
            let place = problem.location.as_ref().map(|at| (at.line, at.column));
            place.is_some_and(|place| self.unread.contains(&place))
        };
        let problems: Vec<_> = problems.into_iter().filter(|problem| !told(problem)).collect();
        let kept = problems.into_iter().filter(|problem| !self.waivers.waive(problem));
        kept.filter_map(|problem| choose(problem, project)).collect()
    }
}

impl Keep<'_> {
    fn of(self, workspace: &WorkspaceName, campaign: Campaign) -> Campaign {
        match self {
            Self::Everything | Self::Names => campaign,
            Self::Some(left) => left(workspace, campaign),
        }
    }
}

/// Gives a problem the severity that the project chose; `None` when it is off.
fn choose(mut problem: Diagnostic, project: &Project) -> Option<Diagnostic> {
    if let Some(chosen) = project.lints.get(problem.rule)
        && rule::find(problem.rule).is_some_and(rule::is_a_choice)
    {
        problem.severity = match chosen.as_str() {
            "off" => return None,
            "error" => Severity::Error,
            "warning" => Severity::Warning,
            "note" => Severity::Note,
            _ => problem.severity,
        };
    }
    Some(problem)
}

struct Gathering<'a> {
    project: &'a Project,
    /// Of the files that have any, by file.
    waivers: Vec<Waivers>,
    desired: BTreeMap<WorkspaceName, Desired>,
    diagnostics: Vec<Diagnostic>,
    /// The same problem with the workspaces that have it.
    here: Vec<(Diagnostic, BTreeSet<WorkspaceName>)>,
    index: BTreeMap<(&'static str, String, Option<Location>), usize>,
    /// Where each campaign's key and title stand, in the order of the files.
    places: Vec<(Location, Location)>,
    /// By their place in `places`.
    keys: HashMap<CampaignKey, usize>,
    titles: HashMap<(WorkspaceName, String), usize>,
    /// The former keys in each workspace, and where they are named.
    moved: BTreeMap<(CampaignKey, WorkspaceName), Location>,
}

impl<'a> Gathering<'a> {
    fn new(workspaces: &[WorkspaceName], project: &'a Project) -> Self {
        Self {
            project,
            waivers: Vec::new(),
            desired: workspaces.iter().map(|name| (name.clone(), Desired::default())).collect(),
            diagnostics: Vec::new(),
            here: Vec::new(),
            index: BTreeMap::new(),
            places: Vec::new(),
            keys: HashMap::new(),
            titles: HashMap::new(),
            moved: BTreeMap::new(),
        }
    }

    fn take(&mut self, verdict: Verdict) {
        if verdict.unknown {
            self.desired.values_mut().for_each(|desired| desired.partial = true);
        }
        self.diagnostics.extend(verdict.diagnostics);
        if !verdict.waivers.is_empty() {
            self.waivers.push(verdict.waivers);
        }
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
        let number = self.places.len();
        if let Some(&first) = self.keys.get(&found.key) {
            let message = format!("the campaign `{}` is defined twice", found.key);
            let diagnostic = Diagnostic::error("duplicate-campaign", message)
                .at(found.at)
                .related(self.places[first].0.clone(), "first defined here");
            self.diagnostics.push(diagnostic);
            self.desired.values_mut().for_each(|desired| desired.partial = true);
            return;
        }
        self.keys.insert(found.key, number);
        self.places.push((found.at, found.title));
        for (workspace, campaign) in found.right {
            self.title(&workspace, &campaign, number);
            if let (Some(old), Some(at)) = (&campaign.moved_from, &found.moved_from) {
                self.moved_from(&workspace, old, at);
            }
            if let Some(desired) = self.desired.get_mut(&workspace) {
                desired.campaigns.insert(campaign.key.clone(), campaign);
            }
        }
    }

    /// What was recorded under a key can belong to one campaign.
    fn moved_from(&mut self, workspace: &WorkspaceName, old: &CampaignKey, at: &Location) {
        let place = (old.clone(), workspace.clone());
        let Some(first) = self.moved.get(&place).cloned() else {
            self.moved.insert(place, at.clone());
            return;
        };
        let diagnostic = Diagnostic::error("moved-from", format!("two campaigns were `{old}`"))
            .at(at.clone())
            .related(first, "the first one")
            .help("what was recorded for it can belong to one of them");
        self.problem(workspace.clone(), diagnostic);
    }

    fn title(&mut self, workspace: &WorkspaceName, campaign: &Campaign, number: usize) {
        let title = (workspace.clone(), campaign.title().to_owned());
        let first = match self.titles.entry(title) {
            Entry::Occupied(first) => self.places[*first.get()].1.clone(),
            Entry::Vacant(free) => {
                free.insert(number);
                return;
            }
        };
        let message = format!("two campaigns have the title `{}`", campaign.title());
        let diagnostic = Diagnostic::warning("duplicate-title", message)
            .at(self.places[number].1.clone())
            .related(first, "the first one")
            .help("people find campaigns by title in the dashboard; give each its own");
        if self.waivers.iter_mut().any(|waivers| waivers.waive(&diagnostic)) {
            return;
        }
        if let Some(diagnostic) = choose(diagnostic, self.project) {
            self.problem(workspace.clone(), diagnostic);
        }
    }

    fn finish(mut self) -> Judged {
        let mut told = BTreeSet::new();
        for ((old, _), at) in std::mem::take(&mut self.moved) {
            if self.keys.contains_key(&old) && told.insert(at.clone()) {
                let message = format!("there still is a campaign `{old}`");
                let help = "`moved_from` names a key that is not used any more";
                self.diagnostics.push(Diagnostic::error("moved-from", message).at(at).help(help));
                self.desired.values_mut().for_each(|desired| desired.partial = true);
            }
        }
        for unused in self.waivers.into_iter().flat_map(Waivers::unused) {
            self.diagnostics.extend(choose(unused, self.project));
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
