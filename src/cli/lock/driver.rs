//! `lock install-driver`: tells git to merge lockfiles with `lock merge`.

use std::path::Path;

use clap::Args;

use crate::cli::{Context, Exit, Failure, Outcome, environment, git, init};

#[derive(Debug, Args)]
pub(super) struct DriverArgs {
    /// How git runs campaignctl [default: by its name if it is on the PATH, or where it is now]
    #[arg(long, value_name = "COMMAND")]
    command: Option<String>,
}

impl DriverArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let command = match self.command {
            Some(command) => command,
            None => environment::own_command().map_err(|error| {
                Failure::because(Exit::Unexpected, "could not find this program", &error)
            })?,
        };
        let root = context.root.clone();
        let line = driver(&command);
        let settings = [
            ("merge.campaignctl.name", "campaignctl lockfiles, entry by entry"),
            ("merge.campaignctl.driver", line.as_str()),
        ];
        let mut changed = false;
        for (name, value) in settings {
            if set(&root, name, value)? {
                writeln!(context.out, "set {name} in this repository's git configuration")?;
                changed = true;
            }
        }
        if init::append(&root.join(".gitattributes"), init::GIT_ATTRIBUTES)? {
            writeln!(context.out, "wrote .gitattributes")?;
            changed = true;
        }
        if !changed {
            writeln!(context.out, "the merge driver is installed")?;
        }
        context.say("git's configuration is not committed: run this once in each clone")?;
        Ok(Exit::Done)
    }
}

/// What git runs. If campaignctl cannot do it (it is gone, or a side is no lockfile), git's own
/// merge of lines leaves markers with the ancestor, which reading heals; without that our side
/// would stand there as if it were the merge.
fn driver(command: &str) -> String {
    format!(
        "{command} lock merge %O %A %B %P; code=$?; test $code -le 1 && exit $code; \
         git merge-file -q --diff3 -L ours -L base -L theirs %A %O %B"
    )
}

/// Sets a value of the repository's configuration; says whether it was another one before.
fn set(root: &Path, name: &str, value: &str) -> Result<bool, Failure> {
    let old = git::ask(root, &["config", "--local", "--get", name])?;
    if old.is_some_and(|old| old.trim_end_matches('\n') == value) {
        return Ok(false);
    }
    git::demand(root, &["config", "--local", "--replace-all", name, value])?;
    Ok(true)
}
