//! A ledger that lasts as long as its values.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;

use crate::model::{
    BatchNumber, BatchRecord, BatchState, Outcome, SendHeader, SendKey, SendStatus, Timestamp,
};
use crate::port::{Claim, ClaimRequest, Ledger, LedgerError, Opened, Ticket};

/// Remembers sends. Each value counts as a process of its own.
#[derive(Debug, Default)]
pub struct MemoryLedger {
    shared: Arc<Mutex<BTreeMap<SendKey, Remembered>>>,
    held: Mutex<BTreeSet<SendKey>>,
}

#[derive(Debug)]
struct Remembered {
    header: SendHeader,
    finished: Option<Timestamp>,
    batches: BTreeMap<BatchNumber, BatchRecord>,
    held: bool,
}

impl MemoryLedger {
    pub fn new() -> Self {
        Self::default()
    }

    /// The same ledger, as another process sees it.
    #[must_use]
    pub fn another(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), held: Mutex::default() }
    }

    fn sends(&self) -> MutexGuard<'_, BTreeMap<SendKey, Remembered>> {
        self.shared.lock().expect("no holder of this lock panics")
    }

    fn held(&self) -> MutexGuard<'_, BTreeSet<SendKey>> {
        self.held.lock().expect("no holder of this lock panics")
    }

    fn with<T>(
        &self,
        send: &SendKey,
        work: impl FnOnce(&mut Remembered) -> T,
    ) -> Result<T, LedgerError> {
        let mut sends = self.sends();
        sends.get_mut(send).map(work).ok_or_else(|| LedgerError::NoSuchSend(send.clone()))
    }

    fn hold(&self, send: &SendKey, remembered: &mut Remembered) -> Result<(), LedgerError> {
        if self.held().contains(send) {
            return Ok(());
        }
        if remembered.held {
            let holder = "another ledger of this process".to_owned();
            return Err(LedgerError::Held { send: send.clone(), holder });
        }
        remembered.held = true;
        self.held().insert(send.clone());
        Ok(())
    }
}

impl Drop for MemoryLedger {
    fn drop(&mut self) {
        let held = std::mem::take(&mut *self.held());
        let mut sends = self.sends();
        for send in held {
            if let Some(remembered) = sends.get_mut(&send) {
                remembered.held = false;
            }
        }
    }
}

#[async_trait]
impl Ledger for MemoryLedger {
    async fn open(&self, header: &SendHeader) -> Result<Opened, LedgerError> {
        let mut sends = self.sends();
        if let Some(known) = sends.get_mut(&header.key) {
            self.hold(&header.key, known)?;
            if known.batches.is_empty() && known.finished.is_none() {
                known.header = header.clone();
                return Ok(Opened::New);
            }
            let frozen = Box::new(known.header.clone());
            return Ok(match known.finished {
                Some(at) => Opened::Finished(frozen, at),
                None => Opened::Resumed(frozen),
            });
        }
        let new = Remembered {
            header: header.clone(),
            finished: None,
            batches: BTreeMap::new(),
            held: false,
        };
        let new = sends.entry(header.key.clone()).or_insert(new);
        self.hold(&header.key, new)?;
        Ok(Opened::New)
    }

    async fn claim(
        &self,
        send: &SendKey,
        batches: &[ClaimRequest],
        now: Timestamp,
    ) -> Result<Vec<Claim>, LedgerError> {
        self.with(send, |known| batches.iter().map(|batch| claim(known, batch, now)).collect())
    }

    async fn settle(
        &self,
        send: &SendKey,
        settled: Vec<(Ticket, Outcome)>,
        _now: Timestamp,
    ) -> Result<(), LedgerError> {
        self.with(send, |known| {
            for (ticket, outcome) in settled {
                if let Some(batch) = known.batches.get_mut(&ticket.number()) {
                    settle(batch, outcome);
                }
            }
        })
    }

