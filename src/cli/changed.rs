//! Which files differ from a revision, as git tells.

use std::collections::BTreeSet;
use std::process::Command;

use super::{Context, Exit, Failure, load::PROJECT_FILE};

/// The files that differ from a revision: changed, added, deleted, not yet known to git.
pub(super) struct Changed {
    /// From the project's root, `/`-separated.
    files: BTreeSet<String>,
}

impl Changed {
    /// Asks git.
    ///
    /// # Errors
    /// When there is no git, no repository, or no such revision.
    pub(super) fn since(context: &Context<'_>, revision: &str) -> Result<Self, Failure> {
        let commit = format!("{revision}^{{commit}}");
        let commit = git(context, &["rev-parse", "--verify", "--end-of-options", &commit])?;
        let diff = ["diff", "--name-only", "--relative", "--no-renames", "--no-ext-diff", "-z"];
        let mut files = paths(&git(context, &[diff.as_slice(), &[commit.trim(), "--"]].concat())?);
        let new = ["ls-files", "--others", "--exclude-standard", "-z", "--", "."];
        files.extend(paths(&git(context, &new)?));
        Ok(Self { files })
    }

    /// Whether a document or anything that it includes differs. Whatever the project's file says
    /// may be about every document.
    pub(super) fn touches(&self, document: &str, included: Option<&BTreeSet<String>>) -> bool {
        let mut files = included.into_iter().flatten().map(String::as_str);
        self.has(PROJECT_FILE) || self.has(document) || files.any(|file| self.has(file))
    }

    pub(super) fn has(&self, file: &str) -> bool {
        self.files.contains(file)
    }
}

fn paths(listed: &str) -> BTreeSet<String> {
    listed.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect()
}

fn git(context: &Context<'_>, args: &[&str]) -> Result<String, Failure> {
    let mut command = Command::new("git");
    command.current_dir(&context.root).args(["-c", "core.fsmonitor=false"]).args(args);
    let output = command.output().map_err(|error| {
        Failure::because(
            Exit::Invalid,
            "`--changed-since` asks git, which could not be run",
            &error,
        )
    })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next().unwrap_or("git failed").trim_start_matches("fatal: ");
    let said = match (args, said) {
        (["rev-parse", .., commit], "Needed a single revision") => {
            let revision = commit.trim_end_matches("^{commit}");
            format!("the repository has no revision `{}`", crate::model::printable(revision))
        }
        _ => crate::model::printable(said).to_string(),
    };
    Err(Failure::new(Exit::Invalid, format!("`--changed-since`: {said}"))
        .help("name a commit, branch or tag of the repository that the project is in"))
}
