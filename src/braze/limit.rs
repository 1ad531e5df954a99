//! What answers say about what is left, and a 429 about when to come back ("API rate limits").

use std::time::Duration;

use jiff::fmt::rfc2822;

use crate::model::Timestamp;
use crate::port::Response;

/// When nothing is said.
const UNSAID: Duration = Duration::from_secs(1);
/// Never at once, whatever is said.
const SHORTEST: Duration = Duration::from_millis(250);
/// Braze's windows end on the clock hour, so an honest answer is never longer.
const LONGEST: Duration = Duration::from_hours(1);

/// `Retry-After` first, then `X-RateLimit-Reset`; empty and odd values count as absent.
pub(super) fn retry_after(response: &Response, now: Timestamp) -> Duration {
    let asked = header(response, "retry-after")
        .and_then(|text| {
            seconds(text).or_else(|| date(text).map(|then| until(then, response, now)))
        })
        .or_else(|| reset(response, now));
    asked.unwrap_or(UNSAID).clamp(SHORTEST, LONGEST)
}

/// How many calls are left, and for how long, where an answer says both.
pub(super) fn left(response: &Response, now: Timestamp) -> Option<(u64, Duration)> {
    let left = header(response, "x-ratelimit-remaining")?.parse().ok()?;
    let ends = reset(response, now).filter(|ends| !ends.is_zero())?;
    Some((left, ends.min(LONGEST)))
}

fn reset(response: &Response, now: Timestamp) -> Option<Duration> {
    let reset = header(response, "x-ratelimit-reset").and_then(epoch)?;
    Some(until(reset, response, now))
}

/// How far the far side's clock is ahead of ours, where it tells the time.
pub(super) fn ahead(response: &Response, now: Timestamp) -> Option<jiff::SignedDuration> {
    Some(header(response, "date").and_then(date)?.duration_since(now.0))
}

/// From the far side's now, if it tells, so that a clock that is wrong here waits as long as a right
/// one. A time that has passed is no wait.
fn until(then: jiff::Timestamp, response: &Response, now: Timestamp) -> Duration {
    let now = header(response, "date").and_then(date).unwrap_or(now.0);
    then.duration_since(now).try_into().unwrap_or(Duration::ZERO)
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.header(name).map(str::trim).filter(|text| !text.is_empty())
}

fn seconds(text: &str) -> Option<Duration> {
    text.parse().ok().map(Duration::from_secs)
}

fn date(text: &str) -> Option<jiff::Timestamp> {
    rfc2822::DateTimeParser::new().parse_timestamp(text).ok()
}

fn epoch(text: &str) -> Option<jiff::Timestamp> {
    jiff::Timestamp::from_second(text.parse().ok()?).ok()
}
