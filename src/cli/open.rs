//! Opens what a command works on: the project, its lockfile, its workspace.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::future::Future;
use std::path::{Path, PathBuf};

use super::environment;
use super::load::{self, Loaded};
use super::{Context, Exit, Failure};
use crate::apply;
use crate::braze::Endpoint;
use crate::diagnostic::Diagnostic;
use crate::lock::{Entry, Lock, LockError};
use crate::model::{CampaignKey, Desired, Lineage, Origin, WorkspaceName};
use crate::output;
use crate::port::WorkspaceError;
use crate::spec::{Judged, Keep, Project, Target, WorkspaceSpec};
use crate::store::{DiskFiles, DiskJournal, DiskPieces, DiskState, Guard};

/// A project whose definitions are valid, seen from one workspace.
pub(super) struct Definitions {
    pub(super) project: Project,
    pub(super) workspace: WorkspaceName,
    pub(super) desired: Desired,
    /// The files that each document includes.
    pub(super) includes: BTreeMap<String, BTreeSet<String>>,
    /// The sandbox that stands in for a live workspace.
    pub(super) rehearsal: Option<Endpoint>,
}

/// The recorded state, and where it is kept.
pub(super) struct Record {
    pub(super) state: DiskState,
    pub(super) pieces: DiskPieces,
    pub(super) journal: DiskJournal,
    pub(super) recorded: apply::Recorded,
    /// The lockfile's name, for people.
    pub(super) name: String,
}

impl Definitions {
    pub(super) fn spec(&self) -> &WorkspaceSpec {
        &self.project.workspaces[&self.workspace]
    }

    /// What the plan's header says the workspace is.
    pub(super) fn target(&self) -> String {
        self.endpoint().trim_start_matches("https://").trim_end_matches('/').to_owned()
    }

    /// Where requests go, for a saved plan.
    pub(super) fn endpoint(&self) -> String {
        match (&self.rehearsal, &self.spec().target) {
            (Some(stand_in), _) => stand_in.to_string(),
            (None, Target::Sandbox { .. }) => "sandbox".to_owned(),
            (None, Target::Endpoint { url, .. }) => url.clone(),
        }
    }

    /// Whether it is the embedded sandbox.
    pub(super) fn is_sandbox(&self) -> bool {
        matches!(self.spec().target, Target::Sandbox { .. })
    }

    /// Whether Braze itself answers: neither the embedded sandbox nor one that stands in for Braze.
    pub(super) fn is_live(&self) -> bool {
        !self.is_sandbox() && self.rehearsal.is_none()
    }

    /// What ids come from that are found here, by a person or by `how`.
    pub(super) fn origin(&self, how: Origin) -> Origin {
        if self.is_live() { how } else { Origin::Sandbox }
    }

    /// A campaign by what was typed.
    pub(super) fn campaign(&self, typed: &str) -> Result<&crate::model::Campaign, Failure> {
        let found = CampaignKey::parse(typed).ok().and_then(|key| self.desired.campaigns.get(&key));
        found.ok_or_else(|| no_campaign(typed, self.desired.campaigns.keys(), &self.workspace))
    }
}

impl Record {
    /// Reads the lockfile of a workspace in a project's folder, and what is only this machine's.
    pub(super) fn read(
        root: &Path,
        private: &Path,
        workspace: &WorkspaceName,
        lineage: Lineage,
    ) -> Result<Self, Failure> {
        let name = format!("campaigns.{workspace}.lock");
        let state = DiskState::at(root.join(&name));
        let pieces = DiskPieces::at(root.join("campaigns.lock.d"));
        let journal = DiskJournal::at(private.join(format!("journal.{workspace}")));
        let parse = |text: &str| super::lock::parse_or_merge(root, &name, text);
        let recorded = block_on(apply::read_with(&state, &journal, workspace, lineage, &parse))
            .map_err(|error| unusable(&name, &error))?;
        Ok(Self { state, pieces, journal, recorded, name })
    }

    pub(super) fn lock(&self) -> &Lock {
        &self.recorded.lock
    }

    /// A campaign of the lockfile by what was typed.
    pub(super) fn campaign(&self, typed: &str) -> Result<(&CampaignKey, &Entry), Failure> {
        let campaigns = &self.lock().campaigns;
        let found = CampaignKey::parse(typed).ok().and_then(|key| campaigns.get_key_value(&key));
        found.ok_or_else(|| no_campaign(typed, campaigns.keys(), &self.lock().workspace))
    }
}

