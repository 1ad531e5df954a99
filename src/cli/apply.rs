//! `apply`: carries the plan out and records it in the lockfile.

mod waiting;
mod watch;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Duration;

use clap::Args;

use super::compare::Compared;
use super::environment::SystemClock;
use super::open::{Definitions, Record};
use super::plan::{print, stopped};
use super::proof::prove;
use super::scope::{Scope, looked};
use super::{Context, Exit, Failure, Format, Outcome, confirm, interrupt, open, plan_file};
use crate::apply::{self, Applied, Ending, Event, Ports};
use crate::model::{CampaignId, WorkspaceName, printable};
use crate::output::plan::{Header, Next};
use crate::plan::{Kind, Plan, Saved};
use crate::port::Workspace;

#[derive(Debug, Args)]
pub(super) struct ApplyArgs {
    /// A plan that `plan --out` saved: exactly that is applied, or nothing
    #[arg(
        value_name = "PLANFILE",
        conflicts_with_all = ["offline", "only", "except", "changed_since"]
    )]
    plan: Option<PathBuf>,

    #[command(flatten)]
    pub(super) scope: Scope,

    /// Fail if the lockfile would change
    #[arg(long)]
    locked: bool,

    /// End with 0 although steps wait for a person
    #[arg(long)]
    allow_pending: bool,

    /// Wait for what people have to do, by default for an hour, and look until it is done. Without
    /// this, copies of templates alone are waited for, for a minute
    #[arg(
        long,
        value_name = "DURATION",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "1h",
        value_parser = plan_file::duration,
        conflicts_with_all = ["offline", "locked"]
    )]
    wait: Option<Duration>,

    /// The copy of a template that was asked for this campaign was never made: ask again
    #[arg(long, value_name = "CAMPAIGN", conflicts_with = "offline")]
    not_made: Vec<String>,

    /// Do not ask before campaigns or messages are retired, or campaigns taken that the workspace has
    #[arg(long)]
    yes: bool,

    /// The name of the protected workspace, as the second word that it needs
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
}

impl ApplyArgs {
    pub(super) fn run(mut self, context: &mut Context<'_>) -> Outcome {
        let format = context.formats(&[Format::Human, Format::Json])?;
        self.refuse_split_wait(context)?;
        let saved = self.plan.as_deref().map(|path| plan_file::read(context, path)).transpose()?;
        self.scope.offline |= saved.as_ref().is_some_and(|saved| saved.terms.offline);
        let Compared { definitions, mut record, guard } = context.compared(true)?;
        self.let_go(&mut record)?;
        let (plan, there) = self.plan(context, &definitions, &record, saved.as_ref())?;
        let target = definitions.target();
        let terms = saved.as_ref().map(|saved| &saved.terms);
        print(
            context,
            &plan,
            Header { target: &target, next: Next::Nothing, saved: terms },
            format,
        )?;
        stopped(&plan)?;
        if self.locked {
            unchanged(&plan, record.recorded.unfinished, &record.name)?;
        }
        self.ask(context, &plan)?;
        self.confirm(context, &plan, definitions.spec().protected, &definitions.workspace)?;
        let left: Vec<_> = plan.operations.iter().filter(|one| one.is_manual()).cloned().collect();
        let mut applied = self.carry_out(context, &definitions, &record, &there, plan)?;
        drop(guard);
        let waited = self.wait(context, &definitions, &mut applied, left)?;
        let told = self.told(context, &applied, &record.name)?;
        Ok(if matches!(told, Exit::Done | Exit::Pending) { waited.unwrap_or(told) } else { told })
    }

    /// `--wait 5s` reads like a wait, and is a plan's file of that name.
    fn refuse_split_wait(&self, context: &Context<'_>) -> Result<(), Failure> {
        let (Some(_), Some(path)) = (self.wait, &self.plan) else { return Ok(()) };
        let typed = path.to_string_lossy();
        if plan_file::duration(&typed).is_err() || context.root.join(path).exists() {
            return Ok(());
        }
        Err(Failure::new(Exit::Invalid, format!("there is no saved plan `{typed}`"))
            .help(format!("to wait that long write --wait={typed}")))
    }