    async fn release(&self, send: &SendKey, tickets: Vec<Ticket>) -> Result<(), LedgerError> {
        self.with(send, |known| {
            for ticket in tickets {
                let claimed = |batch: &BatchRecord| batch.state == BatchState::Claimed;
                if known.batches.get(&ticket.number()).is_some_and(claimed) {
                    known.batches.remove(&ticket.number());
                }
            }
        })
    }

    async fn resolve(
        &self,
        send: &SendKey,
        batches: &[BatchNumber],
        went_out: bool,
        _now: Timestamp,
    ) -> Result<u64, LedgerError> {
        let mut sends = self.sends();
        let known = sends.get_mut(send).ok_or_else(|| LedgerError::NoSuchSend(send.clone()))?;
        self.hold(send, known)?;
        let open = |batch: &BatchRecord| match &batch.state {
            BatchState::Claimed | BatchState::Settled(Outcome::Unknown { .. }) => true,
            BatchState::Settled(Outcome::Refused { .. }) => !went_out,
            BatchState::Settled(Outcome::Accepted { .. }) => false,
        };
        let mut resolved = 0;
        for number in batches {
            let Some(batch) = known.batches.get_mut(number).filter(|batch| open(batch)) else {
                continue;
            };
            resolved += 1;
            if went_out {
                batch.state = BatchState::Settled(Outcome::sent_by_hand());
            } else {
                known.batches.remove(number);
                known.finished = None;
            }
        }
        Ok(resolved)
    }

    async fn finish(&self, send: &SendKey, now: Timestamp) -> Result<(), LedgerError> {
        self.with(send, |known| {
            for batch in known.batches.values_mut() {
                settle(batch, Outcome::lost());
            }
            known.finished.get_or_insert(now);
        })
    }

    async fn status(
        &self,
        send: &SendKey,
    ) -> Result<Option<(SendHeader, SendStatus)>, LedgerError> {
        Ok(self.sends().get(send).map(|known| (known.header.clone(), known.status())))
    }

    async fn sends(&self) -> Result<Vec<(SendHeader, SendStatus)>, LedgerError> {
        let sends = Self::sends(self);
        let mut all: Vec<_> =
            sends.values().map(|known| (known.header.clone(), known.status())).collect();
        all.sort_by(|(a, _), (b, _)| b.started.cmp(&a.started).then_with(|| a.key.cmp(&b.key)));
        Ok(all)
    }

    async fn batches(
        &self,
        send: &SendKey,
        from: BatchNumber,
        max: usize,
    ) -> Result<Vec<BatchRecord>, LedgerError> {
        self.with(send, |known| {
            known.batches.range(from..).take(max).map(|(_, batch)| batch.clone()).collect()
        })
    }
}

fn claim(known: &mut Remembered, batch: &ClaimRequest, now: Timestamp) -> Claim {
    let Some(recorded) = known.batches.get(&batch.number) else {
        let ClaimRequest { number, recipients, digest } = *batch;
        let record =
            BatchRecord { number, recipients, digest, claimed: now, state: BatchState::Claimed };
        known.batches.insert(number, record);
        return Claim::Yours(Ticket::issue(number));
    };
    if recorded.digest != batch.digest {
        return Claim::Different { recorded: recorded.digest };
    }
    match &recorded.state {
        BatchState::Claimed => Claim::InDoubt { since: recorded.claimed },
        BatchState::Settled(outcome) => Claim::Settled(outcome.clone()),
    }
}

fn settle(batch: &mut BatchRecord, outcome: Outcome) {
    if batch.state == BatchState::Claimed {
        batch.state = BatchState::Settled(outcome);
    }
}

impl Remembered {
    fn status(&self) -> SendStatus {
        let mut status = SendStatus { finished: self.finished, ..SendStatus::default() };
        for batch in self.batches.values() {
            status.add(&batch.state, 1, u64::from(batch.recipients));
        }
        status
    }
}