impl Context<'_> {
    /// Reads everything that the project's folder says; `None` is every workspace.
    pub(super) fn load(
        &mut self,
        workspaces: Option<&[WorkspaceName]>,
        keep: Keep<'_>,
    ) -> Result<Loaded, Failure> {
        self.check_project()?;
        Ok(load::load(&DiskFiles::new(&self.root), workspaces, keep))
    }

    /// Makes sure that there is a project here.
    pub(super) fn check_project(&self) -> Result<(), Failure> {
        if !self.root.join(load::PROJECT_FILE).exists() {
            let here = match &self.global.directory {
                Some(folder) => folder.display().to_string(),
                None => "this folder".to_owned(),
            };
            let message = format!("there is no {} in {here}", load::PROJECT_FILE);
            return Err(Failure::new(Exit::Invalid, message)
                .help("start a project with `campaignctl init`, or name its folder with -C DIR"));
        }
        Ok(())
    }

    /// Reads the definitions for the workspace that was asked for. Errors are printed and end the
    /// command.
    pub(super) fn definitions(&mut self) -> Result<Definitions, Failure> {
        let Loaded { project, judged, includes, .. } = self.load(None, Keep::Everything)?;
        let workspace = match &project {
            Some(project) if !judged.has_errors() => self.wanted(project)?,
            _ => return Err(self.invalid(&judged.diagnostics)),
        };
        self.sound(project, judged, includes, workspace)
    }

    /// What was read, if nothing of it is wrong.
    pub(super) fn sound(
        &mut self,
        project: Option<Project>,
        mut judged: Judged,
        includes: BTreeMap<String, BTreeSet<String>>,
        workspace: WorkspaceName,
    ) -> Result<Definitions, Failure> {
        let Some(project) = project.filter(|_| !judged.has_errors()) else {
            return Err(self.invalid(&judged.diagnostics));
        };
        let desired = judged.desired.remove(&workspace).unwrap_or_default();
        let rehearsal = self.rehearsal(&project.workspaces[&workspace], &workspace)?;
        let definitions = Definitions { project, workspace, desired, includes, rehearsal };
        let (file, target) = (self.root.join(load::PROJECT_FILE), definitions.target());
        self.detail(&format!(
            "project {}, workspace {} ({target})",
            file.display(),
            definitions.workspace
        ))?;
        Ok(definitions)
    }

    /// Prints the errors among some problems.
    pub(super) fn invalid(&mut self, diagnostics: &[Diagnostic]) -> Failure {
        let errors: Vec<_> = diagnostics.iter().filter(|one| one.is_error()).cloned().collect();
        match output::diagnostics::human(self.err, &errors, self.err_colour) {
            Ok(()) => Failure::said(Exit::Invalid),
            Err(error) => error.into(),
        }
    }

    /// The workspace that was asked for.
    pub(super) fn wanted(&self, project: &Project) -> Result<WorkspaceName, Failure> {
        let Some(typed) = &self.global.workspace else {
            return Ok(project.default_workspace.clone());
        };
        let known =
            WorkspaceName::parse(typed).ok().filter(|name| project.workspaces.contains_key(name));
        known.ok_or_else(|| {
            let names: Vec<_> = project.workspaces.keys().map(WorkspaceName::as_str).collect();
            let message = format!(
                "{} has no workspace `{}`",
                load::PROJECT_FILE,
                crate::model::printable(typed)
            );
            Failure::new(Exit::Invalid, message).help(format!("it has {}", names.join(", ")))
        })
    }

    /// The folder of what is only this machine's.
    pub(super) fn private(&self) -> PathBuf {
        self.root.join(".campaignctl")
    }

    /// Makes sure that the private folder is there.
    pub(super) fn make_private(&self) -> Result<PathBuf, Failure> {
        let folder = self.private();
        fs::create_dir_all(&folder).map_err(|error| {
            let what = format!("could not make {}", folder.display());
            Failure::because(Exit::Unexpected, &what, &error)
        })?;
        Ok(folder)
    }

    /// Keeps every other process from writing the project's lockfiles while the value lives.
    pub(super) fn guard(&self) -> Result<Guard, Failure> {
        let folder = self.make_private()?;
        Guard::take(&folder.join("lock"), &environment::holder())
            .map_err(|error| Failure::because(Exit::Stopped, "could not begin", &error))
    }

    /// Reads the lockfile, with whatever an interrupted apply had done.
    pub(super) fn record(&mut self, definitions: &Definitions) -> Result<Record, Failure> {
        let Definitions { workspace, project, .. } = definitions;
        let record = Record::read(&self.root, &self.private(), workspace, project.lineage)?;
        self.remark_on(&record, definitions)?;
        Ok(record)
    }

    /// Says what is worth knowing about a lockfile that was read.
    pub(super) fn remark_on(
        &mut self,
        record: &Record,
        definitions: &Definitions,
    ) -> Result<(), Failure> {
        let Record { recorded, name, .. } = record;
        if recorded.healed {
            self.say(&format!(
                "{name}: git left conflict markers, and both sides fit together; `apply` writes \
                 their merge"
            ))?;
        }
        if recorded.joined {
            self.say(&format!(
                "{name}: it is not the one on which an apply was begun and cut short; what that \
                 apply did fits into it, and `apply` writes both"
            ))?;
        }
        if !self.root.join(name).exists() {
            super::lock::refuse_orphans(self, definitions)?;
        }
        Ok(())
    }
}

