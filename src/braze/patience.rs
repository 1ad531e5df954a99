//! How long a call is worth waiting for, and a read worth repeating.

use std::hash::BuildHasher as _;
use std::time::Duration;

use super::failure::Failure;

/// Bounds on the repetition of reads, and on waiting. Writes that may have been received are never
/// repeated, whatever stands here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// How often a read is tried in all, at least once.
    pub tries: u32,
    /// The pause before the second try; it doubles from there, less a random part of up to a half.
    pub first_pause: Duration,
    /// No pause of these is longer.
    pub longest_pause: Duration,
    /// The most that is waited in all, for rate limits and in such pauses.
    pub budget: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let (first_pause, longest_pause) = (Duration::from_millis(500), Duration::from_mins(1));
        Self { tries: 4, first_pause, longest_pause, budget: Duration::from_mins(5) }
    }
}

impl Patience {
    /// Repeats as the default does, without pausing.
    pub const HASTE: Self = Self {
        tries: 4,
        first_pause: Duration::ZERO,
        longest_pause: Duration::ZERO,
        budget: Duration::ZERO,
    };

    /// How long to wait after so many tries; `None` when there is to be no other.
    pub(super) fn pause(&self, tries: u32, failure: &Failure) -> Option<Duration> {
        if tries >= self.tries || !failure.passes() {
            return None;
        }
        let doubled = self.first_pause.saturating_mul(1 << (tries - 1).min(16));
        Some(less_up_to_half(doubled.min(self.longest_pause)))
    }
}

/// Keeps clients that failed together from asking again together.
fn less_up_to_half(pause: Duration) -> Duration {
    // The hasher's random keys are the only randomness that the standard library has.
    let [random, ..] = std::hash::RandomState::new().hash_one(()).to_ne_bytes();
    pause.mul_f64(1.0 - f64::from(random) / 512.0)
}
