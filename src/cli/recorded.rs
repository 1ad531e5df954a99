//! Opens lockfiles without the definitions: all that the build of an application has.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::open::{block_on, unusable};
use super::target::{self, Written};
use super::{Context, Exit, Failure};
use crate::apply;
use crate::lock::Lock;
use crate::model::{Digest, WorkspaceName, printable};
use crate::port::{Pieces as _, StateError};
use crate::store::{DiskJournal, DiskPieces, DiskState, disk};

impl Context<'_> {
    /// The lockfiles of the workspaces that were asked for: those of `-w`, or every one, or the
    /// only one there is.
    pub(super) fn locks(&self, all: bool) -> Result<Vec<Lock>, Failure> {
        let there = self.recorded_workspaces()?;
        let asked = self.asked_workspaces()?;
        let names = match (all, asked.is_empty(), there.len()) {
            (_, _, 0) => {
                let message = format!("there is no lockfile in {}", self.root.display());
                return Err(Failure::new(Exit::Invalid, message).help(
                    "`campaignctl apply` writes campaigns.WORKSPACE.lock; -C DIR names its folder",
                ));
            }
            (true, ..) | (false, true, 1) => there,
            (false, false, _) => asked,
            (false, true, _) => {
                let message = format!("there are lockfiles of {}", listed(&there));
                return Err(Failure::new(Exit::Invalid, message).help("choose with -w NAME"));
            }
        };
        names.iter().map(|name| self.lock(name)).collect()
    }

    /// The lockfile of one workspace, with whatever an interrupted apply had done.
    fn lock(&self, workspace: &WorkspaceName) -> Result<Lock, Failure> {
        let name = format!("campaigns.{workspace}.lock");
        let unusable = |error: apply::ApplyError| unusable(&name, &error);
        let state = DiskState::at(self.root.join(&name));
        let journal = DiskJournal::at(self.private().join(format!("journal.{workspace}")));
        let recorded = apply::read_alone(&state, &journal, workspace);
        if let Some(recorded) = block_on(recorded).map_err(unusable)? {
            return Ok(recorded.lock);
        }
        let there = self.recorded_workspaces()?;
        Err(Failure::new(Exit::Invalid, format!("there is no {name}"))
            .help(format!("there are lockfiles of {}", listed(&there))))
    }

    /// The released texts with these digests, as far as they are there.
    pub(super) fn texts(
        &self,
        wanted: &BTreeSet<Digest>,
    ) -> Result<BTreeMap<Digest, String>, Failure> {
        let pieces = DiskPieces::at(self.root.join("campaigns.lock.d"));
        let mut texts = BTreeMap::new();
        let read = block_on(async {
            for digest in wanted {
                let text = pieces.get(digest).await?;
                texts.extend(text.map(|text| (*digest, text)));
            }
            Ok(())
        });
        read.map_err(|error: StateError| {
            Failure::because(Exit::LockStale, "a released text cannot be used", &error)
        })?;
        Ok(texts)
    }

    /// Writes a file, or with `check` only says whether that would change it.
    /// Whatever else is there stays.
    pub(super) fn generate(
        &mut self,
        path: &Path,
        text: &str,
        check: bool,
        written: Written,
    ) -> Result<(), Failure> {
        match target::check(self, path, written) {
            Err(failure) if !check || failure.exit == Exit::Invalid => return Err(failure),
            _ => {}
        }
        let shown = path.strip_prefix(".").unwrap_or(path).display();
        let there = match std::fs::read(path) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => {
                let what = format!("could not read {shown}");
                return Err(Failure::because(Exit::Unexpected, &what, &error));
            }
        };
        if there.as_deref() == Some(text.as_bytes()) {
            return Ok(());
        }
        if check {
            let how = if there.is_some() { "is stale" } else { "is not there" };
            return Err(Failure::new(Exit::LockStale, format!("{shown} {how}"))
                .help("run the same command without --check, and commit the file"));
        }
        disk::replace(path, text.as_bytes(), disk::Mode::Shared).map_err(|error| {
            Failure::because(Exit::Unexpected, &format!("could not write {shown}"), &error)
        })?;
        self.say(&format!("wrote {shown}"))
    }

    fn asked_workspaces(&self) -> Result<BTreeSet<WorkspaceName>, Failure> {
        let parsed = self.global.workspaces.iter().map(|typed| {
            WorkspaceName::parse(typed).map_err(|error| {
                let what = format!("`{}` names no workspace", printable(typed));
                Failure::because(Exit::Invalid, &what, &error)
            })
        });
        parsed.collect()
    }

    /// The workspaces whose lockfiles are in the project's folder.
    fn recorded_workspaces(&self) -> Result<BTreeSet<WorkspaceName>, Failure> {
        let failed = |error: std::io::Error| {
            let what = format!("could not look into {}", self.root.display());
            Failure::because(Exit::Invalid, &what, &error)
        };
        let mut found = BTreeSet::new();
        for entry in std::fs::read_dir(&self.root).map_err(failed)? {
            let file = entry.map_err(failed)?.file_name();
            let name = file.to_str().and_then(|name| name.strip_prefix("campaigns."));
            let name = name.and_then(|name| name.strip_suffix(".lock"));
            found.extend(name.and_then(|name| WorkspaceName::parse(name).ok()));
        }
        Ok(found)
    }
}

fn listed(names: &BTreeSet<WorkspaceName>) -> String {
    let names: Vec<_> = names.iter().map(WorkspaceName::as_str).collect();
    names.join(", ")
}
