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
    if let Some(text) = ask(folder, arguments)? {
        return Ok(text);
    }
    let shown = folder.display();
    Err(if ask(folder, &["rev-parse", "--git-dir"])?.is_none() {
        Failure::new(Exit::Invalid, format!("{shown} is in no git repository"))
            .help("`git init` makes one; -C DIR names the folder of another project")
    } else {
        let line = arguments.join(" ");
        let message = format!("`git {line}` failed in {shown}");
        Failure::new(Exit::Unexpected, message).help("run it there to see why")
    })
}
