//! The command line's grammar.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::{
    apply, bind, codegen, completions, demo, doctor, explain, export, fmt, help, import, init,
    list, lock, man, plan, plan_file, render, report, retire, sandbox, schema, send, sends, show,
    validate, who,
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
#[command(next_display_order = 100, next_help_heading = "Everywhere")]
pub(super) struct Global {
    /// Run as if started in this folder
    #[arg(short = 'C', long = "directory", value_name = "DIR", global = true)]
    pub(super) directory: Option<PathBuf>,

    /// The workspace of campaignctl.yaml to work on [default: its `default_workspace`, unless this
    /// page says otherwise]
    #[arg(
        short,
        long = "workspace",
        value_name = "NAME",
        env = "CAMPAIGNCTL_WORKSPACE",
        hide_env = true,
        global = true
    )]
    pub(super) workspaces: Vec<String>,

    /// The only workspace that was named. Only `codegen` takes several.
    #[arg(skip)]
    pub(super) workspace: Option<String>,

    /// How to print the answer: for people, as JSON with a version, as Markdown (plan), or for
    /// GitHub's log and as SARIF 2.1.0 (validate)
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, global = true)]
    pub(super) format: Format,

    /// Whether to use colours; `auto` is for terminals, unless `NO_COLOR` is set
    #[arg(long, value_enum, value_name = "WHEN", default_value_t, global = true)]
    pub(super) color: Color,

    /// Say less on standard error
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,

    /// Say more on standard error: each request; given twice also what was asked and answered
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,

    /// Wait so long in all for rate limits and a failing network, such as 90s, 10m or 2h
    /// [default: 5m; a send 62m]
    #[arg(long, value_name = "DURATION", global = true, value_parser = plan_file::duration)]
    pub(super) max_wait: Option<Duration>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    // Without `///` here, so that the help of every command stays short.
    #[default]
    Human,
    Json,
    Markdown,
    Github,
    Sarif,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
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
    /// Bring campaigns that a workspace has into the project: definitions and ids
    Import(import::ImportArgs),
    /// Record the campaign that a person made for a definition, after verifying it
    Bind(bind::BindArgs),
    /// End a campaign: its definition goes, its ids stay reserved
    Retire(retire::RetireArgs),
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
    /// Look after lockfiles: merge, verify, rename, clean up, recover
    Lock(lock::LockArgs),
    /// Name the campaign or message of an id, in any workspace
    Who(who::WhoArgs),
    /// Check that keys, permissions, ids and clocks fit; nothing is written or sent
    Doctor(doctor::DoctorArgs),
    /// Play with the local Braze
    Sandbox(sandbox::SandboxArgs),
    /// Print released messages, ids and params as one JSON bundle for applications
    Export(export::ExportArgs),
    /// Write ids as typed constants for an application
    Codegen(codegen::CodegenArgs),
    /// Print a JSON Schema
    Schema(schema::SchemaArgs),
    /// Print shell completions
    Completions(completions::CompletionsArgs),
    /// Print the help of a command
    #[command(hide = true)]
    Help(help::HelpArgs),
    /// Print the manual page, or write one for each command to a folder
    Man(man::ManArgs),
}
