//! What `doctor` found, for people and programs.

use std::io::{self, Write};

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde::Serialize;

use crate::model::printable;

/// The examination of one workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Checkup {
    /// Its name in `campaignctl.yaml`.
    pub workspace: String,
    /// The host that answers for it, or `sandbox`.
    pub target: String,
    /// Everything that was looked at, in that order.
    pub checks: Vec<Check>,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Check {
    /// What: `key`, `permission`, `clock`, `proof`, `template`, `segment`, `subscription_group`,
    /// `app`, `lockfile`; new ones may be added.
    pub check: String,
    /// How it is.
    pub state: State,
    /// What was found, one line.
    pub message: String,
    /// What to do about it, where something is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// As it should be.
    Ok,
    /// Something to know, with which commands work.
    Warning,
    /// Commands will fail, or do something else than is meant.
    Problem,
    /// It could not be looked at without a risk.
    NotChecked,
}

/// What `doctor --format json` prints, version 1. Fields are only added.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "campaignctl doctor")]
struct Document<'a> {
    /// Always 1.
    version: u32,
    /// In the order of `campaignctl.yaml`.
    workspaces: &'a [Checkup],
}

/// Writes one line for each check.
///
/// # Errors
/// When `out` cannot be written.
pub fn human(out: &mut dyn Write, checkups: &[Checkup], colour: bool) -> io::Result<()> {
    for (number, Checkup { workspace, target, checks }) in checkups.iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{workspace} · {}", printable(target))?;
        for Check { check, state, message, help } in checks {
            let (word, mark) = match state {
                State::Ok => ("ok", "32"),
                State::Warning => ("warning", "33"),
                State::Problem => ("problem", "31"),
                State::NotChecked => ("-", "2"),
            };
            let padded = format!("{word:<7}");
            let shown = if colour { format!("\x1b[{mark}m{padded}\x1b[0m") } else { padded };
            let check = check.replace('_', " ");
            writeln!(out, "  {shown}  {check:<18}  {}", printable(message))?;
            for line in help.iter().flat_map(|help| help.lines()) {
                writeln!(out, "{:31}{}", "", printable(line))?;
            }
        }
    }
    let states = || checkups.iter().flat_map(|one| &one.checks).map(|check| check.state);
    let count = |wanted| states().filter(|state| *state == wanted).count();
    let (problems, warnings) = (count(State::Problem), count(State::Warning));
    let plural =
        |number, noun| if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") };
    writeln!(out, "{}, {}", plural(problems, "problem"), plural(warnings, "warning"))
}

/// Writes one JSON document, with a line break at its end.
///
/// # Errors
/// When `out` cannot be written.
pub fn json(out: &mut dyn Write, checkups: &[Checkup]) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &Document { version: 1, workspaces: checkups })?;
    writeln!(out)
}

/// The JSON Schema of what [`json`] writes.
pub fn schema() -> Schema {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    generator.into_root_schema_for::<Document<'_>>()
}
