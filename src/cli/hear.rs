//! What a client tells of its calls, said on standard error.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Duration;

use super::Global;
use crate::braze::{Exchanged, Left, Notice, Why};
use crate::model::printable;

/// Who hears the client: waits are told unless people want quiet, requests when they want more.
pub(super) fn listener(global: &Global) -> Option<impl Fn(Notice) + Send + Sync + 'static> {
    let (quiet, verbose) = (global.quiet, global.verbose);
    (!quiet).then_some(move |notice: Notice| {
        let said = said(&notice, verbose);
        if !said.is_empty() {
            // The command's own lines go the same way; there is nowhere to say that saying failed.
            let _written = std::io::stderr().lock().write_all(said.as_bytes());
        }
    })
}

fn said(notice: &Notice, verbose: u8) -> String {
    match notice {
        Notice::Exchanged(_) if verbose == 0 => String::new(),
        Notice::Exchanged(exchanged) => request(exchanged, verbose > 1),
        Notice::Waiting { path, wait, why: Why::Limit } => {
            format!("waiting {} for the rate limit of {}\n", span(*wait), printable(path))
        }
        Notice::Waiting { path, wait, why: Why::Failed(reason) } => {
            let reason = printable(reason);
            format!("asking for {} again in {}: {reason}\n", printable(path), span(*wait))
        }
        Notice::Spent { wait, waited, budget } => {
            let (wait, waited, budget) = (span(*wait), span(*waited), span(*budget));
            format!("waited {waited}; another {wait} would be more than --max-wait {budget}\n")
        }
    }
}

/// `GET /campaigns/list?page=0 · 200 · 12 ms · 249,999 of 250,000 calls left for 35 m · request …`.
fn request(exchanged: &Exchanged, bodies: bool) -> String {
    let Exchanged { call, status, took, left, request_id, asked, answered } = exchanged;
    let status = match status {
        Ok(status) => status.to_string(),
        Err(reason) => reason.clone(),
    };
    let mut line =
        format!("{} · {} · {} ms", printable(call), printable(&status), took.as_millis());
    if let Some(Left { calls, of, ends_in }) = left {
        let of = of.map(|of| format!(" of {of}")).unwrap_or_default();
        let _infallible = write!(line, " · {calls}{of} calls left for {}", span(*ends_in));
    }
    if let Some(id) = request_id {
        let _infallible = write!(line, " · request {}", printable(id));
    }
    line.push('\n');
    for (mark, body) in [(">", asked), ("<", answered)] {
        if bodies && !body.is_empty() {
            let _infallible = writeln!(line, "  {mark} {}", printable(body));
        }
    }
    line
}

/// `35m`, `2m10s`, `7s`, `250ms`, as `--max-wait` takes them where it can.
pub(super) fn span(time: Duration) -> String {
    if time < Duration::from_millis(500) && !time.is_zero() {
        return format!("{}ms", time.as_millis().max(1));
    }
    // A part of a second more is a second more to wait.
    let seconds = time.as_millis().div_ceil(1000);
    let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "m"), (seconds % 60, "s")];
    let mut shown = String::new();
    for (number, unit) in parts.into_iter().filter(|(number, _)| *number > 0) {
        let _infallible = write!(shown, "{number}{unit}");
    }
    if shown.is_empty() { "0s".to_owned() } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_short() {
        let spans = [0, 1, 250, 1_000, 1_001, 61_000, 3_600_000, 7_325_000];
        let shown = spans.map(|millis| span(Duration::from_millis(millis)));
        assert_eq!(shown, ["0s", "1ms", "250ms", "1s", "2s", "1m1s", "1h", "2h2m5s"]);
    }

    #[test]
    fn what_the_far_side_says_moves_no_cursor() {
        let exchanged = Exchanged {
            call: "GET /a?b=\u{1b}[2J".to_owned(),
            status: Ok(200),
            took: Duration::from_millis(12),
            left: Some(Left { calls: 7, of: Some(9), ends_in: Duration::from_mins(2) }),
            request_id: Some("r\n1".to_owned()),
            asked: "x\r".to_owned(),
            answered: "\u{202e}y".to_owned(),
        };
        let notice = Notice::Exchanged(Box::new(exchanged));
        assert_eq!(said(&notice, 0), "");
        let line = "GET /a?b=\\u{1b}[2J · 200 · 12 ms · 7 of 9 calls left for 2m · request r\\n1\n";
        assert_eq!(said(&notice, 1), line);
        assert_eq!(said(&notice, 2), format!("{line}  > x\\r\n  < \\u{{202e}}y\n"));
    }
}