    fn carry_out(
        &self,
        context: &Context<'_>,
        definitions: &Definitions,
        record: &Record,
        there: &BTreeSet<CampaignId>,
        plan: Plan,
    ) -> Result<Applied, Failure> {
        let steps = plan.operations.len();
        let writes = plan.operations.iter().any(|one| !one.is_manual());
        open::block_on(async {
            let client = if self.scope.offline {
                None
            } else {
                let client = context.workspace(definitions, record.lock()).await?;
                if writes && !definitions.is_sandbox() {
                    prove(&client, definitions, record.lock(), there).await?;
                }
                Some(client)
            };
            let ports = Ports {
                workspace: client.as_deref().map(|client| client as &dyn Workspace),
                state: &record.state,
                pieces: &record.pieces,
                journal: &record.journal,
                clock: &SystemClock,
            };
            let bar = progress(context, steps);
            let asked_to_stop = interrupt::asked_to_stop();
            let mut tell = |event: Event<'_>| {
                if let Event::Ended { .. } = event {
                    bar.inc(1);
                }
                if asked_to_stop.load(Ordering::Relaxed) {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            };
            let recorded = record.recorded.clone();
            let recorded =
                if self.locked { Ok(recorded) } else { recorded.in_our_form(&record.state).await };
            let applied = match recorded {
                Ok(recorded) => apply::apply(ports, recorded, plan, &mut tell).await,
                Err(error) => Err(error),
            };
            bar.finish_and_clear();
            applied.map_err(|error| open::unusable(&record.name, &error))
        })
    }

    /// The plan to carry out, of a saved one the fresh likeness, and which ids the workspace has.
    fn plan(
        &self,
        context: &mut Context<'_>,
        definitions: &Definitions,
        record: &Record,
        saved: Option<&Saved>,
    ) -> Result<(Plan, BTreeSet<CampaignId>), Failure> {
        let Some(saved) = saved else {
            let made = open::block_on(self.scope.plan(context, definitions, record, true))?;
            looked(context, &made)?;
            return Ok((made.plan, made.there));
        };
        plan_file::check(context, definitions, record, saved)?;
        let made = open::block_on(self.scope.whole(context, definitions, record, true))?;
        looked(context, &made)?;
        let there = made.there.clone();
        Ok((plan_file::narrow(context, definitions, record, saved, made)?, there))
    }

    /// Retiring ends campaigns for those who send, and a campaign that nobody asked for may be
    /// somebody else's.
    fn ask(&self, context: &mut Context<'_>, plan: &Plan) -> Result<(), Failure> {
        // Whoever applies a saved plan has seen what it does.
        if self.plan.is_some() {
            return Ok(());
        }
        let ended = plan.of_kind(Kind::Retire).count() + plan.of_kind(Kind::RemoveMessage).count();
        if ended > 0 {
            let what = super::validate::count(ended, "campaign or message");
            confirm::yes(context, &format!("Retire {what}?"), self.yes, "--yes")?;
        }
        let taken = plan.of_kind(Kind::Bind).count();
        if taken > 0 {
            let what = super::validate::count(taken, "campaign");
            let question = format!("Take {what} that the workspace has by the title?");
            confirm::yes(context, &question, self.yes, "--yes")?;
        }
        Ok(())
    }

    /// A protected workspace needs a second word.
    fn confirm(
        &self,
        context: &mut Context<'_>,
        plan: &Plan,
        protected: bool,
        workspace: &WorkspaceName,
    ) -> Result<(), Failure> {
        if protected && !self.scope.offline && !plan.operations.is_empty() {
            let question = format!("`{workspace}` is protected.");
            confirm::name(context, &question, workspace.as_str(), self.confirm.as_deref())?;
        }
        Ok(())
    }

