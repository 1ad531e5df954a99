//! `help COMMAND`: the same as `COMMAND --help`.

use clap::{Args, CommandFactory as _};

use super::args::CommandLine;
use super::{Context, Exit, Failure, Outcome};

#[derive(Debug, Args)]
pub(super) struct HelpArgs {
    /// The command, and the one below it [default: all of them]
    #[arg(value_name = "COMMAND")]
    commands: Vec<String>,
}

impl HelpArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut root = CommandLine::command();
        root.build();
        let mut command = &mut root;
        for name in &self.commands {
            command = command.find_subcommand_mut(name).ok_or_else(|| {
                let message = format!("there is no command `{}`", crate::model::printable(name));
                Failure::new(Exit::Invalid, message).help("`campaignctl --help` lists them")
            })?;
        }
        write!(context.out, "{}", command.render_help())?;
        Ok(Exit::Done)
    }
}
