//! Whether a saved plan still means what was reviewed.

use std::collections::BTreeMap;

use super::{Mismatch, Saved, Step, digest, digest_of_id, entry, ids, touched};
use crate::{
    lock::Lock,
    model::{CampaignKey, Digest, Observed, Timestamp},
    plan::{Operation, Plan, narrow::is_removal, redact},
};

/// What is there now.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    pub tool: &'a str,
    pub endpoint: &'a str,
    pub now: Timestamp,
    pub lock: &'a Lock,
    /// The lockfile's name, for people.
    pub lockfile: &'a str,
    /// `None` where there is no such file.
    pub file: &'a dyn Fn(&str) -> Option<Digest>,
}

impl Saved {
    /// Everything that can be told before planning again.
    ///
    /// # Errors
    /// Names the first thing that is not as it was.
    pub fn check(&self, ground: Ground<'_>) -> Result<(), Mismatch> {
        self.check_workspace(ground)?;
        self.check_file()?;
        let reached = self.reached(ground)?;
        let recorded = self.operations.iter().any(|step| !step.operation.records.is_empty());
        if recorded && reached.iter().all(|(key, at)| at + 1 == self.entries[*key].len()) {
            return Err(Mismatch::Applied);
        }
        if ground.now >= self.terms.expires {
            return Err(Mismatch::Expired { at: self.terms.expires });
        }
        for (path, planned) in &self.files {
            match (ground.file)(path) {
                Some(here) if here == *planned => {}
                Some(_) => return Err(Mismatch::File { path: path.clone() }),
                None => return Err(Mismatch::FileGone { path: path.clone() }),
            }
        }
        Ok(())
    }

    /// What of a fresh plan is to be carried out: exactly what was saved, less what an interrupted
    /// apply has done of it already.
    ///
    /// # Errors
    /// Names the first operation that is another one now.
    pub fn narrow(
        &self,
        fresh: Plan,
        observed: &Observed,
        ground: Ground<'_>,
    ) -> Result<Plan, Mismatch> {
        let known = |id| self.fingerprint.contains(&digest_of_id(id));
        if !self.fingerprint.is_empty() && !ids(ground.lock, observed).any(known) {
            return Err(Mismatch::Fingerprint);
        }
        let mut fresh = fresh;
        if self.terms.partial {
            fresh.operations.retain(|one| !is_removal(one.kind));
        }
        fresh.narrow(&|key| self.entries.contains_key(key));
        if !fresh.gates.is_empty() {
            return Ok(fresh);
        }
        let automatic = self.operations.iter().any(|step| !step.operation.is_manual());
        if automatic && fresh.operations.iter().all(Operation::is_manual) {
            return Err(Mismatch::Applied);
        }
        self.compare(&fresh.operations, ground)?;
        Ok(fresh)
    }

    fn check_workspace(&self, ground: Ground<'_>) -> Result<(), Mismatch> {
        let Ground { lock, endpoint, .. } = ground;
        if self.workspace != lock.workspace {
            let (planned, here) = (self.workspace.clone(), lock.workspace.clone());
            return Err(Mismatch::Workspace { planned, here });
        }
        if self.lineage != lock.lineage {
            return Err(Mismatch::Lineage { planned: self.lineage, here: lock.lineage });
        }
        if self.terms.endpoint != endpoint {
            let (planned, here) = (self.terms.endpoint.clone(), endpoint.to_owned());
            return Err(Mismatch::Endpoint { planned, here });
        }
        Ok(())
    }

    /// A file that shows everything must be whole in itself.
    fn check_file(&self) -> Result<(), Mismatch> {
        let whole = |step: &Step| self.terms.redacted || digest(&step.operation) == step.digest;
        match self.operations.iter().position(|step| !whole(step)) {
            Some(at) => Err(Mismatch::Tampered { number: at + 1 }),
            None => Ok(()),
        }
    }

