//! Sends for people.

use std::io;

use super::Way;
use crate::model::{
    BatchRecord, BatchState, Outcome, Remark, RemarkKind, SendEnded, SendHeader, SendStatus,
    SendSummary, printable,
};

/// One run: what was sent, what is in doubt, and what to do about it.
pub fn summary(out: &mut dyn io::Write, summary: &SendSummary, way: &Way) -> io::Result<()> {
    let SendSummary { header, status, ended, resumed: _, remarks } = summary;
    writeln!(
        out,
        "{} · {} · send {}",
        header.workspace,
        header.campaign,
        printable(&header.key.0)
    )?;
    if *ended != SendEnded::Finished {
        writeln!(out, "{}", printable(&ended.sentence()))?;
    }
    counts(out, header, status)?;
    for Remark { batch, kind, message } in remarks {
        let kind = match kind {
            RemarkKind::Minor => "accepted, but",
            RemarkKind::Refused => "refused",
            RemarkKind::Unknown => "unknown",
        };
        writeln!(out, "  batch {batch} {kind}: {}", printable(message))?;
    }
    advice(out, header, status, way)
}

/// Every send, a line each.
pub fn list(out: &mut dyn io::Write, sends: &[(SendHeader, SendStatus)]) -> io::Result<()> {
    if sends.is_empty() {
        return writeln!(out, "nothing was sent yet");
    }
    let keys = sends.iter().map(|(header, _)| printable(&header.key.0).chars().count());
    let wide = keys.max().unwrap_or(0);
    for (header, status) in sends {
        let key = printable(&header.key.0);
        let (done, all) = if header.is_broadcast() {
            (status.batches_accepted, plural(header.batches, "request"))
        } else {
            (status.recipients_accepted, header.recipients.to_string())
        };
        write!(out, "{key:wide$}  {}  {done} of {all}", when(header))?;
        let state = match (status.finished, in_doubt(header, status)) {
            (None, _) => "  unfinished".to_owned(),
            (Some(_), 0) => String::new(),
            (Some(_), unknown) => format!("  {unknown} unknown"),
        };
        writeln!(out, "{state}")?;
    }
    Ok(())
}

/// One send, and those of its batches that were given.
pub fn show(
    out: &mut dyn io::Write,
    header: &SendHeader,
    status: &SendStatus,
    batches: &[BatchRecord],
    way: &Way,
) -> io::Result<()> {
    writeln!(out, "send      {}", printable(&header.key.0))?;
    writeln!(out, "workspace {}", header.workspace)?;
    writeln!(out, "campaign  {} ({})", header.campaign, header.campaign_id)?;
    for part in &header.messages {
        writeln!(out, "message   {} ({})", part.message, part.variation)?;
    }
    let limit = header.limit.map(|limit| format!(", the first {limit}")).unwrap_or_default();
    writeln!(out, "audience  {}{limit}", printable(&header.audience_name))?;
    if let Some(filter) = header.filter() {
        writeln!(out, "filter    {}", printable(&filter.to_string()))?;
    }
    writeln!(out, "started   {}", when(header))?;
    match status.finished {
        Some(at) => writeln!(out, "finished  {:.0}", at.0),
        None => writeln!(out, "finished  not yet: {}", way.about("resume", header)),
    }?;
    counts(out, header, status)?;
    for batch in batches {
        writeln!(out, "  {}", line(batch))?;
    }
    Ok(())
}

fn line(batch: &BatchRecord) -> String {
    let BatchRecord { number, recipients, claimed, state, digest: _ } = batch;
    let state = match state {
        BatchState::Claimed => "claimed, no answer recorded".to_owned(),
        BatchState::Settled(Outcome::Accepted { dispatch, minor_errors }) => {
            let minor: Vec<_> = minor_errors.iter().map(|error| printable(error)).collect();
            let minor =
                if minor.is_empty() { minor.concat() } else { format!("; {}", minor.join("; ")) };
            format!("accepted {dispatch}{minor}")
        }
        BatchState::Settled(Outcome::Refused { status, message }) => {
            format!("refused {status} {}", printable(message))
        }
        BatchState::Settled(Outcome::Unknown { reason }) => {
            format!("unknown: {}", printable(reason))
        }
    };
    let recipients = plural(u64::from(*recipients), "recipient");
    format!("batch {number}  {:.0}  {recipients}  {state}", claimed.0)
}

fn counts(out: &mut dyn io::Write, header: &SendHeader, status: &SendStatus) -> io::Result<()> {
    let (accepted, all) = (status.recipients_accepted, header.recipients);
    let (all, requests) = (plural(all, "recipient"), plural(status.batches_accepted, "request"));
    let refused = if header.is_broadcast() {
        write!(
            out,
            "{} of {} accepted",
            status.batches_accepted,
            plural(header.batches, "request")
        )?;
        status.batches_refused
    } else {
        write!(out, "{accepted} of {all} accepted, in {requests}")?;
        status.recipients_refused
    };
    for (count, word) in [(refused, "refused"), (in_doubt(header, status), "unknown")] {
        if count > 0 {
            write!(out, " · {count} {word}")?;
        }
    }
    if header.is_broadcast() {
        write!(out, "; Braze chooses the recipients")?;
    }
    writeln!(out)
}

