//! Text → `Lock`, or why not.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Entry, LOCK_VERSION, Lock, LockError, ids, text};
use crate::model::{CampaignKey, Lineage, WorkspaceName};

/// Reads a lockfile, in the form that [`super::print`] writes or in any other YAML.
///
/// # Errors
/// When it has conflict markers, is of a newer version, is not a lockfile, or gives one id twice.
pub fn parse(text: &str) -> Result<Lock, LockError> {
    let mut fields = match text::read(text) {
        Some(fields) => fields,
        None => match conflict_marker(text) {
            Some(line) => return Err(LockError::Conflict { line }),
            None => any_yaml(text)?,
        },
    };
    check_version(&fields)?;
    fields.shift_remove("lock_version");
    let lock = Lock::from(shape::<Text>(Value::Object(fields))?);
    match ids::repeated_id(&lock) {
        Some(repeated) => Err(repeated.into()),
        None => Ok(lock),
    }
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
        Some(Some(found)) if found > LOCK_VERSION => Err(LockError::Newer { found }),
        Some(Some(_)) => Ok(()),
    }
}

/// The line, from 1, of the first conflict marker that git may have left.
fn conflict_marker(text: &str) -> Option<usize> {
    let marks = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];
    let found = text.lines().position(|line| marks.iter().any(|mark| line.starts_with(mark)));
    found.map(|at| at + 1)
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

fn shape<T: for<'a> Deserialize<'a>>(value: Value) -> Result<T, LockError> {
    serde_path_to_error::deserialize(value).map_err(|error| LockError::Shape {
        path: error.path().to_string().escape_debug().to_string(),
        reason: first_line(&error.inner().to_string()),
    })
}

/// Other people's messages may show the text they stumbled over: one line of it, escaped.
fn first_line(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    line.chars().take(300).flat_map(escaped).collect()
}

fn escaped(c: char) -> Vec<char> {
    if c.is_control() { c.escape_default().collect() } else { vec![c] }
}