/// Runs what awaits, on a runtime of its own.
pub(super) fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a machine that runs processes runs threads")
        .block_on(work)
}

/// What a failing workspace means for the command.
#[expect(clippy::needless_pass_by_value, reason = "it is given to map_err")]
pub(super) fn unreachable(error: WorkspaceError) -> Failure {
    let exit = match error {
        WorkspaceError::Unauthorized(_) => Exit::Unauthorized,
        WorkspaceError::Limited(_) | WorkspaceError::Unreachable(_) => Exit::Spent,
        WorkspaceError::Refused(_) | WorkspaceError::Unexpected(_) => Exit::Unexpected,
    };
    let failure = Failure::new(exit, error.to_string());
    match (&error, crate::braze::help_for(&error.to_string())) {
        (WorkspaceError::Limited(_), _) => failure.help(
            "run the command again then, or let it wait longer with --max-wait; limits are shared by\n\
             everybody who uses the workspace",
        ),
        (_, Some(help)) => failure.help(help),
        (WorkspaceError::Unreachable(_), None) => failure
            .help("check the network and the endpoint, then run the command again; -v shows each request"),
        _ => failure,
    }
}

/// What an unusable lockfile means for the command.
pub(super) fn unusable(name: &str, error: &apply::ApplyError) -> Failure {
    let exit = match error {
        apply::ApplyError::Lock(_)
        | apply::ApplyError::OtherLockfile(_)
        | apply::ApplyError::OtherWorkspace(_)
        | apply::ApplyError::OtherProject(_) => Exit::LockStale,
        _ => Exit::Unexpected,
    };
    let failure = Failure::because(exit, name, error);
    match error {
        apply::ApplyError::Line { .. } => failure.help(
            "the journal of an apply that was cut short lies in .campaignctl/; keep a copy of it,\n\
             then mend or remove that line",
        ),
        apply::ApplyError::Lock(LockError::Yaml(_) | LockError::Shape { .. }) => {
            failure.help(format!("mend that place, or put back what `git log -p -- {name}` shows"))
        }
        apply::ApplyError::OtherLockfile(_) => failure.help(format!(
            "its journal lies in .campaignctl/. Nothing is lost: put the {name} back that the apply \
             began on\n(`git log -- {name}` lists them), run `campaignctl apply`, commit, and merge \
             again.\nIf the {name} that is here is right as it is, move the journal away"
        )),
        _ => failure,
    }
}

pub(super) fn no_campaign<'a>(
    typed: &str,
    known: impl Iterator<Item = &'a CampaignKey>,
    workspace: &WorkspaceName,
) -> Failure {
    let typed = crate::model::printable(typed);
    let message = format!("there is no campaign `{typed}` in `{workspace}`");
    let nearest = known
        .map(|key| (strsim::damerau_levenshtein(&typed, key.as_str()), key))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, key)| *distance <= key.as_str().len() / 2);
    let help = match nearest {
        Some((_, key)) => format!("did you mean `{key}`?"),
        None => "`campaignctl list` names them".to_owned(),
    };
    Failure::new(Exit::Invalid, message).help(help)
}