/// Of whom, or for a broadcast of what, nobody knows whether it went out.
fn in_doubt(header: &SendHeader, status: &SendStatus) -> u64 {
    if header.is_broadcast() {
        status.batches_unknown + status.batches_claimed
    } else {
        status.recipients_unknown + status.recipients_claimed
    }
}

fn advice(
    out: &mut dyn io::Write,
    header: &SendHeader,
    status: &SendStatus,
    way: &Way,
) -> io::Result<()> {
    if in_doubt(header, status) > 0 {
        writeln!(out, "nobody knows whether the unknown ones went out; they are not repeated")?;
        let resolve = way.about("resolve", header);
        writeln!(out, "  if they did:     {resolve} --went-out")?;
        writeln!(out, "  if they did not: {resolve} --not-sent")?;
    }
    if status.finished.is_none() {
        writeln!(out, "unfinished; go on with: {}", way.about("resume", header))?;
    }
    Ok(())
}

fn plural(count: u64, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

fn when(header: &SendHeader) -> String {
    format!("{:.0}", header.started.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Digest, DispatchId, Timestamp};
    use crate::port::contract::ledger::header;

    fn shown(write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).expect("memory takes it");
        String::from_utf8(out).expect("UTF-8")
    }

    fn status() -> SendStatus {
        SendStatus {
            batches_accepted: 1,
            recipients_accepted: 2,
            recipients_unknown: 1,
            ..SendStatus::default()
        }
    }

    fn batch(state: BatchState) -> BatchRecord {
        let claimed = Timestamp(jiff::Timestamp::UNIX_EPOCH);
        BatchRecord { number: 1, recipients: 1, digest: Digest::of(b""), claimed, state }
    }

    #[test]
    fn a_summary_says_what_is_in_doubt_and_what_to_do() {
        let run = SendSummary {
            header: header("march", 0),
            status: status(),
            ended: SendEnded::Unreachable { message: "no route".to_owned() },
            resumed: false,
            remarks: vec![Remark {
                batch: 1,
                kind: RemarkKind::Unknown,
                message: "lost\u{1b}[2J".to_owned(),
            }],
        };
        insta::assert_snapshot!(shown(|out| summary(out, &run, &Way::default())), @r"
        local · spring · send march
        the workspace cannot be reached: no route
        2 of 3 recipients accepted, in 1 request · 1 unknown
          batch 1 unknown: lost\u{1b}[2J
        nobody knows whether the unknown ones went out; they are not repeated
          if they did:     campaignctl sends resolve march -w local --went-out
          if they did not: campaignctl sends resolve march -w local --not-sent
        unfinished; go on with: campaignctl sends resume march -w local
        ");
    }

    #[test]
    fn sends_are_listed_and_shown() {
        let sends = [(header("march", 0), status()), (header("a", 9), SendStatus::default())];
        insta::assert_snapshot!(shown(|out| list(out, &sends)), @r"
        march  1970-01-01T00:00:00Z  2 of 3  unfinished
        a      1970-01-01T00:00:09Z  0 of 3  unfinished
        ");
        let dispatch = DispatchId::parse("d1").expect("an id");
        let accepted = Outcome::Accepted { dispatch, minor_errors: vec!["odd".to_owned()] };
        let batches = [batch(BatchState::Settled(accepted)), batch(BatchState::Claimed)];
        let (header, status) = &sends[0];
        let way = Way::default();
        insta::assert_snapshot!(shown(|out| show(out, header, status, &batches, &way)), @r"
        send      march
        workspace local
        campaign  spring (c0ffee)
        audience  users.csv
        started   1970-01-01T00:00:00Z
        finished  not yet: campaignctl sends resume march -w local
        2 of 3 recipients accepted, in 1 request · 1 unknown
          batch 1  1970-01-01T00:00:00Z  1 recipient  accepted d1; odd
          batch 1  1970-01-01T00:00:00Z  1 recipient  claimed, no answer recorded
        ");
    }

    #[test]
    fn programs_get_a_version() {
        let sends = [(header("march", 0), status())];
        let run = SendSummary {
            header: header("march", 0),
            status: status(),
            ended: SendEnded::RateLimited { seconds: 7 },
            resumed: true,
            remarks: Vec::new(),
        };
        let text = shown(|out| super::super::summary_json(out, &run));
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!((&value["ended"], &value["seconds"]), (&"rate_limited".into(), &7.into()));
        assert_eq!((&value["version"], &value["send"]["key"]), (&1.into(), &"march".into()));
        let text = shown(|out| super::super::list_json(out, &sends));
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(
            (&value["version"], &value["sends"][0]["recipients"]["unknown"]),
            (&1.into(), &1.into())
        );
    }
}
