//! Text → `Lock`, or why not.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Entry, LOCK_VERSION, Lock, LockError, bind, blocks, conflict, ids, merge, text};
use crate::model::{CampaignKey, Lineage, WorkspaceName};

/// Reads a lockfile, in the form that [`super::print`] writes or in any other YAML. Conflict markers
/// are healed by merging both sides.
///
/// # Errors
/// When its conflict cannot be merged, or it is of a newer version, is not a lockfile, or gives one
/// id twice.
pub fn parse(text: &str) -> Result<Lock, LockError> {
    parse_noting(text).map(|parsed| parsed.lock)
}

/// A lock, and whether its text had conflict markers that were healed.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    pub lock: Lock,
    pub healed: bool,
}

/// The same as [`parse`], for whoever has to know whether the text is to be written anew.
///
/// # Errors
/// As [`parse`].
pub fn parse_noting(text: &str) -> Result<Parsed, LockError> {
    let (lock, healed) = match unchecked(text) {
        Ok(lock) => (lock, false),
        Err(Unread::Conflict(line)) => (heal(text, line)?, true),
        Err(Unread::Lock(error)) => return Err(error),
    };
    match ids::repeated_id(&lock) {
        Some(repeated) => Err(repeated.into()),
        None => Ok(Parsed { lock, healed }),
    }
}

/// Reads a text without markers, in which an id may appear twice.
pub(super) fn repeating(text: &str) -> Result<Lock, LockError> {
    unchecked(text).map_err(|why| match why {
        Unread::Conflict(line) => LockError::Conflict { line, reasons: Vec::new() },
        Unread::Lock(error) => error,
    })
}

/// Why a text has not become a lock yet.
enum Unread {
    /// It has a conflict marker on this line.
    Conflict(usize),
    Lock(LockError),
}

impl From<LockError> for Unread {
    fn from(error: LockError) -> Self {
        Self::Lock(error)
    }
}

/// Reads a text without markers; an id may still appear twice.
fn unchecked(text: &str) -> Result<Lock, Unread> {
    if let Some(read) = blocks::read(text) {
        return Ok(read?);
    }
    if let Some(fields) = text::read(text, 0) {
        return Ok(lock(fields)?);
    }
    match conflict::first_marker(text) {
        Some(line) => Err(Unread::Conflict(line)),
        None => Ok(lock(any_yaml(text)?)?),
    }
}

/// A lockfile from its fields.
pub(super) fn lock(mut fields: Map<String, Value>) -> Result<Lock, LockError> {
    check_version(&fields)?;
    fields.shift_remove("lock_version");
    let mut lock = shape::<Text>("", Value::Object(fields)).map(Lock::from)?;
    lock.campaigns.iter_mut().try_for_each(|(key, entry)| bind::check(key, entry))?;
    Ok(lock)
}

#[derive(Deserialize)]
struct Text {
    workspace: WorkspaceName,
    lineage: Lineage,
    #[serde(default)]
    campaigns: BTreeMap<CampaignKey, Entry>,
    #[serde(flatten)]
    unknown: BTreeMap<String, Value>,
}

impl From<Text> for Lock {
    fn from(text: Text) -> Self {
        let Text { workspace, lineage, campaigns, unknown } = text;
        Self { workspace, lineage, campaigns, unknown }
    }
}

fn check_version(fields: &Map<String, Value>) -> Result<(), LockError> {
    let wrong = |reason: &str| {
        Err(LockError::Shape { path: "lock_version".to_owned(), reason: reason.to_owned() })
    };
    match fields.get("lock_version").map(Value::as_u64) {
        None => wrong("it is missing"),
        Some(None | Some(0)) => wrong("it is no version"),
        Some(Some(found)) if found > LOCK_VERSION => {
            let needs = fields.get("needs").and_then(Value::as_str).map(str::to_owned);
            Err(LockError::Newer { found, needs })
        }
        Some(Some(_)) => Ok(()),
    }
}

/// Whether git left conflict markers, which [`parse`] heals: the text is to be written anew.
pub fn is_conflicted(text: &str) -> bool {
    conflict::first_marker(text).is_some()
}

/// Merges the sides of conflict markers entry by entry. Git merged the lines around them already,
/// so each side is a whole lockfile, where an id may stand under its old and its new key.
fn heal(text: &str, line: usize) -> Result<Lock, LockError> {
    let wrong = |reasons: Vec<String>| LockError::Conflict { line, reasons };
    let sides = conflict::sides(text).map_err(|error| wrong(vec![error.to_string()]))?;
    let side = |which: &str, text: &str| {
        unchecked(text).map_err(|why| match why {
            Unread::Conflict(_) => wrong(vec![format!("{which} side has a conflict inside")]),
            Unread::Lock(error) => wrong(vec![format!("{which} side cannot be read: {error}")]),
        })
    };
    let (ours, theirs) = (side("our", &sides.ours)?, side("their", &sides.theirs)?);
    let base = sides.base.as_deref().and_then(|text| unchecked(text).ok());
    merge::merge(base.as_ref(), &ours, &theirs)
        .map_err(|conflicts| wrong(conflicts.found.iter().map(ToString::to_string).collect()))
}

fn any_yaml(text: &str) -> Result<Map<String, Value>, LockError> {
    // A lockfile is ours and may be large; depth stays bounded, and aliases are not used in it.
    let options = serde_yaml::options! { budget: None, strict_booleans: true };
    let value = serde_yaml::from_str_with_options::<Value>(text, options);
    match value.map_err(|error| LockError::Yaml(first_line(&error.to_string())))? {
        Value::Object(fields) => Ok(fields),
        _ => Err(LockError::Yaml("it does not begin with fields".to_owned())),
    }
}

/// Reads a value; `at` is the path of the value in the lockfile, with a dot at its end.
pub(super) fn shape<T: for<'a> Deserialize<'a>>(at: &str, value: Value) -> Result<T, LockError> {
    serde_path_to_error::deserialize(value).map_err(|error| LockError::Shape {
        path: format!("{at}{}", error.path()).escape_debug().to_string(),
        reason: first_line(&error.inner().to_string()),
    })
}

/// Other people's messages may show the text they stumbled over: one line of it, escaped.
fn first_line(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    let line = line.strip_prefix("error: ").unwrap_or(line);
    line.chars().take(300).flat_map(escaped).collect()
}

fn escaped(c: char) -> Vec<char> {
    if c.is_control() { c.escape_default().collect() } else { vec![c] }
}
