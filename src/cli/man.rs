//! `man`: the manual pages, made from the command line's own grammar.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _};
use clap_mangen::Man;

use super::{CommandLine, Context, Exit, Failure, Outcome, init};

#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// Write `campaignctl.1` and a page for each command to this folder
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl ManArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut command = CommandLine::command();
        command.build();
        let Some(folder) = self.folder else {
            context.out.write_all(page(&Man::new(command))?.as_bytes())?;
            return Ok(Exit::Done);
        };
        let folder = context.root.join(folder);
        for (name, text) in pages(&command)? {
            init::write(&folder.join(&name), &text)?;
            writeln!(context.out, "{name}")?;
        }
        Ok(Exit::Done)
    }
}

/// The page of a command and those of all beneath it, with the names of their files.
fn pages(command: &clap::Command) -> Result<Vec<(String, String)>, Failure> {
    let man = Man::new(command.clone());
    let mut pages = vec![(man.get_filename(), page(&man)?)];
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        pages.extend(self::pages(below)?);
    }
    Ok(pages)
}

fn page(man: &Man) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    man.render(&mut bytes)?;
    String::from_utf8(bytes)
        .map_err(|error| Failure::because(Exit::Unexpected, "could not write the page", &error))
}
