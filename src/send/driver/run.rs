//! One run: what is in flight, what is to be recorded, and why it stops.

use std::collections::VecDeque;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, FusedFuture};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::time::Instant;

use super::feed::Feed;
use super::{Options, Ports, SendError};
use crate::model::{Outcome, Remark, SendHeader};
use crate::port::{Claim, ClaimRequest, Delivery, MessengerError, Ticket};
use crate::render::{SecretSource, Template};
use crate::send::tally::Tally;
use crate::send::{Batch, Ended, Progress};

pub(super) struct Run<'a> {
    ports: Ports<'a>,
    header: &'a SendHeader,
    template: &'a Template,
    secrets: &'a SecretSource<'a>,
    options: &'a Options,
    feed: Feed<'a>,
    exhausted: bool,
    flights: FuturesUnordered<BoxFuture<'a, Landed>>,
    /// To be claimed and delivered next: new ones, and ones that the rate limit sent back.
    ready: VecDeque<Parcel>,
    settled: Vec<(Ticket, Outcome)>,
    released: Vec<Ticket>,
    paused: Option<Instant>,
    /// How long it was paused in all.
    waited: Duration,
    stop: Option<Stop>,
    tally: Tally,
}

/// A batch and its request.
struct Parcel {
    batch: Batch,
    body: Bytes,
}

struct Landed {
    ticket: Ticket,
    parcel: Parcel,
    answer: Result<Delivery, MessengerError>,
}

enum Stop {
    Ended(Ended),
    Failed(SendError),
}

impl<'a> Run<'a> {
    pub(super) fn new(
        ports: Ports<'a>,
        header: &'a SendHeader,
        template: &'a Template,
        secrets: &'a SecretSource<'a>,
        options: &'a Options,
        feed: Feed<'a>,
    ) -> Self {
        let mut tally = Tally::default();
        tally.progress.recipients = header.recipients;
        Self {
            ports,
            header,
            template,
            secrets,
            options,
            feed,
            exhausted: false,
            flights: FuturesUnordered::new(),
            ready: VecDeque::new(),
            settled: Vec::new(),
            released: Vec::new(),
            paused: None,
            waited: Duration::ZERO,
            stop: None,
            tally,
        }
    }

    /// Works until nothing is left, or something stops it and what is in flight has landed.
    pub(super) async fn complete(
        &mut self,
        mut interrupt: Pin<&mut impl FusedFuture<Output = ()>>,
        progress: &mut dyn FnMut(&Progress),
    ) -> Result<Ended, SendError> {
        loop {
            self.fill();
            self.exchange().await;
            self.report(progress);
            if self.is_over() {
                break;
            }
            self.wait(interrupt.as_mut()).await;
        }
        match self.stop.take() {
            Some(Stop::Failed(error)) => Err(error),
            Some(Stop::Ended(ended)) => Ok(ended),
            None => {
                self.ports.ledger.finish(&self.header.key, self.ports.clock.now()).await?;
                Ok(Ended::Finished)
            }
        }
    }

    pub(super) fn into_remarks(self) -> Vec<Remark> {
        self.tally.remarks
    }

    /// Makes the next requests ready, as many as may be in flight.
    fn fill(&mut self) {
        while !self.exhausted && self.stop.is_none() && self.ready.len() < self.free() {
            match self.next_parcel() {
                Ok(Some(parcel)) => self.ready.push_back(parcel),
                Ok(None) => self.exhausted = true,
                Err(error) => self.fail(error),
            }
        }
    }

    fn next_parcel(&mut self) -> Result<Option<Parcel>, SendError> {
        let Some(batch) = self.feed.next()? else { return Ok(None) };
        // The request is made before the claim: a batch without one is not claimed.
        let body = self.template.body(&batch.recipients, &batch.params, self.secrets)?;
        Ok(Some(Parcel { batch, body }))
    }

    /// How many more requests may be made. The first goes alone: what is wrong with it is wrong
    /// with all.
    fn free(&self) -> usize {
        let most = if self.tally.any_accepted { self.options.in_flight.max(1) } else { 1 };
        let paused = self.paused.is_some_and(|until| until > Instant::now());
        if paused { 0 } else { most.saturating_sub(self.flights.len()) }
    }

    /// Records what has landed and claims what is ready, at once so that a ledger can commit both
    /// together.
    async fn exchange(&mut self) {
        let now = self.ports.clock.now();
        let (ledger, key) = (self.ports.ledger, &self.header.key);
        let released = std::mem::take(&mut self.released);
        if !released.is_empty()
            && let Err(error) = ledger.release(key, released).await
        {
            self.fail(error.into());
        }
        let wanted = if self.stop.is_some() { 0 } else { self.free().min(self.ready.len()) };
        let parcels: Vec<_> = self.ready.drain(..wanted).collect();
        let requests: Vec<_> = parcels.iter().map(request).collect();
        let settled = std::mem::take(&mut self.settled);
        let settle = async {
            if settled.is_empty() { Ok(()) } else { ledger.settle(key, settled, now).await }
        };
        let claim = async {
            if requests.is_empty() { Ok(vec![]) } else { ledger.claim(key, &requests, now).await }
        };
        let (settled, claims) = tokio::join!(settle, claim);
        match claims {
            Ok(claims) => self.start(parcels, claims),
            Err(error) => self.fail(error.into()),
        }
        if let Err(error) = settled {
            self.fail(error.into());
        }
    }

