//! `plan`: what has to change, before it does.

use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};

use super::compare::Compared;
use super::environment::SystemClock;
use super::open;
use super::plan_file::{self, Saving};
use super::scope::{Scope, looked};
use super::target::{self, Written};
use super::{Context, Exit, Failure, Format, Outcome};
use crate::output;
use crate::output::plan::{Header, Next, Style};
use crate::plan::{Gate, Plan, Saved};
use crate::port::Clock as _;

const FORMATS: [Format; 3] = [Format::Human, Format::Json, Format::Markdown];

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct PlanArgs {
    #[command(subcommand)]
    look: Option<Look>,

    #[command(flatten)]
    scope: Scope,

    /// End with 2 when there are changes
    #[arg(long)]
    detailed_exitcode: bool,

    /// Show only what the dashboard changed: nothing when it changed nothing
    #[arg(long, conflicts_with_all = ["offline", "out"])]
    drift: bool,

    /// Save the plan, to review it and apply exactly that
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// How long the saved plan may be applied, such as 30m, 2h or 3d
    #[arg(
        long,
        value_name = "DURATION",
        default_value = "24h",
        value_parser = plan_file::duration,
        requires = "out"
    )]
    expires: Duration,

    /// Save digests in place of texts, so that the file may be published; it can be applied all the
    /// same
    #[arg(long, requires = "out")]
    redact_content: bool,
}

#[derive(Debug, Subcommand)]
enum Look {
    /// Show a saved plan, also one that cannot be applied any more
    Show {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

impl PlanArgs {
    /// Whether the workspace is asked.
    pub(super) fn reaches(&self) -> bool {
        !self.scope.offline
    }

    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let format = context.formats(&FORMATS)?;
        if let Some(Look::Show { file }) = self.look {
            return show_saved(context, &plan_file::read(context, &file)?, format);
        }
        if let Some(path) = &self.out {
            target::check(context, &context.root.join(path), Written::Plan)?;
        }
        let Compared { definitions, record, .. } = context.compared(false)?;
        // The process ends with the command: their memory goes with it, at once.
        let (definitions, record) = (ManuallyDrop::new(definitions), ManuallyDrop::new(record));
        let made = open::block_on(self.scope.plan(context, &definitions, &record, false))?;
        looked(context, &made)?;
        if self.drift {
            let waiting = self.scope.without_id(context, &definitions, &record)?;
            let (plan, target) = (made.plan.drift(), definitions.target());
            return self.drift(context, &plan, waiting, &target, format);
        }
        let plan = &made.plan;
        let target = definitions.target();
        let saved = match &self.out {
            Some(path) if plan.gates.is_empty() => {
                let saving = Saving {
                    path,
                    expires: self.expires,
                    redacted: self.redact_content,
                    offline: self.scope.offline,
                    partial: self.scope.is_partial(),
                };
                Some(plan_file::save(context, &definitions, &record, &made, &saving)?)
            }
            _ => None,
        };
        let apply = self.scope.apply_command(context, self.out.as_deref());
        let next = if self.out.is_some() { Next::Saved(&apply) } else { Next::Plan(&apply) };
        let terms = saved.as_ref().map(|saved| &saved.terms);
        print(context, plan, Header { target: &target, next, saved: terms }, format)?;
        stopped(plan)?;
        if self.detailed_exitcode && !plan.operations.is_empty() {
            return Ok(Exit::Changes);
        }
        Ok(Exit::Done)
    }
}

impl PlanArgs {
    fn drift(
        &self,
        context: &mut Context<'_>,
        plan: &Plan,
        waiting: usize,
        target: &str,
        format: Format,
    ) -> Outcome {
        let quiet = plan.operations.is_empty() && plan.notices.is_empty();
        if !quiet || format != Format::Human {
            let header = Header { target, next: Next::Nothing, saved: None };
            print(context, plan, header, format)?;
        }
        if quiet {
            let recorded = plan.campaigns.saturating_sub(waiting);
            let recorded = super::validate::count(recorded, "campaign");
            let waiting = match waiting {
                0 => String::new(),
                number => format!(", {number} without an id yet"),
            };
            let name = &plan.workspace;
            context.say(&format!("{name} · no drift: {recorded} as recorded{waiting}"))?;
        }
        Ok(if self.detailed_exitcode && !quiet { Exit::Changes } else { Exit::Done })
    }
}

fn show_saved(context: &mut Context<'_>, saved: &Saved, format: Format) -> Outcome {
    let terms = &saved.terms;
    let target = terms.endpoint.trim_start_matches("https://").trim_end_matches('/');
    let header = Header { target, next: Next::Nothing, saved: Some(terms) };
    print(context, &saved.plan(), header, format)?;
    if SystemClock.now() >= terms.expires {
        context.say("It has expired: `apply` refuses it.")?;
    }
    Ok(Exit::Done)
}

/// Whether gates are in the way: they were shown.
pub(super) fn stopped(plan: &Plan) -> Result<(), Failure> {
    match plan.gates.iter().all(Gate::is_ambiguous) {
        _ if plan.gates.is_empty() => Ok(()),
        true => Err(Failure::said(Exit::Ambiguous)),
        false => Err(Failure::said(Exit::Stopped)),
    }
}

/// Prints a plan.
pub(super) fn print(
    context: &mut Context<'_>,
    plan: &Plan,
    header: Header<'_>,
    format: Format,
) -> Result<(), Failure> {
    match format {
        Format::Json => output::plan::json(context.out, plan, header)?,
        Format::Markdown => output::plan::markdown(context.out, plan, header)?,
        _ => output::plan::human(context.out, plan, header, Style { color: context.out_colour })?,
    }
    Ok(())
}
