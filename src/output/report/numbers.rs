//! Numbers as people read them.

use crate::report::{Interval, Rate};

/// What stands where nothing is known.
pub(super) const NOTHING: &str = "–";

/// `1,234,567`.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `$1,234.50`; cents are rounded.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
pub(super) fn dollars(amount: f64) -> String {
    let cents = (amount.abs() * 100.0).round().min(1e15) as u64;
    let sign = if amount < 0.0 && cents > 0 { "-" } else { "" };
    format!("{sign}${}.{:02}", count(cents / 100), cents % 100)
}

/// `35.4 %`, or a dash.
pub(super) fn share(rate: &Rate) -> String {
    rate.share.map_or_else(|| NOTHING.to_owned(), |share| format!("{:.1} %", share * 100.0))
}

/// `31.6–39.3`, or nothing.
pub(super) fn interval(interval: Option<Interval>) -> String {
    interval.map_or_else(String::new, |Interval { low, high }| {
        format!("{:.1}–{:.1}", low * 100.0, high * 100.0)
    })
}

/// `3d`, `12h`, `90m`, `45s`: the largest unit that is exact.
pub(super) fn duration(seconds: u64) -> String {
    let units = [(86_400, 'd'), (3_600, 'h'), (60, 'm')];
    let exact = units.into_iter().find(|(unit, _)| seconds > 0 && seconds.is_multiple_of(*unit));
    exact.map_or_else(|| format!("{seconds}s"), |(unit, name)| format!("{}{name}", seconds / unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1000, 1_234_567].map(count), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(
            [0.0, 1234.5, -3.999, -0.001].map(dollars),
            ["$0.00", "$1,234.50", "-$4.00", "$0.00"]
        );
    }

    #[test]
    fn durations_are_exact() {
        assert_eq!([0, 90, 5400, 43_200, 259_200].map(duration), ["0s", "90s", "90m", "12h", "3d"]);
    }
}