    fn start(&mut self, parcels: Vec<Parcel>, claims: Vec<Claim>) {
        let mut mine = Vec::new();
        for (parcel, claim) in parcels.into_iter().zip(claims) {
            match claim {
                Claim::Yours(ticket) => mine.push((ticket, parcel)),
                Claim::Settled(outcome) => self.tally.found(parcel.recipients(), &outcome),
                Claim::InDoubt { .. } => self.tally.progress.before += parcel.recipients(),
                Claim::Different { .. } => {
                    let (key, number) = (self.header.key.clone(), parcel.batch.number);
                    self.fail(SendError::DifferentBatch { key, number });
                }
            }
        }
        if self.stop.is_some() {
            self.released.extend(mine.into_iter().map(|(ticket, _)| ticket));
            return;
        }
        for (ticket, parcel) in mine {
            let messenger = self.ports.messenger;
            self.flights.push(Box::pin(async move {
                let answer = messenger.deliver(parcel.body.clone()).await;
                Landed { ticket, parcel, answer }
            }));
        }
    }

    /// Waits for a landing, the end of a pause or an interruption, whatever comes first.
    async fn wait(&mut self, mut interrupt: Pin<&mut impl FusedFuture<Output = ()>>) {
        let paused = self.paused;
        let idle = self.flights.is_empty() && paused.is_none();
        tokio::select! {
            biased;
            () = &mut interrupt, if !interrupt.is_terminated() => self.end(Ended::Interrupted),
            Some(landed) = self.flights.next() => self.land(landed),
            () = sleep_until(paused) => self.paused = None,
            // Nothing to wait for: everything that was ready had been settled before.
            () = std::future::ready(()), if idle => {}
        }
        while let Some(Some(landed)) = self.flights.next().now_or_never() {
            self.land(landed);
        }
    }

    fn land(&mut self, landed: Landed) {
        let Landed { ticket, parcel, answer } = landed;
        match answer {
            Ok(Delivery::Limited { retry_after }) => {
                self.released.push(ticket);
                self.ready.push_front(parcel);
                self.pause(retry_after);
            }
            Ok(delivery) => {
                let outcome = delivery.outcome().expect("only a limited one has none");
                self.tally.count(parcel.batch.number, parcel.recipients(), &outcome);
                self.stop_if_refused(&outcome);
                self.settled.push((ticket, outcome));
            }
            Err(error) => {
                self.released.push(ticket);
                self.end(match error {
                    MessengerError::Unauthorized(message) => Ended::Unauthorized { message },
                    MessengerError::Unreachable(message) => Ended::Unreachable { message },
                });
            }
        }
    }

    fn pause(&mut self, wait: Duration) {
        // An answer that names no time to wait must not make this a tight loop.
        let least = Duration::from_millis(10) * 2_u32.pow(self.tally.limited_in_a_row.min(12));
        self.tally.limited_in_a_row += 1;
        let wait = wait.max(least);
        let now = Instant::now();
        let until = now + wait;
        // Requests that were in flight together are waited for together.
        let more = until.saturating_duration_since(self.paused.map_or(now, |end| end.max(now)));
        if self.waited + more > self.options.patience {
            return self.end(Ended::RateLimited {
                seconds: wait.as_secs() + u64::from(wait.subsec_nanos() > 0),
            });
        }
        self.waited += more;
        self.paused = Some(self.paused.map_or(until, |paused| paused.max(until)));
    }

    fn stop_if_refused(&mut self, outcome: &Outcome) {
        if let Outcome::Refused { status, message } = outcome
            && self.tally.refused_in_a_row >= self.options.refusals
        {
            self.end(Ended::Refused { message: format!("{status} {message}") });
        }
    }

    fn is_over(&self) -> bool {
        let recorded = self.settled.is_empty() && self.released.is_empty();
        let nothing_left = self.exhausted && self.ready.is_empty();
        self.flights.is_empty() && recorded && (nothing_left || self.stop.is_some())
    }

    fn report(&mut self, progress: &mut dyn FnMut(&Progress)) {
        self.tally.progress.in_flight = self.flights.len();
        self.tally.progress.waiting = self.paused.map(|until| until - Instant::now());
        progress(&self.tally.progress);
    }

    /// The first reason counts, but an error counts more.
    fn end(&mut self, ended: Ended) {
        self.paused = None;
        self.stop.get_or_insert(Stop::Ended(ended));
    }

    fn fail(&mut self, error: SendError) {
        self.paused = None;
        if !matches!(self.stop, Some(Stop::Failed(_))) {
            self.stop = Some(Stop::Failed(error));
        }
    }
}

impl Parcel {
    fn recipients(&self) -> u64 {
        self.batch.recipients.len() as u64
    }
}

fn request(parcel: &Parcel) -> ClaimRequest {
    let Batch { number, recipients, digest, .. } = &parcel.batch;
    let recipients = u32::try_from(recipients.len()).expect("a batch has at most 50");
    ClaimRequest { number: *number, recipients, digest: *digest }
}

async fn sleep_until(until: Option<Instant>) {
    match until {
        Some(until) => tokio::time::sleep_until(until).await,
        None => std::future::pending().await,
    }
}
