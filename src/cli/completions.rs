//! `completions`: what a shell needs to complete our commands.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::{CommandLine, Context, Exit, Outcome};

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell to print completions for
    #[arg(value_enum)]
    shell: Shell,
}

impl CompletionsArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let mut script = Vec::new();
        clap_complete::generate(
            self.shell,
            &mut CommandLine::command(),
            "campaignctl",
            &mut script,
        );
        context.out.write_all(&script)?;
        Ok(Exit::Done)
    }
}
