//! `sandbox`: the local Braze over HTTP, and people who live in it.

mod serve;
mod simulate;

use clap::{Args, Subcommand};

use super::{Context, Outcome};

/// Without a command, `sandbox` serves.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct SandboxArgs {
    #[command(subcommand)]
    command: Option<SandboxCommand>,

    #[command(flatten)]
    serve: serve::ServeArgs,
}

#[derive(Debug, Subcommand)]
enum SandboxCommand {
    /// Answer over HTTP as Braze does, until Ctrl-C (what `sandbox` alone does, too)
    Serve(serve::ServeArgs),
    /// Let some recipients of a campaign open, click and convert
    Simulate(simulate::SimulateArgs),
}

impl SandboxArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        match self.command {
            None => self.serve.run(context),
            Some(SandboxCommand::Serve(args)) => args.run(context),
            Some(SandboxCommand::Simulate(args)) => args.run(context),
        }
    }
}
