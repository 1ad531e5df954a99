//! Keeps calls within what the workspace allows ("API rate limits"), and waiting within a budget.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// What is known of the limits, shared by all calls of a client.
#[derive(Default)]
pub(super) struct Pace {
    state: Mutex<State>,
    /// A call came back.
    back: Notify,
}

#[derive(Default)]
struct State {
    pools: BTreeMap<&'static str, Pool>,
    /// How far its clock is ahead of ours.
    ahead: Option<jiff::SignedDuration>,
    waited: Duration,
    /// The end of the last wait: calls that wait at the same time wait once.
    waits_until: Option<Instant>,
}

#[derive(Default)]
struct Pool {
    window: Option<Window>,
    in_flight: u64,
}

/// What the far side said last.
#[derive(Clone, Copy)]
struct Window {
    left: u64,
    ends: Instant,
}

/// Whether a call may be made now.
pub(super) enum Turn<'a> {
    Now(Flight<'a>),
    After(Duration),
}

/// A call that is being made.
pub(super) struct Flight<'a> {
    pace: &'a Pace,
    pool: Option<&'static str>,
}

/// Whether a wait is within the budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leave {
    /// It is; `news`: nobody waits that long yet.
    Granted { news: bool },
    /// It is not: so much was waited already.
    Refused { waited: Duration },
}

/// Endpoints with a limit of their own; all others share one.
const OWN: [&str; 8] = [
    "/campaigns/data_series",
    "/campaigns/duplicate",
    "/sends/id/create",
    "/users/track",
    "/users/export/ids",
    "/users/identify",
    "/subscription/status/set",
    "/v2/subscription/status/set",
];

/// Ends of windows that differ by less are one: they are told in whole seconds.
const SAME: Duration = Duration::from_secs(2);

/// Shorter waits are not worth a word.
const NEWS: Duration = Duration::from_millis(500);

/// The limit that a path counts for. What a sandbox does for its dashboard is free.
fn pool(path: &str) -> Option<&'static str> {
    if path.starts_with("/_sandbox/") {
        return None;
    }
    Some(OWN.into_iter().find(|own| *own == path).unwrap_or("shared"))
}

impl Pace {
    /// Asks for a call. Calls that are being made count as made, so that many at once do not run
    /// into the limit together.
    pub(super) async fn turn(&self, path: &str) -> Turn<'_> {
        let Some(pool) = pool(path) else { return Turn::Now(Flight { pace: self, pool: None }) };
        loop {
            let back = self.back.notified();
            {
                let mut state = self.state();
                let pool_state = state.pools.entry(pool).or_default();
                let now = Instant::now();
                let window = pool_state.window.filter(|window| window.ends > now);
                match window {
                    Some(window) if window.left <= pool_state.in_flight => {
                        if pool_state.in_flight == 0 {
                            return Turn::After(window.ends - now);
                        }
                    }
                    _ => {
                        pool_state.in_flight += 1;
                        return Turn::Now(Flight { pace: self, pool: Some(pool) });
                    }
                }
            }
            back.await;
        }
    }

    /// Takes note of what is left for how long.
    pub(super) fn learn(&self, path: &str, left: u64, ends_in: Duration) {
        let Some(pool) = pool(path) else { return };
        let ends = Instant::now() + ends_in;
        let mut state = self.state();
        let window = &mut state.pools.entry(pool).or_default().window;
        // Answers overtake each other: within one window the least is the latest.
        let same = window.filter(|known| known.ends.max(ends) - known.ends.min(ends) < SAME);
        let left = same.map_or(left, |known| known.left.min(left));
        *window = Some(Window { left, ends });
    }

    /// Takes note of how far the far side's clock is ahead of ours.
    pub(super) fn hear_time(&self, ahead: Option<jiff::SignedDuration>) {
        if ahead.is_some() {
            self.state().ahead = ahead;
        }
    }

    pub(super) fn ahead(&self) -> Option<jiff::SignedDuration> {
        self.state().ahead
    }

    /// Asks whether so long may be waited, and counts it.
    pub(super) fn leave(&self, wait: Duration, budget: Duration) -> Leave {
        let mut state = self.state();
        let now = Instant::now();
        let from = state.waits_until.map_or(now, |until| until.max(now));
        let more = (now + wait).saturating_duration_since(from);
        if state.waited + more > budget {
            return Leave::Refused { waited: state.waited };
        }
        state.waited += more;
        state.waits_until = Some(from + more);
        Leave::Granted { news: more >= NEWS }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Whoever panicked left numbers behind, and numbers are always whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Flight<'_> {
    fn drop(&mut self) {
        if let Some(pool) = self.pool
            && let Some(pool) = self.pace.state().pools.get_mut(pool)
        {
            pool.in_flight = pool.in_flight.saturating_sub(1);
        }
        self.pace.back.notify_waiters();
    }
}
