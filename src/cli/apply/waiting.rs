//! What an apply has asked for and does not have yet.

use std::collections::BTreeSet;

use super::ApplyArgs;
use super::watch::{Look, Watch};
use crate::apply::{Applied, Applying, Ending};
use crate::cli::environment::SystemClock;
use crate::cli::open::{self, Definitions, Record};
use crate::cli::plan::stopped;
use crate::cli::plan_file;
use crate::cli::{Context, Exit, Failure};
use crate::model::{Asked, CampaignKey};
use crate::plan::Operation;
use crate::port::Clock as _;

impl ApplyArgs {
    /// Looks for what waits, until it is there or it was waited for long enough. Says how it ended,
    /// where that is more than the results say.
    pub(super) fn wait(
        &self,
        context: &mut Context<'_>,
        definitions: &Definitions,
        applied: &mut Applied,
        left: Vec<Operation>,
    ) -> Result<Option<Exit>, Failure> {
        if self.scope.offline || applied.interrupted || applied.stopped.is_some() {
            return Ok(None);
        }
        let mut watch = Watch::new(self.wait, left);
        loop {
            let keys = watch.keys(context, definitions, applied)?;
            match watch.look(context, definitions, &keys)? {
                Look::Over => {
                    self.tell_what_is_missing(context, &keys)?;
                    return Ok(None);
                }
                Look::Interrupted => {
                    applied.interrupted = true;
                    return Ok(None);
                }
                Look::Failed(failure) => return Ok(Some(context.explain(&failure))),
                Look::Same => {}
                Look::Changed => {
                    let end = self.round(context, definitions, applied, &keys, &mut watch);
                    match end {
                        Ok(()) => {}
                        Err(failure) => return Ok(Some(context.explain(&failure))),
                    }
                }
            }
        }
    }

    /// Whoever asked for a wait hears that it was in vain.
    fn tell_what_is_missing(
        &self,
        context: &mut Context<'_>,
        keys: &BTreeSet<CampaignKey>,
    ) -> Result<(), Failure> {
        let Some(wait) = self.wait.filter(|_| !keys.is_empty()) else { return Ok(()) };
        let names: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
        let names = names.join(", ");
        let wait = plan_file::in_words(wait);
        context.say(&format!("waited {wait}, and {names} is not done; the next apply goes on"))
    }

    /// Plans and applies again what waits.
    fn round(
        &self,
        context: &mut Context<'_>,
        definitions: &Definitions,
        applied: &mut Applied,
        keys: &BTreeSet<CampaignKey>,
        watch: &mut Watch,
    ) -> Result<(), Failure> {
        // Somebody else may be writing the lockfile: then the next look is soon enough.
        let Ok(guard) = context.guard() else {
            watch.look_again();
            return Ok(());
        };
        let record = context.record(definitions)?;
        let made = open::block_on(self.scope.whole(context, definitions, &record, true))?;
        let defined = definitions.desired.campaigns.keys();
        let plan = made.plan.of_campaigns(defined, &|key| keys.contains(key));
        if !watch.is_news(&plan) {
            return Ok(());
        }
        Watch::tell(context, &plan, &definitions.target())?;
        stopped(&plan)?;
        self.ask(context, &plan)?;
        let more = self.carry_out(context, definitions, &record, &made.there, plan)?;
        drop(guard);
        let of_these = |one: &Applying| keys.contains(&one.campaign);
        applied.results.retain(|one| one.ending == Ending::Done || !of_these(one));
        applied.results.extend(more.results);
        (applied.lock, applied.stopped) = (more.lock, more.stopped);
        applied.interrupted |= more.interrupted;
        Ok(())
    }

    /// Forgets copies of which somebody says that they were never made.
    pub(super) fn let_go(&self, record: &mut Record) -> Result<(), Failure> {
        for typed in &self.not_made {
            let key = CampaignKey::parse(typed)
                .map_err(|error| Failure::because(Exit::Invalid, "`--not-made`", &error))?;
            match record.recorded.asked.get(&key) {
                Some(asked) if asked.is_late(SystemClock.now()) => {
                    record.recorded.asked.remove(&key);
                }
                Some(Asked { template: Some(_), at, .. }) => {
                    let message = format!(
                        "the copy for `{key}` was asked for at {:.0}; it may still come",
                        at.0
                    );
                    return Err(Failure::new(Exit::Stopped, message)
                        .help("that takes up to 5 minutes: `apply` looks for it"));
                }
                _ => {
                    let message = format!("no copy was asked for `{key}`, or it is recorded");
                    return Err(Failure::new(Exit::Invalid, message));
                }
            }
        }
        Ok(())
    }
}
