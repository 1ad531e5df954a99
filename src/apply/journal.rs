//! The journal's lines, and what they mean for the lockfile that is there now.
//!
//! A line names the lockfile on which the apply was begun. If that is the one that is there, the
//! rest is written into it. Another one may have come in between: saved by that very apply just
//! before it was killed, or pulled from a colleague. Then each line says what stood there before,
//! and the two are merged as two branches would be.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use serde::{Deserialize, Serialize};

use super::ApplyError;
use crate::{
    lock::{self, Entry, Lock},
    model::CampaignKey,
    plan::Record,
    port::Revision,
};

const VERSION: u32 = 2;

#[derive(Serialize, Deserialize)]
struct Line<'a> {
    version: u32,
    #[serde(flatten)]
    what: What<'a>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum What<'a> {
    /// The lockfile to which the lines after this one belong. What earlier lines said is in it.
    Begun { on: Option<Cow<'a, str>> },
    /// The end of an operation: the entries that it touched as they were, and what it wrote.
    Done {
        before: BTreeMap<Cow<'a, CampaignKey>, Option<Cow<'a, Entry>>>,
        records: Cow<'a, [Record]>,
    },
}

/// The line before the first operation.
pub(super) fn begun(on: Option<&Revision>) -> String {
    print(What::Begun { on: on.map(|Revision(text)| text.into()) })
}

/// The line that records the end of an operation, which `lock` does not have yet.
pub(super) fn done(lock: &Lock, records: &[Record]) -> String {
    let keys = records.iter().flat_map(Record::campaigns);
    let entry = |key| lock.campaigns.get(key).map(Cow::Borrowed);
    let before = keys.map(|key| (Cow::Borrowed(key), entry(key))).collect();
    print(What::Done { before, records: records.into() })
}

fn print(what: What<'_>) -> String {
    let line = Line { version: VERSION, what };
    serde_json::to_string(&line).expect("records have only text keys")
}

/// A lock with all that an unfinished journal says.
pub(super) struct Folded {
    pub(super) lock: Lock,
    /// Whether the journal was begun on another lockfile.
    pub(super) elsewhere: bool,
}

/// Writes an unfinished journal into a lock that was read at `revision`. Folding twice is folding
/// once.
///
/// # Errors
/// Names the first line that cannot be read, or what does not fit together with a lockfile that
/// came from elsewhere.
pub(super) fn fold(
    lock: Lock,
    revision: Option<&Revision>,
    lines: &[String],
) -> Result<Folded, ApplyError> {
    let mut unfinished = Unfinished::default();
    for (number, line) in (1..).zip(lines) {
        let wrong = |reason: String| ApplyError::Line { number, reason };
        let line: Line = serde_json::from_str(line).map_err(|error| wrong(error.to_string()))?;
        if line.version != VERSION {
            return Err(wrong(format!("it is of version {}", line.version)));
        }
        unfinished.add(line.what);
    }
    unfinished.onto(lock, revision)
}

/// What an apply had done that was cut short.
#[derive(Default)]
struct Unfinished {
    on: Option<String>,
    /// The entries as they were before their first change.
    before: BTreeMap<CampaignKey, Option<Entry>>,
    records: Vec<Record>,
}

impl Unfinished {
    fn add(&mut self, what: What<'_>) {
        match what {
            What::Begun { on } => {
                *self = Self { on: on.map(Cow::into_owned), ..Self::default() };
            }
            What::Done { before, records } => {
                for (key, entry) in before {
                    let entry = entry.map(Cow::into_owned);
                    self.before.entry(key.into_owned()).or_insert(entry);
                }
                self.records.extend(records.into_owned());
            }
        }
    }

    fn onto(self, lock: Lock, revision: Option<&Revision>) -> Result<Folded, ApplyError> {
        let here = self.on.as_deref() == revision.map(|Revision(text)| text.as_str());
        if here || self.records.is_empty() {
            let lock = self.records.into_iter().fold(lock, written);
            return Ok(Folded { lock, elsewhere: false });
        }
        let base = self.base(&lock);
        let ours = self.records.into_iter().fold(base.clone(), written);
        let lock = lock::merge(Some(&base), &ours, &lock).map_err(ApplyError::OtherLockfile)?;
        Ok(Folded { lock, elsewhere: true })
    }

    /// What is there now, but with the entries of this journal as they were when it was begun.
    fn base(&self, lock: &Lock) -> Lock {
        let before = self.before.values().flatten();
        let ids: BTreeSet<_> = before.flat_map(Entry::ids).map(|(id, ..)| id).collect();
        let other = |key: &CampaignKey, entry: &Entry| {
            // Somebody may have moved it to another key.
            !self.before.contains_key(key) && !entry.ids().any(|(id, ..)| ids.contains(id))
        };
        let others = lock.campaigns.iter().filter(|(key, entry)| other(key, entry));
        let others = others.map(|(key, entry)| (key.clone(), entry.clone()));
        let before = self.before.iter();
        let before = before.filter_map(|(key, entry)| Some((key.clone(), entry.clone()?)));
        Lock { campaigns: others.chain(before).collect(), ..lock.clone() }
    }
}

fn written(mut lock: Lock, record: Record) -> Lock {
    record.write(&mut lock);
    lock
}
