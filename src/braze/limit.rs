//! What a 429 says about when to come back ("API rate limits").

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
    let until = |then: jiff::Timestamp| {
        // A time that has passed is no wait.
        then.duration_since(now.0).try_into().unwrap_or(Duration::ZERO)
    };
    let asked = header(response, "retry-after")
        .and_then(|text| seconds(text).or_else(|| date(text).map(until)))
        .or_else(|| header(response, "x-ratelimit-reset").and_then(epoch).map(until));
    asked.unwrap_or(UNSAID).clamp(SHORTEST, LONGEST)
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
