//! The command line, where everything is introduced to everything else.

mod adopting;
mod apply;
mod args;
mod audience;
mod bind;
mod changed;
mod codegen;
mod compare;
mod completions;
mod confirm;
mod context;
mod demo;
mod doctor;
mod environment;
mod exit;
mod explain;
mod export;
mod failure;
mod fmt;
mod git;
mod hear;
mod help;
mod hint;
mod import;
mod init;
mod interrupt;
mod ledger;
mod list;
mod load;
mod lock;
mod man;
mod open;
mod plan;
mod plan_file;
mod proof;
mod reach;
mod recorded;
mod render;
mod report;
mod retire;
mod sandbox;
mod schema;
mod scope;
mod send;
mod sends;
mod show;
mod sight;
mod target;
mod validate;
mod who;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser as _;

use args::CommandLine;
use args::{Command, Format, Global};
use context::Context;
pub use exit::Exit;
use failure::{Failure, Outcome};

/// Runs one command line with the process's own output, and says how it ended.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    // Installing a second time fails and changes nothing.
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let mut out = io::BufWriter::new(io::stdout());
    let exit = run(args, &mut out, &mut io::stderr());
    let exit = match out.flush() {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            // There is nowhere left to say that saying failed.
            let _written = writeln!(io::stderr(), "error: could not write the output: {error}");
            exit.or(Exit::Unexpected)
        }
        _ => exit,
    };
    exit.into()
}

/// Runs one command line: the answer goes to `out`, the conversation to `err`.
pub fn run(
    args: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Exit {
    let parsed = match CommandLine::try_parse_from(args) {
        Ok(parsed) => parsed,
        Err(error) => return not_parsed(&error, out, err),
    };
    let mut context = Context::new(parsed.global, out, err);
    context.reaches = reaches(&parsed.command);
    let several = matches!(parsed.command, Command::Codegen(_));
    let outcome =
        context.check_workspaces(several).and_then(|()| dispatch(parsed.command, &mut context));
    match outcome {
        Ok(exit) => exit,
        Err(failure) => context.explain(&failure),
    }
}

/// Whether a command may send a live workspace, or what stands in for it, a request.
fn reaches(command: &Command) -> bool {
    match command {
        Command::Plan(args) => args.reaches(),
        Command::Apply(args) => !args.scope.offline,
        Command::Send(args) => args.reaches(),
        Command::Sends(args) => args.reaches(),
        Command::Import(_)
        | Command::Bind(_)
        | Command::Report(_)
        | Command::Doctor(_)
        | Command::Sandbox(_) => true,
        _ => false,
    }
}

fn dispatch(command: Command, context: &mut Context<'_>) -> Outcome {
    match command {
        Command::Init(args) => args.run(context),
        Command::Demo(args) => args.run(context),
        Command::Validate(args) => args.run(context),
        Command::Explain(args) => args.run(context),
        Command::Fmt(args) => args.run(context),
        Command::Plan(args) => args.run(context),
        Command::Apply(args) => args.run(context),
        Command::Import(args) => args.run(context),
        Command::Bind(args) => args.run(context),
        Command::Retire(args) => args.run(context),
        Command::Render(args) => args.run(context),
        Command::Send(args) => args.run(context),
        Command::Sends(args) => args.run(context),
        Command::Report(args) => args.run(context),
        Command::List(args) => args.run(context),
        Command::Show(args) => args.run(context),
        Command::Lock(args) => args.run(context),
        Command::Who(args) => args.run(context),
        Command::Doctor(args) => args.run(context),
        Command::Sandbox(args) => args.run(context),
        Command::Export(args) => args.run(context),
        Command::Codegen(args) => args.run(context),
        Command::Schema(args) => args.run(context),
        Command::Completions(args) => args.run(context),
        Command::Man(args) => args.run(context),
        Command::Help(args) => args.run(context),
    }
}

/// Help and version are answers; everything else is an invalid command line.
fn not_parsed(error: &clap::Error, out: &mut dyn Write, err: &mut dyn Write) -> Exit {
    let colour = if error.use_stderr() {
        environment::stderr_is_terminal()
    } else {
        environment::stdout_is_terminal()
    };
    let rendered = error.render();
    let text = if colour { rendered.ansi().to_string() } else { rendered.to_string() };
    let (written, exit) = if error.use_stderr() {
        (err.write_all(text.as_bytes()), Exit::Invalid)
    } else {
        (out.write_all(text.as_bytes()), Exit::Done)
    };
    if written.is_ok() { exit } else { Exit::Unexpected }
}

/// Prints problems to the conversation.
fn output_errors(
    context: &mut Context<'_>,
    diagnostics: &[crate::diagnostic::Diagnostic],
) -> Result<(), Failure> {
    crate::output::diagnostics::human(context.err, diagnostics, context.err_colour)?;
    Ok(())
}
