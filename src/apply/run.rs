//! Operation after operation.

use std::{collections::BTreeSet, ops::ControlFlow};

use super::{Applied, ApplyError, Applying, Ending, Event, Ports, Recorded, journal};
use crate::{
    lock::{self, Lock},
    model::{CampaignKey, Change},
    plan::{Operation, Plan, Record},
    port::{Performed, Revision, WorkspaceError},
};

/// Carries the plan out and saves the lockfile. The plan must have been made from `recorded`. When
/// `tell` breaks, the operation in hand is finished and the rest left undone.
///
/// # Errors
/// When the plan has gates, or something durable failed. What was done until then is in the
/// journal, and the next apply goes on from there.
pub async fn apply(
    ports: Ports<'_>,
    recorded: Recorded,
    plan: Plan,
    tell: &mut (dyn FnMut(Event<'_>) -> ControlFlow<()> + Send),
) -> Result<Applied, ApplyError> {
    if !plan.gates.is_empty() {
        return Err(ApplyError::Gated);
    }
    let (lock, revision) = settle(ports, recorded).await?;
    let mut run =
        Run { ports, lock, revision, written: false, stuck: BTreeSet::new(), stopped: None };
    let of = plan.operations.len();
    let mut results = Vec::with_capacity(of);
    let mut interrupted = false;
    for (number, operation) in (1..).zip(plan.operations) {
        interrupted |= tell(Event::Begun { operation: &operation, number, of }).is_break();
        let ending =
            if interrupted { Ending::NotAttempted } else { run.carry_out(&operation).await? };
        interrupted |= tell(Event::Ended { operation: &operation, ending: &ending }).is_break();
        let Operation { kind, campaign, message, .. } = operation;
        results.push(Applying { kind, campaign, message, ending });
    }
    let Run { lock, revision, written, stopped, .. } = run;
    if written {
        ports.state.save(&lock::print(&lock), revision.as_ref()).await?;
        ports.journal.clear()?;
    }
    Ok(Applied { lock, results, stopped, interrupted })
}

/// Writes down what an apply had done that was cut short, and what a merge conflict became, so that
/// what follows begins on a lockfile that says it all.
async fn settle(
    ports: Ports<'_>,
    recorded: Recorded,
) -> Result<(Lock, Option<Revision>), ApplyError> {
    let Recorded { lock, unfinished, mut revision, .. } = recorded;
    if unfinished {
        revision = Some(ports.state.save(&lock::print(&lock), revision.as_ref()).await?);
    }
    // It says nothing now that the lockfile does not.
    ports.journal.clear()?;
    Ok((lock, revision))
}

struct Run<'a> {
    ports: Ports<'a>,
    lock: Lock,
    /// Of the lockfile as it is stored.
    revision: Option<Revision>,
    /// Whether the journal says more than the lockfile.
    written: bool,
    /// Campaigns of which an operation was not done: later ones build on it.
    stuck: BTreeSet<CampaignKey>,
    stopped: Option<WorkspaceError>,
}

impl Run<'_> {
    async fn carry_out(&mut self, operation: &Operation) -> Result<Ending, ApplyError> {
        if operation.is_manual() {
            return Ok(Ending::Manual);
        }
        if self.stopped.is_some() || self.stuck.contains(&operation.campaign) {
            return Ok(Ending::NotAttempted);
        }
        for text in &operation.pieces {
            self.ports.pieces.put(text).await?;
        }
        let ending = self.perform_all(&operation.changes).await;
        if ending != Ending::Done {
            self.stuck.insert(operation.campaign.clone());
            return Ok(ending);
        }
        if !operation.records.is_empty() {
            self.write_down(&operation.records)?;
        }
        Ok(Ending::Done)
    }

    fn write_down(&mut self, records: &[Record]) -> Result<(), ApplyError> {
        let journal = self.ports.journal;
        if !self.written {
            journal.append(&journal::begun(self.revision.as_ref()))?;
            self.written = true;
        }
        journal.append(&journal::done(&self.lock, records))?;
        records.iter().cloned().for_each(|record| record.write(&mut self.lock));
        Ok(())
    }

    async fn perform_all(&mut self, changes: &[Change]) -> Ending {
        for change in changes {
            let Some(workspace) = self.ports.workspace else { return Ending::Pending };
            match workspace.perform(change).await {
                Ok(performed) => match judge(change, performed) {
                    Ending::Done => {}
                    other => return other,
                },
                Err(WorkspaceError::Refused(reason) | WorkspaceError::Unexpected(reason)) => {
                    return Ending::Failed(reason);
                }
                Err(error) => {
                    let ending = Ending::Failed(error.to_string());
                    self.stopped = Some(error);
                    return ending;
                }
            }
        }
        Ending::Done
    }
}

/// A workspace that gave other ids than those that were asked for has not done what was planned.
fn judge(change: &Change, performed: Performed) -> Ending {
    let (campaign, messages) = match performed {
        Performed::Held { campaign, messages } => (campaign, messages),
        Performed::Pending => return Ending::Pending,
        Performed::Unknown(reason) => return Ending::Unknown(reason),
    };
    let (expected, new) = match change {
        Change::CreateCampaign(new) => (&new.id, new.messages.as_slice()),
        Change::AddMessage { campaign, message } => (campaign, std::slice::from_ref(message)),
        Change::EditCampaign { campaign, .. }
        | Change::EditMessage { campaign, .. }
        | Change::ArchiveCampaign { campaign }
        | Change::UnarchiveCampaign { campaign } => (campaign, [].as_slice()),
    };
    let other = new.iter().find(|new| messages.get(&new.key).is_some_and(|held| *held != new.id));
    match other {
        _ if campaign != *expected => {
            Ending::Failed(format!("the workspace holds {campaign} instead of {expected}"))
        }
        Some(new) => Ending::Failed(format!("the workspace holds another id for `{}`", new.key)),
        None => Ending::Done,
    }
}
