//! Documents and texts into what each workspace should have, and every problem at once.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::model::{Campaign, CampaignKey, Desired, Timestamp, WorkspaceName};
use crate::yaml::{Kind, Node};

use super::campaign::Here;
use super::project::Project;
use super::sources::{Document, Sources, Texts};
use super::waiver::Waivers;
use super::{campaign, hidden, rule};

/// The verdict over all files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judged {
    /// For each workspace that was asked for; without campaigns when nothing was kept of them.
    pub desired: BTreeMap<WorkspaceName, Desired>,
    /// The files of the campaigns that are right in a workspace that was asked for: for each
    /// campaign one.
    pub sound: Vec<String>,
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
    /// For whoever wants the problems alone.
    Nothing,
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
        // One in most files.
        let mut found = Vec::with_capacity(verdicts.len());
        for mut verdict in verdicts {
            found.append(&mut verdict.campaigns);
            gathering.take(verdict);
        }
        gathering.campaigns(found);
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

/// A campaign of a document.
struct Found {
    key: CampaignKey,
    at: Location,
    moved_from: Option<(CampaignKey, Location)>,
    title: Location,
    /// What it is in the workspaces that have it, by their place among those that were asked for.
    spread: Vec<(usize, Here)>,
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
        let mut spread = Vec::with_capacity(judge.workspaces.len());
        let judged = |(_, one): &(usize, &WorkspaceName)| written.is_judged_in(one, judge.project);
        for (number, workspace) in judge.workspaces.iter().enumerate().filter(judged) {
            let kept = !matches!(judge.keep, Keep::Nothing);
            let (here, problems) =
                written.resolve(judge.project, texts, workspace, judge.now, kept);
            let problems = self.chosen(problems, judge.project);
            let sound = !wrong && !problems.iter().any(Diagnostic::is_error);
            let hidden = problems.into_iter().map(hidden::hide);
            self.here.extend(hidden.map(|problem| (workspace.clone(), problem)));
            let here = here.filter(|_| written.is_in(workspace));
            let kept = |here| if sound { judge.keep.of(workspace, here) } else { here.wrong() };
            spread.extend(here.map(|here| (number, kept(here))));
        }
        if !written.named {
            self.unknown = true;
            return;
        }
        let value = |key| root.get(key).map(|node| source.locate(&node.span));
        let at = value("campaign").unwrap_or_else(|| source.locate(&root.span));
        self.campaigns.push(Found {
            title: value("name").unwrap_or_else(|| at.clone()),
            moved_from: written.header.moved_from.zip(value("moved_from")),
            key: written.key,
            at,
            spread,
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
    fn of(self, workspace: &WorkspaceName, here: Here) -> Here {
        match (self, here) {
            (Self::Some(left), Here::Whole(campaign)) => {
                Here::Whole(Box::new(left(workspace, *campaign)))
            }
            (_, here) => here,
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
    workspaces: &'a [WorkspaceName],
    /// Of the files that have any, by file.
    waivers: Vec<Waivers>,
    desired: BTreeMap<WorkspaceName, Desired>,
    sound: Vec<String>,
    diagnostics: Vec<Diagnostic>,
    /// The same problem with the workspaces that have it.
    here: Vec<(Diagnostic, BTreeSet<WorkspaceName>)>,
    index: BTreeMap<(&'static str, String, Option<Location>), usize>,
}

impl<'a> Gathering<'a> {
    fn new(workspaces: &'a [WorkspaceName], project: &'a Project) -> Self {
        Self {
            project,
            workspaces,
            waivers: Vec::new(),
            desired: workspaces.iter().map(|name| (name.clone(), Desired::default())).collect(),
            sound: Vec::new(),
            diagnostics: Vec::new(),
            here: Vec::new(),
            index: BTreeMap::new(),
        }
    }

    fn take(&mut self, verdict: Verdict) {
        if verdict.unknown {
            self.nobody_knows();
        }
        self.diagnostics.extend(verdict.diagnostics);
        if !verdict.waivers.is_empty() {
            self.waivers.push(verdict.waivers);
        }
        for (workspace, diagnostic) in verdict.here {
            self.problem(workspace, diagnostic);
        }
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

    /// Takes the campaigns of all documents, in the order of their files.
    fn campaigns(&mut self, mut found: Vec<Found>) {
        self.keys(&mut found);
        self.titles(&found);
        self.moved_from(&found);
        self.sound.reserve_exact(found.len());
        let is_sound = |(_, here): &(usize, Here)| !matches!(here, Here::Wrong(_));
        for one in found.iter_mut().filter(|one| one.spread.iter().any(is_sound)) {
            self.sound.push(std::mem::take(&mut one.at.file));
            for (number, here) in std::mem::take(&mut one.spread) {
                if let Here::Whole(campaign) = here
                    && let Some(desired) = self.desired.get_mut(&self.workspaces[number])
                {
                    desired.campaigns.insert(campaign.key.clone(), *campaign);
                }
            }
        }
        // Thousands of places that nobody asked for: to give them back takes a while.
        rayon::spawn(move || drop(found));
    }

    /// Leaves the first campaign of each key.
    fn keys(&mut self, found: &mut Vec<Found>) {
        let mut keys = HashMap::with_capacity(found.len());
        let mut again = HashSet::new();
        for (at, one) in found.iter().enumerate() {
            let first = *keys.entry(&one.key).or_insert(at);
            if first == at {
                continue;
            }
            again.insert(at);
            let message = format!("the campaign `{}` is defined twice", one.key);
            let diagnostic = Diagnostic::error("duplicate-campaign", message)
                .at(one.at.clone())
                .related(found[first].at.clone(), "first defined here");
            self.diagnostics.push(diagnostic);
        }
        if again.is_empty() {
            return;
        }
        self.nobody_knows();
        let mut places = 0..;
        found.retain(|_| places.next().is_none_or(|at| !again.contains(&at)));
    }

    fn titles(&mut self, found: &[Found]) {
        let mut titles = HashMap::with_capacity(found.len());
        for (at, one) in found.iter().enumerate() {
            for (number, here) in &one.spread {
                let title = here.title().unwrap_or(one.key.as_str());
                let first = *titles.entry((number, title)).or_insert(at);
                if first == at {
                    continue;
                }
                let message = format!("two campaigns have the title `{title}`");
                let diagnostic = Diagnostic::warning("duplicate-title", message)
                    .at(one.title.clone())
                    .related(found[first].title.clone(), "the first one")
                    .help("people find campaigns by title in the dashboard; give each its own");
                if self.waivers.iter_mut().any(|waivers| waivers.waive(&diagnostic)) {
                    continue;
                }
                if let Some(diagnostic) = choose(diagnostic, self.project) {
                    self.problem(self.workspaces[*number].clone(), diagnostic);
                }
            }
        }
    }

    /// What was recorded under a former key can belong to one campaign, and no campaign may have it
    /// still.
    fn moved_from(&mut self, found: &[Found]) {
        let mut moved = BTreeMap::new();
        for one in found {
            let Some((old, at)) = &one.moved_from else { continue };
            for (number, _) in &one.spread {
                let first = *moved.entry((old, number)).or_insert(at);
                if std::ptr::eq(first, at) {
                    continue;
                }
                let message = format!("two campaigns were `{old}`");
                let diagnostic = Diagnostic::error("moved-from", message)
                    .at(at.clone())
                    .related(first.clone(), "the first one")
                    .help("what was recorded for it can belong to one of them");
                self.problem(self.workspaces[*number].clone(), diagnostic);
            }
        }
        if moved.is_empty() {
            return;
        }
        let keys: HashSet<&CampaignKey> = found.iter().map(|one| &one.key).collect();
        let mut told = BTreeSet::new();
        for ((old, _), at) in moved {
            if keys.contains(old) && told.insert(at) {
                let message = format!("there still is a campaign `{old}`");
                let help = "`moved_from` names a key that is not used any more";
                let diagnostic = Diagnostic::error("moved-from", message).at(at.clone()).help(help);
                self.diagnostics.push(diagnostic);
                self.nobody_knows();
            }
        }
    }

    /// What the workspaces should have is not all known.
    fn nobody_knows(&mut self) {
        self.desired.values_mut().for_each(|desired| desired.partial = true);
    }

    fn finish(self) -> Judged {
        let mut diagnostics = self.diagnostics;
        for unused in self.waivers.into_iter().flat_map(Waivers::unused) {
            diagnostics.extend(choose(unused, self.project));
        }
        let all = self.desired.len();
        for (mut diagnostic, workspaces) in self.here {
            if workspaces.len() < all {
                let names: Vec<&str> = workspaces.iter().map(WorkspaceName::as_str).collect();
                let names = super::names::list(&names, "and");
                diagnostic.message = format!("{} (in {names})", diagnostic.message);
            }
            diagnostics.push(diagnostic);
        }
        let order = |diagnostic: &Diagnostic| {
            (diagnostic.location.clone(), diagnostic.rule, diagnostic.message.clone())
        };
        diagnostics.sort_by_cached_key(order);
        diagnostics.dedup_by(|a, b| order(a) == order(b));
        Judged { desired: self.desired, sound: self.sound, diagnostics }
    }
}
