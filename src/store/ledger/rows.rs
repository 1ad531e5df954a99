//! Sends and batches as rows.

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::writer::Failure;
use crate::model::{
    BatchNumber, BatchRecord, BatchState, Digest, DispatchId, Outcome, SendHeader, SendKey,
    SendStatus, Timestamp,
};
use crate::port::{Claim, ClaimRequest, LedgerError, Opened, Ticket};

const CLAIMED: i64 = 0;
const ACCEPTED: i64 = 1;
const REFUSED: i64 = 2;
const UNKNOWN: i64 = 3;

pub(super) fn open(database: &Connection, header: &SendHeader) -> Result<Opened, Failure> {
    // A header is kept once anything is claimed under it.
    let text = serde_json::to_string(header).map_err(unreadable)?;
    let written = database
        .prepare_cached(
            "INSERT INTO sends (key, started, header) VALUES (?1, ?2, ?3)
             ON CONFLICT (key) DO UPDATE SET started = ?2, header = ?3
             WHERE finished IS NULL AND NOT EXISTS (SELECT 1 FROM batches WHERE send = sends.id)",
        )?
        .execute(params![header.key.0, micros(header.started), text])?;
    if written == 1 {
        return Ok(Opened::New);
    }
    let (frozen, finished): (String, Option<i64>) = database
        .prepare_cached("SELECT header, finished FROM sends WHERE key = ?1")?
        .query_row([&header.key.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let frozen = Box::new(read_header(&frozen)?);
    Ok(match finished {
        Some(at) => Opened::Finished(frozen, instant(at)?),
        None => Opened::Resumed(frozen),
    })
}

pub(super) fn claim(
    database: &Connection,
    send: &SendKey,
    batches: &[ClaimRequest],
    now: Timestamp,
) -> Result<Vec<Claim>, Failure> {
    let id = id(database, send)?;
    let mut insert = database.prepare_cached(
        "INSERT INTO batches (send, number, recipients, claimed, state, digest)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
    )?;
    let mut claims = Vec::with_capacity(batches.len());
    for batch in batches {
        let ClaimRequest { number, recipients, digest } = batch;
        let row = params![id, signed(*number), recipients, micros(now), CLAIMED, digest.as_bytes()];
        claims.push(match insert.execute(row)? {
            1 => Claim::Yours(Ticket::issue(*number)),
            _ => not_yours(database, id, batch)?,
        });
    }
    Ok(claims)
}

fn not_yours(database: &Connection, id: i64, batch: &ClaimRequest) -> Result<Claim, Failure> {
    let sql = "SELECT number, recipients, claimed, state, digest, outcome
               FROM batches WHERE send = ?1 AND number = ?2";
    let mut find = database.prepare_cached(sql)?;
    let recorded = find.query_row(params![id, signed(batch.number)], |row| Ok(record(row)))??;
    if recorded.digest != batch.digest {
        return Ok(Claim::Different { recorded: recorded.digest });
    }
    Ok(match recorded.state {
        BatchState::Claimed => Claim::InDoubt { since: recorded.claimed },
        BatchState::Settled(outcome) => Claim::Settled(outcome),
    })
}

pub(super) fn settle(
    database: &Connection,
    send: &SendKey,
    settled: &[(Ticket, Outcome)],
) -> Result<(), Failure> {
    let id = id(database, send)?;
    let mut update = database.prepare_cached(
        "UPDATE batches SET state = ?3, outcome = ?4 WHERE send = ?1 AND number = ?2 AND state = 0",
    )?;
    for (ticket, outcome) in settled {
        let (state, outcome) = written(outcome)?;
        update.execute(params![id, signed(ticket.number()), state, outcome])?;
    }
    Ok(())
}

pub(super) fn release(
    database: &Connection,
    send: &SendKey,
    tickets: &[Ticket],
) -> Result<(), Failure> {
    let id = id(database, send)?;
    let mut delete = database
        .prepare_cached("DELETE FROM batches WHERE send = ?1 AND number = ?2 AND state = 0")?;
    for ticket in tickets {
        delete.execute(params![id, signed(ticket.number())])?;
    }
    Ok(())
}

pub(super) fn resolve(
    database: &Connection,
    send: &SendKey,
    batches: &[BatchNumber],
    went_out: bool,
) -> Result<u64, Failure> {
    let id = id(database, send)?;
    let (state, outcome) = written(&Outcome::sent_by_hand())?;
    let mut accept = database.prepare_cached(
        "UPDATE batches SET state = ?3, outcome = ?4
         WHERE send = ?1 AND number = ?2 AND state IN (0, 3)",
    )?;
    let mut forget = database.prepare_cached(
        "DELETE FROM batches WHERE send = ?1 AND number = ?2 AND state IN (0, 2, 3)",
    )?;
    let mut resolved = 0;
    for number in batches {
        resolved += if went_out {
            accept.execute(params![id, signed(*number), state, outcome])?
        } else {
            forget.execute(params![id, signed(*number)])?
        };
    }
    if resolved > 0 && !went_out {
        database.execute("UPDATE sends SET finished = NULL WHERE id = ?1", [id])?;
    }
    Ok(resolved as u64)
}

pub(super) fn finish(database: &Connection, send: &SendKey, now: Timestamp) -> Result<(), Failure> {
    let id = id(database, send)?;
    let (state, outcome) = written(&Outcome::lost())?;
    database.execute(
        "UPDATE batches SET state = ?2, outcome = ?3 WHERE send = ?1 AND state = 0",
        params![id, state, outcome],
    )?;
    database.execute(
        "UPDATE sends SET finished = coalesce(finished, ?2) WHERE id = ?1",
        params![id, micros(now)],
    )?;
    Ok(())
}

pub(super) fn status(
    database: &Connection,
    send: &SendKey,
) -> Result<Option<(SendHeader, SendStatus)>, Failure> {
    let sql = "SELECT id, header, finished FROM sends WHERE key = ?1";
    let mut find = database.prepare_cached(sql)?;
    let found = find.query_row([&send.0], |row| Ok(summed(database, row))).optional()?;
    found.transpose()
}

pub(super) fn sends(database: &Connection) -> Result<Vec<(SendHeader, SendStatus)>, Failure> {
    let sql = "SELECT id, header, finished FROM sends ORDER BY started DESC, key";
    let mut all = database.prepare_cached(sql)?;
    let rows = all.query_map([], |row| Ok(summed(database, row)))?;
    rows.map(|row| row?).collect()
}

fn summed(database: &Connection, row: &Row<'_>) -> Result<(SendHeader, SendStatus), Failure> {
    let id: i64 = row.get(0)?;
    let header = read_header(&row.get::<_, String>(1)?)?;
    let finished = row.get::<_, Option<i64>>(2)?.map(instant).transpose()?;
    let mut status = SendStatus { finished, ..SendStatus::default() };
    let mut sums = database.prepare_cached(
        "SELECT state, count(*), sum(recipients) FROM batches WHERE send = ?1 GROUP BY state",
    )?;
    let mut rows = sums.query([id])?;
    while let Some(row) = rows.next()? {
        let (batches, recipients) = match row.get::<_, i64>(0)? {
            CLAIMED => (&mut status.batches_claimed, &mut status.recipients_claimed),
            ACCEPTED => (&mut status.batches_accepted, &mut status.recipients_accepted),
            REFUSED => (&mut status.batches_refused, &mut status.recipients_refused),
            _ => (&mut status.batches_unknown, &mut status.recipients_unknown),
        };
        (*batches, *recipients) = (unsigned(row, 1)?, unsigned(row, 2)?);
    }
    Ok((header, status))
}

pub(super) fn batches(
    database: &Connection,
    send: &SendKey,
    from: BatchNumber,
    max: usize,
) -> Result<Vec<BatchRecord>, Failure> {
    let id = id(database, send)?;
    let mut page = database.prepare_cached(
        "SELECT number, recipients, claimed, state, digest, outcome FROM batches
         WHERE send = ?1 AND number >= ?2 ORDER BY number LIMIT ?3",
    )?;
    let max = i64::try_from(max).unwrap_or(i64::MAX);
    let rows = page.query_map(params![id, signed(from), max], |row| Ok(record(row)))?;
    rows.map(|row| row?).collect()
}

fn id(database: &Connection, send: &SendKey) -> Result<i64, Failure> {
    let mut find = database.prepare_cached("SELECT id FROM sends WHERE key = ?1")?;
    let found = find.query_row([&send.0], |row| row.get(0)).optional()?;
    found.ok_or_else(|| Failure::Ledger(LedgerError::NoSuchSend(send.clone())))
}

/// A row of `number, recipients, claimed, state, digest, outcome`.
fn record(row: &Row<'_>) -> Result<BatchRecord, Failure> {
    let state = match row.get::<_, i64>(3)? {
        CLAIMED => BatchState::Claimed,
        _ => BatchState::Settled(outcome(row.get_ref(5)?)?),
    };
    Ok(BatchRecord {
        number: unsigned(row, 0)?,
        recipients: row.get(1)?,
        claimed: instant(row.get(2)?)?,
        digest: Digest::from_bytes(row.get(4)?),
        state,
    })
}

/// An outcome's state and column. A plain acceptance is 16 bytes instead of a hundred.
fn written(outcome: &Outcome) -> Result<(i64, Value), Failure> {
    let state = match outcome {
        Outcome::Accepted { dispatch, minor_errors } => {
            if let Some(bytes) = from_hex(dispatch.as_str()).filter(|_| minor_errors.is_empty()) {
                return Ok((ACCEPTED, Value::Blob(bytes)));
            }
            ACCEPTED
        }
        Outcome::Refused { .. } => REFUSED,
        Outcome::Unknown { .. } => UNKNOWN,
    };
    Ok((state, Value::Text(serde_json::to_string(outcome).map_err(unreadable)?)))
}

fn outcome(column: ValueRef<'_>) -> Result<Outcome, Failure> {
    match column {
        ValueRef::Blob(bytes) => {
            let bytes = <[u8; 16]>::try_from(bytes).map_err(unreadable)?;
            let hex = format!("{:032x}", u128::from_be_bytes(bytes));
            let dispatch = DispatchId::parse(&hex).map_err(unreadable)?;
            Ok(Outcome::Accepted { dispatch, minor_errors: Vec::new() })
        }
        ValueRef::Text(json) => serde_json::from_slice(json).map_err(unreadable),
        _ => Err(unreadable("a settled batch has no outcome")),
    }
}

/// The bytes of 32 lower-case hexadecimal digits.
fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let number = u128::from_str_radix(text, 16).ok().filter(|_| digits)?;
    Some(number.to_be_bytes().to_vec())
}

fn read_header(json: &str) -> Result<SendHeader, Failure> {
    serde_json::from_str(json).map_err(unreadable)
}

/// SQLite's integers have a sign; no number comes near it.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(row: &Row<'_>, column: usize) -> Result<u64, Failure> {
    u64::try_from(row.get::<_, i64>(column)?).map_err(unreadable)
}

fn micros(at: Timestamp) -> i64 {
    at.0.as_microsecond()
}

fn instant(micros: i64) -> Result<Timestamp, Failure> {
    jiff::Timestamp::from_microsecond(micros).map(Timestamp).map_err(unreadable)
}

fn unreadable(error: impl std::fmt::Display) -> Failure {
    Failure::Sqlite(format!("it cannot be read: {error}"))
}
