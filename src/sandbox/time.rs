//! Instants as the store has them (milliseconds of UTC), and the ways in which Braze writes them.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Milliseconds since 1970.
pub(super) type Millis = i64;

pub(super) const SECOND: Millis = 1_000;
const DAY: Millis = 86_400 * SECOND;

/// Days since 1970, by clocks so many minutes ahead of UTC. Whether Braze's days are those of UTC is
/// not documented.
pub(super) fn day(time: Millis, offset_minutes: i32) -> i64 {
    time.saturating_add(minutes(offset_minutes)).div_euclid(DAY)
}

/// When a day begins, by such clocks.
pub(super) fn beginning(day: i64, offset_minutes: i32) -> Millis {
    days(day).saturating_sub(minutes(offset_minutes))
}

/// So many days.
pub(super) fn days(number: i64) -> Millis {
    number.saturating_mul(DAY)
}

fn minutes(number: i32) -> Millis {
    Millis::from(number) * 60 * SECOND
}

/// Reads ISO 8601 with or without a time and with or without a zone, which is UTC then.
pub(super) fn parse(text: &str) -> Option<Millis> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return Some(instant.as_millisecond());
    }
    // A zone that could not be read is an error, and not to be taken for none.
    let local = text.parse::<DateTime>().ok().filter(|_| !has_zone(text))?;
    Some(TimeZone::UTC.to_timestamp(local).ok()?.as_millisecond())
}

fn has_zone(text: &str) -> bool {
    let time = text.split_once(['T', 't', ' ']).map_or("", |(_, time)| time);
    time.contains(['Z', 'z', '+', '-', '['])
}

/// `2026-01-05T10:00:00+00:00`, as details write it.
pub(super) fn iso(time: Millis) -> String {
    format(time, "%Y-%m-%dT%H:%M:%S+00:00")
}

/// `2026-01-05T10:00:00`, by whose clock it says itself.
pub(super) fn local(time: Millis) -> String {
    format(time, "%Y-%m-%dT%H:%M:%S")
}

/// `2026-01-05T10:00:00Z`, as lists write it.
pub(super) fn zulu(time: Millis) -> String {
    format(time, "%Y-%m-%dT%H:%M:%SZ")
}

/// `2026-01-05T10:00:00+00:00` on the hour: when a campaign was sent is told no finer.
pub(super) fn hour(time: Millis) -> String {
    format(time, "%Y-%m-%dT%H:00:00+00:00")
}

/// `Mon, 05 Jan 2026 10:00:00 GMT`, as headers write it.
pub(super) fn http(time: Millis) -> String {
    format(time, "%a, %d %b %Y %H:%M:%S GMT")
}

/// `2026-01-05`.
pub(super) fn date(day: i64) -> String {
    format(days(day), "%Y-%m-%d")
}

fn format(time: Millis, pattern: &str) -> String {
    let edge = if time < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
    jiff::Timestamp::from_millisecond(time).unwrap_or(edge).strftime(pattern).to_string()
}

/// Whether an instant is one that every spelling above can say.
pub(super) fn is_sayable(time: Millis) -> bool {
    let latest = jiff::Timestamp::MAX.as_millisecond();
    (0..latest).contains(&time)
}
