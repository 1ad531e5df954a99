//! A process that ends at any call of a port, and the run after it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use campaignctl::model::{
    BatchNumber, BatchRecord, BatchState, Outcome, SendHeader, SendKey, SendStatus, Timestamp,
};
use campaignctl::port::memory::{MemoryLedger, MemoryMessenger};
use campaignctl::port::{
    Claim, ClaimRequest, Delivery, Ledger, LedgerError, Messenger, MessengerError, Opened, Ticket,
};
use campaignctl::send::Ended;
use campaignctl::store::SqliteLedger;

use super::world::{World, reached};

/// Counts down to the crash: at the n-th call the process is gone, before or after the call's
/// effect. A future that never ends is dropped, and so is what a killed process leaves.
struct Fuse {
    left: AtomicUsize,
    after: bool,
    blown: tokio::sync::Notify,
}

impl Fuse {
    fn at(call: usize, after: bool) -> Self {
        Self { left: AtomicUsize::new(call), after, blown: tokio::sync::Notify::new() }
    }

    async fn call<T>(&self, work: impl Future<Output = T>) -> T {
        let left = self.left.load(Ordering::Relaxed);
        self.left.store(left.saturating_sub(1), Ordering::Relaxed);
        if left > 1 {
            return work.await;
        }
        if left == 1 && self.after {
            work.await;
        }
        self.blown.notify_one();
        std::future::pending().await
    }
}

struct Fragile<'a, T: ?Sized>(&'a T, &'a Fuse);

#[async_trait]
impl Messenger for Fragile<'_, MemoryMessenger> {
    async fn deliver(&self, body: Bytes) -> Result<Delivery, MessengerError> {
        // Requests in flight at once, as over a network.
        tokio::task::yield_now().await;
        self.1.call(self.0.deliver(body)).await
    }
}

#[async_trait]
impl Ledger for Fragile<'_, dyn Ledger> {
    async fn open(&self, header: &SendHeader) -> Result<Opened, LedgerError> {
        self.1.call(self.0.open(header)).await
    }

    async fn claim(
        &self,
        send: &SendKey,
        batches: &[ClaimRequest],
        now: Timestamp,
    ) -> Result<Vec<Claim>, LedgerError> {
        self.1.call(self.0.claim(send, batches, now)).await
    }

    async fn settle(
        &self,
        send: &SendKey,
        settled: Vec<(Ticket, Outcome)>,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        self.1.call(self.0.settle(send, settled, now)).await
    }

    async fn release(&self, send: &SendKey, tickets: Vec<Ticket>) -> Result<(), LedgerError> {
        self.1.call(self.0.release(send, tickets)).await
    }

    async fn resolve(
        &self,
        send: &SendKey,
        batches: &[BatchNumber],
        went_out: bool,
        now: Timestamp,
    ) -> Result<u64, LedgerError> {
        self.1.call(self.0.resolve(send, batches, went_out, now)).await
    }

    async fn finish(&self, send: &SendKey, now: Timestamp) -> Result<(), LedgerError> {
        self.1.call(self.0.finish(send, now)).await
    }

    async fn status(
        &self,
        send: &SendKey,
    ) -> Result<Option<(SendHeader, SendStatus)>, LedgerError> {
        self.1.call(self.0.status(send)).await
    }

    async fn sends(&self) -> Result<Vec<(SendHeader, SendStatus)>, LedgerError> {
        self.1.call(self.0.sends()).await
    }

    async fn batches(
        &self,
        send: &SendKey,
        from: BatchNumber,
        max: usize,
    ) -> Result<Vec<BatchRecord>, LedgerError> {
        self.1.call(self.0.batches(send, from, max)).await
    }
}

const USERS: usize = 420;

/// Runs into a crash, then runs again. Returns whether there was a crash.
async fn crash_and_go_on(world: &World, open: impl Fn() -> Box<dyn Ledger>, fuse: Fuse) -> bool {
    let first = open();
    let (ledger, messenger) = (Fragile(&*first, &fuse), Fragile(&world.messenger, &fuse));
    let crashed = tokio::select! {
        biased;
        summary = world.send_with(&ledger, &messenger) => { summary.unwrap(); false }
        () = fuse.blown.notified() => true,
    };
    if crashed {
        let claimed = match first.status(&world.header().key).await.unwrap() {
            Some((_, status)) => status.batches_claimed,
            None => 0,
        };
        assert!(claimed <= world.options.in_flight as u64, "{claimed} claims without an outcome");
    }
    drop(first);
    let second = open();
    let summary = world.send_with(&*second, &world.messenger).await.unwrap();
    assert!(matches!(summary.ended, Ended::Finished | Ended::FinishedBefore { .. }));

    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for id in reached(&world.messenger.received()) {
        *times.entry(id).or_default() += 1;
    }
    assert_eq!(times.values().copied().max(), Some(1), "nobody gets it twice");
    let settled = second.batches(&summary.header.key, 0, 1_000).await.unwrap();
    let unknown: u64 = settled
        .iter()
        .filter(|batch| matches!(batch.state, BatchState::Settled(Outcome::Unknown { .. })))
        .map(|batch| u64::from(batch.recipients))
        .sum();
    assert_eq!(unknown, summary.in_doubt());
    assert!(times.len() as u64 + unknown >= USERS as u64, "who was not reached is named unknown");
    assert_eq!(summary.status.recipients_accepted + unknown, USERS as u64);
    crashed
}

#[tokio::test]
async fn a_crash_at_any_call_sends_nothing_twice_and_loses_nothing() {
    for after in [false, true] {
        let mut call = 1;
        loop {
            let world = World::of(USERS);
            let ledger = MemoryLedger::new();
            let open = || Box::new(ledger.another()) as Box<dyn Ledger>;
            if !crash_and_go_on(&world, open, Fuse::at(call, after)).await {
                break;
            }
            call += 1;
        }
        assert!(call > 15, "there are more calls than {call}");
    }
}

#[tokio::test]
async fn the_sqlite_ledger_survives_the_same_crashes() {
    for (call, after) in (1..20).step_by(3).zip([false, true].into_iter().cycle()) {
        let world = World::of(USERS);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.sqlite");
        let open = || Box::new(SqliteLedger::open(&path, "a test").unwrap()) as Box<dyn Ledger>;
        assert!(crash_and_go_on(&world, open, Fuse::at(call, after)).await);
    }
}
