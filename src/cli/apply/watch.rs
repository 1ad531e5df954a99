//! Waiting for a workspace to show what was asked for.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::Instant;

use crate::apply::{Applied, Ending};
use crate::cli::environment::SystemClock;
use crate::cli::open::{self, Definitions};
use crate::cli::{Context, Failure, interrupt};
use crate::model::{CampaignKey, Change, ListedCampaign};
use crate::output::plan::{Header, Next, Style, human};
use crate::plan::{Operation, Plan};
use crate::port::{Clock as _, Workspace as _};

/// How long copies of templates are waited for, where nobody says.
const FOR_COPIES: Duration = Duration::from_mins(1);
/// Copies are there soon.
const FIRST: Duration = Duration::from_secs(1);
/// People take their time, and every look is a call of an hourly limit.
const LONGEST: Duration = Duration::from_secs(15);
/// Whether every edit shows in the list is not documented, so after so many looks more is read.
const DEEPER: u32 = 8;

/// One wait.
pub(super) struct Watch {
    until: Instant,
    /// Whether people are waited for, too.
    people: bool,
    pause: Duration,
    /// The workspace's list when it was last looked at.
    rows: Option<Vec<ListedCampaign>>,
    /// How often that was the same.
    same: u32,
    /// What was left to do when it was last planned.
    left: Option<Vec<Operation>>,
    said: bool,
}

/// What a look at the workspace shows.
pub(super) enum Look {
    /// Something is another way than before.
    Changed,
    Same,
    /// Nothing is waited for, or it was long enough.
    Over,
    Interrupted,
    Failed(Failure),
}

impl Watch {
    /// A wait for what an apply left to people.
    pub(super) fn new(wait: Option<Duration>, left: Vec<Operation>) -> Self {
        Self {
            until: Instant::now() + wait.unwrap_or(FOR_COPIES),
            people: wait.is_some(),
            pause: Duration::ZERO,
            rows: None,
            same: 0,
            left: Some(left),
            said: false,
        }
    }

    /// The campaigns that something may still happen to.
    pub(super) fn keys(
        &self,
        context: &mut Context<'_>,
        definitions: &Definitions,
        applied: &Applied,
    ) -> Result<BTreeSet<CampaignKey>, Failure> {
        let open = |ending: &Ending| {
            matches!(ending, Ending::Manual | Ending::Pending | Ending::Unknown(_))
        };
        let keys: BTreeSet<_> = applied
            .results
            .iter()
            .filter(|one| open(&one.ending))
            .map(|one| one.campaign.clone())
            .collect();
        if keys.is_empty() || self.people {
            return Ok(keys);
        }
        let asked = context.record(definitions)?.recorded.asked;
        let now = SystemClock.now();
        let comes = |key: &CampaignKey| {
            asked.get(key).is_some_and(|one| one.template.is_some() && !one.is_late(now))
        };
        Ok(keys.into_iter().filter(|key| comes(key)).collect())
    }

    /// Pauses and looks at the workspace's list: as little as tells whether there is news.
    pub(super) fn look(
        &mut self,
        context: &mut Context<'_>,
        definitions: &Definitions,
        keys: &BTreeSet<CampaignKey>,
    ) -> Result<Look, Failure> {
        if keys.is_empty() || Instant::now() + self.pause >= self.until {
            return Ok(Look::Over);
        }
        if !self.pause.is_zero() && !self.said {
            self.said = true;
            let names: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
            let names = names.join(", ");
            context.say(&format!("waiting for {names}; Ctrl-C ends it, the next apply goes on"))?;
        }
        let record = context.record(definitions)?;
        let pause = self.pause;
        self.pause = (pause * 2).clamp(FIRST, LONGEST);
        let found = open::block_on(async {
            let look = async {
                tokio::time::sleep(pause).await;
                let client = context.workspace(definitions, record.lock()).await?;
                client.glance().await.map_err(open::unreachable)
            };
            tokio::select! {
                () = interrupt::pressed() => None,
                found = look => Some(found),
            }
        });
        Ok(match found {
            None => Look::Interrupted,
            Some(Err(failure)) => Look::Failed(failure),
            Some(Ok(rows)) if self.rows.as_ref() == Some(&rows) && self.same < DEEPER => {
                self.same += 1;
                Look::Same
            }
            Some(Ok(rows)) => {
                (self.rows, self.same) = (Some(rows), 0);
                Look::Changed
            }
        })
    }

    /// Makes the next look one that shows a change.
    pub(super) fn look_again(&mut self) {
        self.rows = None;
    }

    /// Whether something is left to do that was not when it was last asked.
    pub(super) fn is_news(&mut self, plan: &Plan) -> bool {
        let news = self.left.as_ref() != Some(&plan.operations) || !plan.gates.is_empty();
        self.left = Some(plan.operations.clone());
        news
    }

    /// Shows what has become of it, in the conversation: the answer was the first plan.
    pub(super) fn tell(
        context: &mut Context<'_>,
        plan: &Plan,
        target: &str,
    ) -> Result<(), Failure> {
        let copies =
            |one: &Operation| matches!(one.changes[..], [Change::DuplicateCampaign { .. }]);
        if plan.gates.is_empty() && plan.operations.iter().all(copies) {
            return Ok(());
        }
        let mut text = Vec::new();
        let header = Header { target, next: Next::Nothing, saved: None };
        human(&mut text, plan, header, Style { color: context.err_colour })?;
        context.say(String::from_utf8_lossy(&text).trim_end())
    }
}
