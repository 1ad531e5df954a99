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
    model::{Asked, CampaignKey},
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
    /// A campaign was about to be asked for. It stands until its id is recorded.
    Asked { campaign: Cow<'a, CampaignKey>, asked: Cow<'a, Asked> },
    /// Nothing came of it.
    Refused { campaign: Cow<'a, CampaignKey> },
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

/// The line before a campaign is asked for.
pub(super) fn asked(campaign: &CampaignKey, asked: &Asked) -> String {
    print(What::Asked { campaign: Cow::Borrowed(campaign), asked: Cow::Borrowed(asked) })
}

/// The line that says that the last one came to nothing.
pub(super) fn refused(campaign: &CampaignKey) -> String {
    print(What::Refused { campaign: Cow::Borrowed(campaign) })
}

/// The lines of everything that was asked for.
pub(super) fn standing(all: &BTreeMap<CampaignKey, Asked>) -> Vec<String> {
    all.iter().map(|(campaign, one)| asked(campaign, one)).collect()
}

/// Takes what was asked for along when its campaign gets another key.
pub(super) fn follow(all: &mut BTreeMap<CampaignKey, Asked>, records: &[Record]) {
    for record in records {
        if let Record::MoveCampaign { from, to } = record
            && let Some(one) = all.remove(from)
        {
            all.insert(to.clone(), one);
        }
    }
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
    pub(super) asked: BTreeMap<CampaignKey, Asked>,
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
    asked: BTreeMap<CampaignKey, Asked>,
}

impl Unfinished {
    fn add(&mut self, what: What<'_>) {
        match what {
            What::Begun { on } => {
                let asked = std::mem::take(&mut self.asked);
                *self = Self { on: on.map(Cow::into_owned), asked, ..Self::default() };
            }
            What::Done { before, records } => {
                for (key, entry) in before {
                    let entry = entry.map(Cow::into_owned);
                    self.before.entry(key.into_owned()).or_insert(entry);
                }
                follow(&mut self.asked, &records);
                self.records.extend(records.into_owned());
            }
            What::Asked { campaign, asked } => {
                self.asked.insert(campaign.into_owned(), asked.into_owned());
            }
            What::Refused { campaign } => drop(self.asked.remove(&*campaign)),
        }
    }

    fn onto(mut self, lock: Lock, revision: Option<&Revision>) -> Result<Folded, ApplyError> {
        let mut asked = std::mem::take(&mut self.asked);
        let here = self.on.as_deref() == revision.map(|Revision(text)| text.as_str());
        let elsewhere = !here && !self.records.is_empty();
        let lock = if elsewhere {
            let base = self.base(&lock);
            let ours = self.records.into_iter().fold(base.clone(), written);
            lock::merge(Some(&base), &ours, &lock).map_err(ApplyError::OtherLockfile)?
        } else {
            self.records.into_iter().fold(lock, written)
        };
        settle(&mut asked, &lock);
        Ok(Folded { lock, elsewhere, asked })
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

/// Forgets what was asked for and has its id now.
pub(super) fn settle(asked: &mut BTreeMap<CampaignKey, Asked>, lock: &Lock) {
    let has_id = |key: &CampaignKey| {
        lock.campaigns.get(key).is_some_and(|entry| entry.campaign_id.is_some())
    };
    asked.retain(|key, _| !has_id(key));
}

fn written(mut lock: Lock, record: Record) -> Lock {
    record.write(&mut lock);
    lock
}
