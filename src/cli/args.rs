//! The command line's grammar.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::{
    apply, completions, demo, explain, fmt, init, list, man, plan, render, report, sandbox, schema,
    send, sends, show, validate,
};

/// Braze API campaigns as code: YAML in git, a plan, an apply, a lockfile of ids, sends, statistics.
#[derive(Debug, Parser)]
#[command(
    name = "campaignctl",
    version,
    propagate_version = true,
    disable_help_subcommand = true,
    after_help = "Start with `campaignctl demo`, or with `campaignctl init` in an empty folder.\n\
                  Exit codes are listed in docs/exit-codes.md."
)]
pub(super) struct CommandLine {
    #[command(flatten)]
    pub(super) global: Global,

    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Clone, Debug, Args)]
#[command(next_display_order = 100)]
pub(super) struct Global {
    /// Run as if started in this folder
    #[arg(short = 'C', long = "directory", value_name = "DIR", global = true)]
    pub(super) directory: Option<PathBuf>,

    /// The workspace of campaignctl.yaml to work on [default: its `default_workspace`]
    #[arg(
        short,
        long,
        value_name = "NAME",
        env = "CAMPAIGNCTL_WORKSPACE",
        hide_env = true,
        global = true
    )]
    pub(super) workspace: Option<String>,

    /// How to print the answer
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, global = true)]
    pub(super) format: Format,

    /// Whether to use colours
    #[arg(long, value_enum, value_name = "WHEN", default_value_t, global = true)]
    pub(super) color: Color,

    /// Say less on standard error
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,

    /// Say more on standard error
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Text for people; it may change in any version
    #[default]
    Human,
    /// JSON with a `version` and a schema
    Json,
    /// Markdown for a pull request's comment (plan)
    Markdown,
    /// Annotations for GitHub's log (validate)
    Github,
    /// SARIF 2.1.0 (validate)
    Sarif,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// When the output is a terminal and `NO_COLOR` is not set
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Start a project in a folder
    Init(init::InitArgs),
    /// Run the whole story on an example shop, in a fresh folder, without an account
    Demo(demo::DemoArgs),
    /// Report every problem of every definition, offline
    Validate(validate::ValidateArgs),
    /// Tell what a rule means, what breaks it and what mends it
    Explain(explain::ExplainArgs),
    /// Write the project's YAML in one canonical way, comments kept
    Fmt(fmt::FmtArgs),
    /// Show what has to change: definitions × lockfile × workspace
    Plan(plan::PlanArgs),
    /// Carry out the plan and record it in the lockfile
    Apply(apply::ApplyArgs),
    /// Print the exact request bodies of a campaign
    Render(render::RenderArgs),
    /// Deliver a campaign to an audience, once
    Send(send::SendArgs),
    /// Look after what was sent
    Sends(sends::SendsArgs),
    /// Show the statistics of each message
    Report(report::ReportArgs),
    /// List the campaigns with their ids
    List(list::ListArgs),
    /// Show one campaign: definition, ids, what is released
    Show(show::ShowArgs),
    /// Play with the local Braze
    Sandbox(sandbox::SandboxArgs),
    /// Print a JSON Schema
    Schema(schema::SchemaArgs),
    /// Print shell completions
    Completions(completions::CompletionsArgs),
    /// Print the manual page, or write one for each command to a folder
    Man(man::ManArgs),
}