    /// Says what became of it, on standard error; the plan above was the answer.
    fn told(&self, context: &mut Context<'_>, applied: &Applied, lockfile: &str) -> Outcome {
        let mut exit = if applied.interrupted { Exit::Interrupted } else { Exit::Done };
        for result in &applied.results {
            let message = result.message.as_ref().map(|key| format!(".{key}")).unwrap_or_default();
            let what = format!("{}{message}", result.campaign);
            match &result.ending {
                Ending::Done => {}
                Ending::Manual | Ending::Pending => {
                    // Without the workspace nobody could do it: that is no failure of this apply.
                    if !self.allow_pending && !self.scope.offline {
                        exit = exit.or(Exit::Pending);
                    }
                }
                Ending::Failed(reason) => {
                    exit = exit.or(Exit::Partly);
                    context.say(&format!("{what}: refused: {}", printable(reason)))?;
                }
                Ending::Unknown(reason) => {
                    exit = exit.or(Exit::Unknown);
                    context.say(&format!("{what}: unknown: {}", printable(reason)))?;
                }
                Ending::NotAttempted => exit = exit.or(Exit::Partly),
            }
        }
        let done = applied.count(|ending| *ending == Ending::Done);
        let rest = applied.results.len() - done;
        if done > 0 {
            let done = super::validate::count(done, "operation");
            let rest = if rest > 0 { format!(", {rest} not done") } else { String::new() };
            context.say(&format!("{done} applied{rest}; recorded in {lockfile}"))?;
        }
        let left = applied.count(|ending| matches!(ending, Ending::Manual | Ending::Pending));
        if self.scope.offline && left > 0 {
            let left = super::validate::count(left, "operation");
            context.say(&format!("{left} left for an apply with the workspace"))?;
        }
        if applied.interrupted {
            context.say(&format!(
                "interrupted; what was done is recorded in {lockfile}, and the next apply goes on"
            ))?;
        }
        match &applied.stopped {
            Some(error) if done == 0 => Err(open::unreachable(error.clone())),
            Some(error) => {
                let failure = open::unreachable(error.clone());
                context.explain(&failure);
                Ok(exit.or(Exit::Partly))
            }
            None => Ok(exit),
        }
    }
}

/// `--locked`: the first few entries that would change.
fn unchanged(plan: &Plan, unfinished: bool, lockfile: &str) -> Result<(), Failure> {
    let mut names: Vec<_> = plan.writes().map(|one| one.campaign.to_string()).collect();
    names.dedup();
    if names.is_empty() && !unfinished {
        return Ok(());
    }
    let mut message = format!("{lockfile} is stale");
    if !names.is_empty() {
        let shown: Vec<_> = names.iter().take(10).map(|name| format!("`{name}`")).collect();
        let more = names.len() - shown.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        message = format!("{message}: {}{more} would change", shown.join(", "));
    }
    Err(Failure::new(Exit::LockStale, message)
        .help("run `campaignctl apply` without --locked and commit the lockfile"))
}

fn progress(context: &Context<'_>, steps: usize) -> indicatif::ProgressBar {
    // A handful of steps is over before a bar can be read.
    if context.global.quiet || steps < 20 {
        return indicatif::ProgressBar::hidden();
    }
    indicatif::ProgressBar::new(steps as u64)
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::super::args::{Command, CommandLine};
    use super::*;
    use crate::apply::Applying;
    use crate::lock::Lock;
    use crate::model::CampaignKey;

    #[track_caller]
    fn check(line: &str, endings: &[Ending], exit: Exit, says: &str) {
        let parsed = CommandLine::try_parse_from(line.split(' ')).unwrap();
        let Command::Apply(args) = parsed.command else { panic!("{line} is no apply") };
        let lineage = "7c9e6679-7425-40de-944b-e07fc1f90ae7".parse().unwrap();
        let applying = |ending: &Ending| Applying {
            kind: Kind::Create,
            campaign: CampaignKey::parse("order").unwrap(),
            message: None,
            ending: ending.clone(),
        };
        let applied = Applied {
            lock: Lock::new(WorkspaceName::parse("local").unwrap(), lineage),
            results: endings.iter().map(applying).collect(),
            stopped: None,
            interrupted: false,
        };
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut context = Context::new(parsed.global, &mut out, &mut err);
        assert_eq!(args.told(&mut context, &applied, "campaigns.local.lock").unwrap(), exit);
        let said = String::from_utf8(err).unwrap();
        assert!(said.contains(says), "{said}");
    }

    #[test]
    fn doubt_comes_before_failure_before_waiting_before_success() {
        let failed = || Ending::Failed("no\u{1b}".to_owned());
        let unknown = || Ending::Unknown("no answer".to_owned());
        check("campaignctl apply", &[Ending::Done], Exit::Done, "1 operation applied");
        check("campaignctl apply", &[Ending::Done, Ending::Manual], Exit::Pending, ", 1 not done");
        check("campaignctl apply --allow-pending", &[Ending::Pending], Exit::Done, "");
        let left = [Ending::Done, Ending::Manual, Ending::Pending];
        check("campaignctl apply --offline", &left, Exit::Done, "2 operations left for an apply");
        check("campaignctl apply", &[failed(), Ending::Manual], Exit::Partly, "order: refused: no");
        check("campaignctl apply", &[unknown(), failed()], Exit::Unknown, "order: unknown");
        check("campaignctl apply --allow-pending", &[Ending::NotAttempted], Exit::Partly, "");
    }
}
