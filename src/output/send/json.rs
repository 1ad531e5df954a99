//! Sends for programs: version 1 of the JSON.

use std::io;

use serde_json::{Value, json};

use crate::model::{BatchRecord, BatchState, Outcome, SendHeader, SendStatus, SendSummary};

/// One run.
pub fn summary(out: &mut dyn io::Write, summary: &SendSummary) -> io::Result<()> {
    let SendSummary { header, status, ended, resumed, remarks } = summary;
    let mut object = json!({ "version": 1, "resumed": resumed, "remarks": remarks });
    let ended = serde_json::to_value(ended)?;
    object.as_object_mut().into_iter().for_each(|object| {
        object.extend(ended.as_object().cloned().unwrap_or_default());
        object.insert("send".to_owned(), send(header, status));
    });
    write(out, &object)
}

/// Every send.
pub fn list(out: &mut dyn io::Write, sends: &[(SendHeader, SendStatus)]) -> io::Result<()> {
    let sends: Vec<_> = sends.iter().map(|(header, status)| send(header, status)).collect();
    write(out, &json!({ "version": 1, "sends": sends }))
}

/// One send with batches.
pub fn show(
    out: &mut dyn io::Write,
    header: &SendHeader,
    status: &SendStatus,
    batches: &[BatchRecord],
) -> io::Result<()> {
    write(out, &shown(header, status, batches))
}

/// A send that was not begun: it has no time at which it was.
pub fn foreseen(out: &mut dyn io::Write, header: &SendHeader) -> io::Result<()> {
    let mut object = shown(header, &SendStatus::default(), &[]);
    object["send"]["started"] = Value::Null;
    write(out, &object)
}

fn shown(header: &SendHeader, status: &SendStatus, batches: &[BatchRecord]) -> Value {
    let batches: Vec<_> = batches.iter().map(batch).collect();
    let request = &header.body;
    json!({ "version": 1, "send": send(header, status), "request": request, "batches": batches })
}

fn send(header: &SendHeader, status: &SendStatus) -> Value {
    let messages: Vec<_> = header
        .messages
        .iter()
        .map(|part| json!({ "message": part.message, "message_variation_id": part.variation, "content": part.content }))
        .collect();
    json!({
        "key": header.key,
        "workspace": header.workspace,
        "campaign": header.campaign,
        "campaign_id": header.campaign_id,
        "messages": messages,
        "audience": header.audience_name,
        "audience_digest": header.audience,
        "broadcast": header.is_broadcast(),
        "filter": header.filter(),
        "limit": header.limit,
        "started": header.started,
        "finished": status.finished,
        "recipients": {
            "all": if header.is_broadcast() { None } else { Some(header.recipients) },
            "accepted": status.recipients_accepted,
            "refused": status.recipients_refused,
            "unknown": status.recipients_unknown,
            "claimed": status.recipients_claimed,
        },
        "batches": {
            "all": header.batches,
            "accepted": status.batches_accepted,
            "refused": status.batches_refused,
            "unknown": status.batches_unknown,
            "claimed": status.batches_claimed,
        },
    })
}

fn batch(batch: &BatchRecord) -> Value {
    let BatchRecord { number, recipients, digest, claimed, state } = batch;
    let mut object = json!({
        "number": number, "recipients": recipients, "digest": digest, "claimed": claimed,
    });
    match state {
        BatchState::Claimed => object["state"] = "claimed".into(),
        BatchState::Settled(Outcome::Accepted { dispatch, minor_errors }) => {
            object["state"] = "accepted".into();
            object["dispatch_id"] = dispatch.as_str().into();
            object["minor_errors"] = json!(minor_errors);
        }
        BatchState::Settled(Outcome::Refused { status, message }) => {
            object["state"] = "refused".into();
            object["status"] = (*status).into();
            object["message"] = message.as_str().into();
        }
        BatchState::Settled(Outcome::Unknown { reason }) => {
            object["state"] = "unknown".into();
            object["message"] = reason.as_str().into();
        }
    }
    object
}

fn write(out: &mut dyn io::Write, value: &Value) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}
