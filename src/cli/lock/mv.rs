//! `lock mv`: the lockfile of a workspace that got another name.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Found, file_of};
use crate::apply;
use crate::cli::open::{block_on, unusable};
use crate::cli::{Context, Exit, Failure, Outcome, environment, init, load};
use crate::lock;
use crate::model::{Lineage, WorkspaceName, printable};
use crate::port::Journal as _;
use crate::store::{DiskJournal, DiskState};

#[derive(Debug, Args)]
pub(super) struct MvArgs {
    /// The workspace's name until now
    old: String,
    /// Its name in campaignctl.yaml
    new: String,
}

impl MvArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let project = context.project()?;
        let (old, new) = (name(&self.old)?, name(&self.new)?);
        let refused =
            |exit, message: String, help: String| Err(Failure::new(exit, message).help(help));
        if !project.workspaces.contains_key(&new) {
            let message = format!("{} has no workspace `{new}`", load::PROJECT_FILE);
            return refused(Exit::Invalid, message, "rename it there first".to_owned());
        }
        if project.workspaces.contains_key(&old) {
            let message = format!("`{old}` is a workspace of its own");
            let help = "its ids stay its own; another workspace gets others".to_owned();
            return refused(Exit::Stopped, message, help);
        }
        let guard = context.guard()?;
        let lockfiles = context.lockfiles()?;
        if lockfiles.iter().any(|found| found.workspace == new) {
            let message = format!("`{new}` has a lockfile already");
            let help = format!("its ids would be lost; look at {} first", file_of(&new));
            return refused(Exit::Stopped, message, help);
        }
        let Some(found) = lockfiles.into_iter().find(|found| found.workspace == old) else {
            let message = format!("there is no {}", file_of(&old));
            return refused(Exit::Invalid, message, "`ls campaigns.*.lock` shows them".to_owned());
        };
        self.write(context, &found, &new, project.lineage)?;
        drop(guard);
        Ok(Exit::Done)
    }

    fn write(
        &self,
        context: &mut Context<'_>,
        found: &Found,
        new: &WorkspaceName,
        lineage: Lineage,
    ) -> Result<(), Failure> {
        // What an interrupted apply had done goes along.
        let state = DiskState::at(&found.path);
        let journal = DiskJournal::at(context.private().join(format!("journal.{}", self.old)));
        let recorded = block_on(apply::read(&state, &journal, &found.workspace, lineage));
        let recorded = recorded.map_err(|error| unusable(&found.name, &error))?;
        let heir = DiskJournal::at(context.private().join(format!("journal.{new}")));
        apply::hand_over(&recorded, &heir).map_err(|error| {
            Failure::because(Exit::Unexpected, "could not write the journal", &error)
        })?;
        let mut lock = recorded.lock;
        lock.workspace = new.clone();
        let to = file_of(new);
        // The new one is whole before the old one goes: a crash leaves both, and nothing is lost.
        init::write(&context.root.join(&to), &lock::print(&lock))?;
        fs::remove_file(&found.path).map_err(|error| moving(&found.path, &error))?;
        journal.clear().map_err(|error| {
            Failure::because(Exit::Unexpected, "could not forget the journal", &error)
        })?;
        writeln!(context.out, "{} → {to}", found.name)?;
        for (from, to) in self.local(context, new, lineage)? {
            fs::rename(&from, &to).map_err(|error| moving(&from, &error))?;
            writeln!(context.out, "{} → {}", from.display(), to.display())?;
        }
        Ok(())
    }

    /// This machine's own state of the workspace: the sandbox's store and the ledger of sends.
    fn local(
        &self,
        context: &Context<'_>,
        new: &WorkspaceName,
        lineage: Lineage,
    ) -> Result<Vec<(PathBuf, PathBuf)>, Failure> {
        let mut places = Vec::new();
        for kind in ["sandbox", "ledger"] {
            places.push((context.private(), format!("{kind}.")));
        }
        let state = environment::state_dir()
            .map_err(|error| Failure::because(Exit::Unexpected, "no state directory", &error))?;
        places.push((state.join(lineage.to_string()), String::new()));
        let mut moves = Vec::new();
        for (folder, prefix) in places {
            for end in ["", "-wal", "-shm"] {
                let name = |workspace: &str| format!("{prefix}{workspace}.sqlite{end}");
                let (from, to) = (folder.join(name(&self.old)), folder.join(name(new.as_str())));
                if from.exists() && !to.exists() {
                    moves.push((from, to));
                }
            }
        }
        Ok(moves)
    }
}

fn name(typed: &str) -> Result<WorkspaceName, Failure> {
    WorkspaceName::parse(typed).map_err(|error| {
        let what = format!("`{}` is no name of a workspace", printable(typed));
        Failure::because(Exit::Invalid, &what, &error)
    })
}

fn moving(path: &Path, error: &std::io::Error) -> Failure {
    Failure::because(Exit::Unexpected, &format!("could not move {}", path.display()), error)
}