    /// How many of the operations on each entry are recorded.
    fn reached(&self, ground: Ground<'_>) -> Result<BTreeMap<&CampaignKey, usize>, Mismatch> {
        let position = |(key, states): (_, &Vec<Option<Digest>>)| {
            let here = entry(ground.lock, key);
            let at = states.iter().rposition(|state| *state == here);
            let changed = || Mismatch::Entry {
                lockfile: ground.lockfile.to_owned(),
                campaign: CampaignKey::clone(key),
            };
            at.map(|at| (key, at)).ok_or_else(changed)
        };
        self.entries.iter().map(position).collect()
    }

    fn compare(&self, fresh: &[Operation], ground: Ground<'_>) -> Result<(), Mismatch> {
        let reached = self.reached(ground)?;
        let resumed = reached.values().any(|at| *at > 0);
        let mut passed: BTreeMap<&CampaignKey, usize> = BTreeMap::new();
        let mut fresh = fresh.iter().peekable();
        for step in &self.operations {
            let keys = touched(&step.operation);
            for key in &keys {
                *passed.entry(key).or_default() += 1;
            }
            let done = |key: &&CampaignKey| reached.get(*key).is_some_and(|at| *at >= passed[*key]);
            if !keys.is_empty() && keys.iter().all(done) {
                continue;
            }
            let same = fresh.peek().is_some_and(|one| self.is(step, one));
            // What only changes the workspace leaves no trace in the lockfile.
            let may_be_done = resumed && keys.is_empty() && !step.operation.is_manual();
            match fresh.peek() {
                _ if same => drop(fresh.next()),
                _ if may_be_done => {}
                Some(other) => return Err(self.differs(step, Some(other), ground)),
                None => return Err(self.differs(step, None, ground)),
            }
        }
        match fresh.next() {
            None => Ok(()),
            Some(more) => Err(Mismatch::Operation {
                what: format!("{} of {}", kind(more), name(more)),
                place: more.place.clone(),
                reason: "it is new".to_owned(),
            }),
        }
    }

    fn is(&self, step: &Step, fresh: &Operation) -> bool {
        let shown = if self.terms.redacted { redact::operation(fresh) } else { fresh.clone() };
        digest(fresh) == step.digest && digest(&shown) == digest(&step.operation)
    }

    fn differs(&self, step: &Step, fresh: Option<&Operation>, ground: Ground<'_>) -> Mismatch {
        let planned = &step.operation;
        let reason = match fresh {
            Some(fresh) if fresh.kind == planned.kind && name(fresh) == name(planned) => {
                self.field(planned, fresh)
            }
            Some(fresh) => format!("now it is {} of {}", kind(fresh), name(fresh)),
            None => "nothing is left to do there".to_owned(),
        };
        let other = self.terms.tool != ground.tool;
        let tool = format!("; it was made by {}, and this is {}", self.terms.tool, ground.tool);
        Mismatch::Operation {
            what: format!("{} of {}", kind(planned), name(planned)),
            place: fresh.and_then(|one| one.place.clone()).or_else(|| planned.place.clone()),
            reason: if other { format!("{reason}{tool}") } else { reason },
        }
    }

    /// The first field in which two operations differ.
    fn field(&self, planned: &Operation, fresh: &Operation) -> String {
        let fresh = if self.terms.redacted { redact::operation(fresh) } else { fresh.clone() };
        let (a, b) = (&planned.differences, &fresh.differences);
        let at = (0..a.len().max(b.len())).find(|&at| digest(&a.get(at)) != digest(&b.get(at)));
        match at.and_then(|at| b.get(at).or(a.get(at))) {
            Some(difference) => format!("`{}` changed since", difference.field),
            None if digest(&planned.place) != digest(&fresh.place) => "its place moved".to_owned(),
            None => "what it would write changed since".to_owned(),
        }
    }
}

fn kind(operation: &Operation) -> String {
    let kind = serde_json::to_value(operation.kind).expect("a kind is a word");
    kind.as_str().unwrap_or_default().replace('_', " ")
}

fn name(operation: &Operation) -> String {
    match &operation.message {
        Some(message) => format!("`{}.{message}`", operation.campaign),
        None => format!("`{}`", operation.campaign),
    }
}
