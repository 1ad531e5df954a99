//! The lines of the journal.

use serde::{Deserialize, Serialize};

use super::ApplyError;
use crate::{lock::Lock, plan::Record};

const VERSION: u32 = 1;

/// What one operation wrote.
#[derive(Serialize, Deserialize)]
struct Line<'a> {
    version: u32,
    records: std::borrow::Cow<'a, [Record]>,
}

/// The line that records the end of an operation.
pub(super) fn line(records: &[Record]) -> String {
    let line = Line { version: VERSION, records: records.into() };
    serde_json::to_string(&line).expect("records have only text keys")
}

/// Writes every line of an unfinished journal into a lock. Folding twice is folding once.
///
/// # Errors
/// Names the first line that cannot be read.
pub fn fold(mut lock: Lock, lines: &[String]) -> Result<Lock, ApplyError> {
    for (number, line) in (1..).zip(lines) {
        let wrong = |reason: String| ApplyError::Line { number, reason };
        let line: Line = serde_json::from_str(line).map_err(|error| wrong(error.to_string()))?;
        if line.version != VERSION {
            return Err(wrong(format!("it is of version {}", line.version)));
        }
        for record in line.records.into_owned() {
            record.write(&mut lock);
        }
    }
    Ok(lock)
}
