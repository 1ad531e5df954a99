//! `lock`: looks after lockfiles.

mod driver;
mod gc;
mod merge;
mod mv;
mod rebuild;
mod verify;

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::open::Definitions;
use super::{Context, Exit, Failure, Format, Outcome, git, load};
use crate::lock;
use crate::model::{WorkspaceName, printable};
use crate::spec::{Keep, Project};

#[derive(Debug, Args)]
pub(super) struct LockArgs {
    #[command(subcommand)]
    command: LockCommand,
}

#[derive(Debug, Subcommand)]
enum LockCommand {
    /// Check every promise of every lockfile, whichever workspace -w names; for CI
    Verify,
    /// Merge lockfiles, as git's merge driver does
    Merge(merge::MergeArgs),
    /// Make git merge lockfiles with `lock merge`, in this repository
    InstallDriver(driver::DriverArgs),
    /// Give a lockfile to a workspace that was renamed
    Mv(mv::MvArgs),
    /// Remove stored texts that no lockfile refers to
    Gc(gc::GcArgs),
    /// Put ids back that earlier commits of the lockfile had
    Rebuild(rebuild::RebuildArgs),
}

impl LockArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let formats: &[_] = match self.command {
            LockCommand::Verify => &[Format::Human, Format::Json],
            _ => &[Format::Human],
        };
        let format = context.formats(formats)?;
        match self.command {
            LockCommand::Verify => verify::run(context, format),
            LockCommand::Merge(args) => args.run(context),
            LockCommand::InstallDriver(args) => args.run(context),
            LockCommand::Mv(args) => args.run(context),
            LockCommand::Gc(args) => args.run(context),
            LockCommand::Rebuild(args) => args.run(context),
        }
    }
}

/// A lockfile in the project's folder.
pub(super) struct Found {
    pub(super) name: String,
    pub(super) workspace: WorkspaceName,
    pub(super) path: PathBuf,
}

impl Found {
    pub(super) fn read(&self) -> Result<String, Failure> {
        fs::read_to_string(&self.path).map_err(|error| {
            Failure::because(Exit::Unexpected, &format!("could not read {}", self.name), &error)
        })
    }
}

/// The name of a workspace's lockfile.
fn file_of(workspace: &WorkspaceName) -> String {
    format!("campaigns.{workspace}.lock")
}

impl Context<'_> {
    /// Every lockfile of the folder, by name, whether the project knows its workspace or not.
    pub(super) fn lockfiles(&self) -> Result<Vec<Found>, Failure> {
        let failed = |error: &std::io::Error| {
            let what = format!("could not look into {}", self.root.display());
            Failure::because(Exit::Unexpected, &what, error)
        };
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.root).map_err(|error| failed(&error))? {
            let entry = entry.map_err(|error| failed(&error))?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let inner = name.strip_prefix("campaigns.").and_then(|rest| rest.strip_suffix(".lock"));
            let Some(Ok(workspace)) = inner.map(WorkspaceName::parse) else { continue };
            found.push(Found { name, workspace, path: entry.path() });
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    /// The project's file alone; the campaigns may be wrong.
    pub(super) fn project(&mut self) -> Result<Project, Failure> {
        let loaded = self.load(Some(&[]), Keep::Nothing)?;
        loaded.project.ok_or_else(|| {
            Failure::new(Exit::Invalid, format!("{} cannot be used", load::PROJECT_FILE))
                .help("`campaignctl validate` says why")
        })
    }
}

/// A workspace without a lockfile may be one that was renamed: new ids would be given then. Stops
/// when this project has a lockfile that no workspace belongs to.
pub(super) fn refuse_orphans(
    context: &Context<'_>,
    definitions: &Definitions,
) -> Result<(), Failure> {
    let project = &definitions.project;
    for found in context.lockfiles()? {
        if project.workspaces.contains_key(&found.workspace) {
            continue;
        }
        let ours = lock::parse(&found.read()?).is_ok_and(|lock| lock.lineage == project.lineage);
        if ours {
            let message = format!(
                "`{}` has no lockfile, and {} belongs to no workspace",
                definitions.workspace, found.name
            );
            return Err(Failure::new(Exit::LockStale, message).help(format!(
                "if the workspace was renamed: `campaignctl lock mv {} {}`\n\
                 if it is gone for good: git rm {}",
                found.workspace, definitions.workspace, found.name
            )));
        }
    }
    Ok(())
}

/// Reads a lockfile's text. Between conflict markers stand pieces of lines that git had merged its
/// own way; while the merge is unfinished git's index has both sides and their ancestor whole, and
/// those are merged instead, where they fit together.
pub(super) fn parse_or_merge(
    root: &Path,
    name: &str,
    text: &str,
) -> Result<lock::Parsed, lock::LockError> {
    let parsed = lock::parse_noting(text);
    let conflicted = match &parsed {
        Ok(parsed) => parsed.healed,
        Err(_) => lock::is_conflicted(text),
    };
    match conflicted.then(|| from_index(root, name)).flatten() {
        Some(Ok(lock)) => Ok(lock::Parsed { lock, healed: true }),
        _ => parsed,
    }
}

/// The merge of what git's index holds of an unmerged file; `None` when it holds no two sides.
fn from_index(root: &Path, name: &str) -> Option<Result<lock::Lock, lock::Conflicts>> {
    let stage = |number: u8| {
        let text = git::ask(root, &["show", &format!(":{number}:./{name}")]).ok()??;
        lock::parse(&text).ok()
    };
    let (ours, theirs) = (stage(2)?, stage(3)?);
    Some(lock::merge(stage(1).as_ref(), &ours, &theirs))
}

/// A lockfile of this project, or why it cannot be used.
fn parse(found: &Found) -> Result<lock::Lock, Failure> {
    lock::parse(&found.read()?)
        .map_err(|error| Failure::because(Exit::LockStale, &printable(&found.name), &error))
}
