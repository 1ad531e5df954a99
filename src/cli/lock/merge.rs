//! `lock merge`: the merge that reading does, for git.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::{Context, Exit, Failure, Outcome};
use crate::lock::{self, Lock};
use crate::model::printable;
use crate::store::disk;

#[derive(Debug, Args)]
pub(super) struct MergeArgs {
    /// The common ancestor (git's %O); an empty file where there is none
    base: PathBuf,
    /// Our side (%A); the merge is written there
    ours: PathBuf,
    /// Their side (%B)
    theirs: PathBuf,
    /// What the file is called (%P), for messages
    path: Option<String>,
}

impl MergeArgs {
    /// Ends with 0, or with 1 where a person has something to settle: git expects that.
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let at = |path: &Path| context.root.join(path);
        let (base, ours, theirs) = (at(&self.base), at(&self.ours), at(&self.theirs));
        let name = self.path.unwrap_or_else(|| self.ours.display().to_string());
        let name = printable(&name);
        // An ancestor that cannot be read, such as a merge with conflicts of its own, tells nothing.
        let base = text(&base)?;
        let base = lock::parse(&base).ok();
        let (ours_lock, theirs_lock) = (read(&ours, &name, "our")?, read(&theirs, &name, "their")?);
        match lock::merge(base.as_ref(), &ours_lock, &theirs_lock) {
            Ok(merged) => {
                write(&ours, &lock::print(&merged))?;
                Ok(Exit::Done)
            }
            Err(conflicts) => {
                write(&ours, &conflicts.marked())?;
                for found in &conflicts.found {
                    writeln!(context.err, "{name}: {}", printable(&found.to_string()))?;
                }
                Ok(Exit::Unexpected)
            }
        }
    }
}

fn read(path: &Path, name: &str, which: &str) -> Result<Lock, Failure> {
    lock::parse(&text(path)?).map_err(|error| {
        let what = format!("{name}: {which} side cannot be read");
        Failure::because(Exit::LockStale, &what, &error)
    })
}

fn text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| {
        let what = format!("could not read {}", path.display());
        Failure::because(Exit::Invalid, &what, &error)
    })
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    disk::replace(path, text.as_bytes(), disk::Mode::Shared).map_err(|error| {
        let what = format!("could not write {}", path.display());
        Failure::because(Exit::Unexpected, &what, &error)
    })
}
