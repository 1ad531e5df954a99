//! Asks git, where there is one.

use std::path::Path;
use std::process::{Command, Stdio};

use super::{Exit, Failure};

/// What git printed, in a folder. `None` when it failed: there is no repository, or no such thing.
pub(super) fn ask(folder: &Path, arguments: &[&str]) -> Result<Option<String>, Failure> {
    let output = Command::new("git")
        .arg("--no-pager")
        .args(arguments)
        .current_dir(folder)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Failure::because(Exit::Unexpected, "could not run git", &error))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(output.status.success().then_some(text))
}

/// The same for what must not fail.
pub(super) fn demand(folder: &Path, arguments: &[&str]) -> Result<String, Failure> {
    ask(folder, arguments)?.ok_or_else(|| {
        let line = arguments.join(" ");
        let message = format!("`git {line}` failed in {}", folder.display());
        Failure::new(Exit::Unexpected, message).help("is it the folder of a git repository?")
    })
}
