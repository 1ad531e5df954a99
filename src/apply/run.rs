//! Operation after operation.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::ControlFlow,
};

use super::{Applied, ApplyError, Applying, Ending, Event, Ports, Recorded, journal};
use crate::{
    lock::{self, Lock},
    model::{Asked, CampaignId, CampaignKey, Change},
    plan::{Awaited, Operation, Plan, Record},
    port::{Performed, Revision, Workspace, WorkspaceError},
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
    let mut run = Run::begin(ports, recorded).await?;
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
    let Run { lock, revision, mut asked, written, told, stopped, .. } = run;
    if written {
        ports.state.save(&lock::print(&lock), revision.as_ref()).await?;
    }
    if written || told {
        journal::settle(&mut asked, &lock);
        ports.journal.keep(&journal::standing(&asked))?;
    }
    Ok(Applied { lock, results, stopped, interrupted })
}

struct Run<'a> {
    ports: Ports<'a>,
    lock: Lock,
    /// Of the lockfile as it is stored.
    revision: Option<Revision>,
    /// What was asked for, now or earlier, and has no id yet.
    asked: BTreeMap<CampaignKey, Asked>,
    /// Whether the journal says more than the lockfile.
    written: bool,
    /// Whether something was asked for, or came to nothing.
    told: bool,
    /// Campaigns of which an operation was not done: later ones build on it.
    stuck: BTreeSet<CampaignKey>,
    stopped: Option<WorkspaceError>,
}

impl<'a> Run<'a> {
    /// Writes down what an apply had done that was cut short, and what a merge conflict became, so
    /// that what follows begins on a lockfile that says it all.
    async fn begin(ports: Ports<'a>, recorded: Recorded) -> Result<Self, ApplyError> {
        let Recorded { lock, unfinished, mut revision, asked, .. } = recorded;
        if unfinished {
            revision = Some(ports.state.save(&lock::print(&lock), revision.as_ref()).await?);
        }
        // What else it said the lockfile says now.
        ports.journal.keep(&journal::standing(&asked))?;
        let stuck = BTreeSet::new();
        Ok(Self { ports, lock, revision, asked, written: false, told: false, stuck, stopped: None })
    }

    async fn carry_out(&mut self, operation: &Operation) -> Result<Ending, ApplyError> {
        if operation.is_manual() {
            if let (Some(awaited), Some(_)) = (&operation.awaits, self.ports.workspace) {
                self.ask_a_person(&operation.campaign, awaited)?;
            }
            return Ok(Ending::Manual);
        }
        if self.stopped.is_some() || self.stuck.contains(&operation.campaign) {
            return Ok(Ending::NotAttempted);
        }
        for text in &operation.pieces {
            self.ports.pieces.put(text).await?;
        }
        let ending = self.perform_all(operation).await?;
        if ending != Ending::Done {
            self.stuck.insert(operation.campaign.clone());
            return Ok(ending);
        }
        if !operation.records.is_empty() {
            self.write_down(&operation.records)?;
        }
        if let Some(awaited) = &operation.awaits {
            self.told = true;
            self.asked.retain(|_, asked| asked.title != awaited.title);
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
        journal::follow(&mut self.asked, records);
        Ok(())
    }

    async fn perform_all(&mut self, operation: &Operation) -> Result<Ending, ApplyError> {
        for change in &operation.changes {
            let Some(workspace) = self.ports.workspace else { return Ok(Ending::Pending) };
            if let (Change::DuplicateCampaign { template, .. }, Some(awaited)) =
                (change, &operation.awaits)
            {
                let key = &operation.campaign;
                return self.duplicate(workspace, key, awaited, template, change).await;
            }
            let ending = match workspace.perform(change).await {
                Ok(performed) => judge(change, performed),
                Err(error) => self.failed(error),
            };
            if ending != Ending::Done {
                return Ok(ending);
            }
        }
        Ok(Ending::Done)
    }

    /// Asks for a copy, once: the journal says so before Braze hears of it.
    async fn duplicate(
        &mut self,
        workspace: &dyn Workspace,
        key: &CampaignKey,
        awaited: &Awaited,
        template: &CampaignId,
        change: &Change,
    ) -> Result<Ending, ApplyError> {
        let copies = self.asked.iter().filter(|(_, asked)| asked.template.is_some());
        let mut same =
            copies.filter(|(other, asked)| *other == key || asked.title == awaited.title);
        if let Some((_, asked)) = same.next() {
            return Ok(self.waiting_for(key, asked));
        }
        let rows = match workspace.glance().await {
            Ok(rows) => rows,
            Err(error) => return Ok(self.failed(error)),
        };
        let titled = rows.into_iter().filter(|row| row.name == awaited.title);
        let before: BTreeSet<_> = titled.map(|row| row.id).collect();
        if let Some(new) = before.difference(&awaited.before).next() {
            let reason = format!("{new} has got this title since the plan was made; apply again");
            return Ok(Ending::Failed(reason));
        }
        let (title, template) = (awaited.title.clone(), Some(template.clone()));
        let at = self.ports.clock.now();
        self.ask(key, Asked { title, template, before, at })?;
        match workspace.perform(change).await {
            Ok(Performed::Unknown(reason)) => Ok(Ending::Unknown(format!(
                "{reason}; whether the copy is made is not known, the next apply looks for it"
            ))),
            Ok(Performed::Pending | Performed::Held { .. }) => Ok(Ending::Pending),
            Err(error) => {
                // Nothing was begun.
                self.ports.journal.append(&journal::refused(key))?;
                self.asked.remove(key);
                Ok(self.failed(error))
            }
        }
    }

    /// What a copy is that was asked for earlier and is not there.
    fn waiting_for(&self, key: &CampaignKey, asked: &Asked) -> Ending {
        if !asked.is_late(self.ports.clock.now()) {
            return Ending::Pending;
        }
        let Asked { title, at, .. } = asked;
        Ending::Unknown(format!(
            "a copy was asked for at {:.0} and is not there. Look for \"{title}\" in the dashboard: \
             if it is there, `campaignctl bind {key} CAMPAIGN_ID`; if it is not, \
             `campaignctl apply --not-made {key}` asks again",
            at.0
        ))
    }

    /// What people make after they were asked is taken for what they were asked for.
    fn ask_a_person(&mut self, key: &CampaignKey, awaited: &Awaited) -> Result<(), ApplyError> {
        let Awaited { title, before } = awaited;
        let known = self.asked.get(key);
        if known.is_some_and(|asked| asked.template.is_some() || asked.title == *title) {
            return Ok(());
        }
        let (title, before, at) = (title.clone(), before.clone(), self.ports.clock.now());
        self.ask(key, Asked { title, template: None, before, at })
    }

    fn ask(&mut self, key: &CampaignKey, asked: Asked) -> Result<(), ApplyError> {
        self.ports.journal.append(&journal::asked(key, &asked))?;
        self.told = true;
        self.asked.insert(key.clone(), asked);
        Ok(())
    }

    fn failed(&mut self, error: WorkspaceError) -> Ending {
        match error {
            WorkspaceError::Refused(reason) | WorkspaceError::Unexpected(reason) => {
                Ending::Failed(reason)
            }
            error => {
                let ending = Ending::Failed(error.to_string());
                self.stopped = Some(error);
                ending
            }
        }
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
        // No id of it is told.
        Change::DuplicateCampaign { .. } => return Ending::Pending,
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
