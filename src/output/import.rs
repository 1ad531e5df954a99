//! What could be imported from a workspace: a table, or JSON with a version.

use std::io;

use comfy_table::{Table, presets};
use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{Channel, printable};

/// The campaigns of a workspace, and how each stands to the project.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Listing {
    /// Always 1.
    #[schemars(range(min = 1, max = 1))]
    pub version: u32,
    pub workspace: String,
    /// By title.
    pub campaigns: Vec<Item>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Item {
    pub campaign_id: String,
    /// The title in the dashboard.
    pub name: String,
    pub state: State,
    /// The key that it has, or would get.
    pub campaign: Option<String>,
    #[schemars(with = "Vec<String>")]
    pub channels: Vec<Channel>,
    pub tags: Vec<String>,
    /// When it was edited last, as the workspace spells it.
    pub last_edited: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// `import` writes a definition for it.
    New,
    /// `import` takes it for a definition that exists.
    Matches,
    /// It may be one of several definitions: `bind` says which.
    Unclear,
    /// The lockfile has it.
    Known,
    /// It was retired or replaced.
    Gone,
    /// It is no API campaign.
    NotApi,
    Archived,
    /// It was not launched yet.
    Draft,
    /// It is one of the workspace's `templates`.
    Template,
    /// It has no message of a channel that API campaigns have.
    Empty,
}

impl Listing {
    /// How many there are of each, in one line.
    pub fn summary(&self) -> String {
        let number = |state| self.campaigns.iter().filter(|one| one.state == state).count();
        let states = [
            (State::New, "new"),
            (State::Matches, "for existing definitions"),
            (State::Unclear, "unclear"),
            (State::Known, "known"),
            (State::Gone, "retired"),
            (State::Archived, "archived"),
            (State::Draft, "not launched"),
            (State::Template, "under `templates`"),
            (State::Empty, "without messages"),
            (State::NotApi, "no API campaigns"),
        ];
        let parts = states.into_iter().map(|(state, words)| (number(state), words));
        let parts: Vec<_> =
            parts.filter(|(n, _)| *n > 0).map(|(n, words)| format!("{n} {words}")).collect();
        if parts.is_empty() {
            "The workspace has no campaigns.".to_owned()
        } else {
            parts.join(" · ")
        }
    }
}

/// Prints the listing as JSON.
///
/// # Errors
/// When `out` cannot be written to.
pub fn json(out: &mut dyn io::Write, listing: &Listing) -> io::Result<()> {
    let text = serde_json::to_string_pretty(listing).map_err(io::Error::other)?;
    writeln!(out, "{text}")
}

/// The JSON Schema of that output.
pub fn schema() -> serde_json::Value {
    let mut schema = serde_json::Value::from(schemars::schema_for!(Listing));
    schema["title"] = "campaignctl import --list --format json".into();
    schema
}

/// Prints the listing as a table.
///
/// # Errors
/// When `out` cannot be written to.
pub fn human(out: &mut dyn io::Write, listing: &Listing) -> io::Result<()> {
    if listing.campaigns.is_empty() {
        return Ok(());
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_header(["", "title", "id", "channels", "tags", "last edited"]);
    for one in &listing.campaigns {
        let key = one.campaign.as_deref().unwrap_or_default();
        let state = match one.state {
            State::New => format!("new: {key}"),
            State::Matches => format!("is {key}"),
            State::Unclear => "unclear".to_owned(),
            State::Known => format!("known as {key}"),
            State::Gone => format!("retired: {key}"),
            State::NotApi => "no API campaign".to_owned(),
            State::Archived => "archived".to_owned(),
            State::Draft => "not launched".to_owned(),
            State::Template => "template".to_owned(),
            State::Empty => "no messages".to_owned(),
        };
        let channels: Vec<_> = one.channels.iter().map(ToString::to_string).collect();
        table.add_row([
            state,
            printable(&one.name).into_owned(),
            one.campaign_id.clone(),
            channels.join(", "),
            printable(&one.tags.join(", ")).into_owned(),
            printable(one.last_edited.as_deref().unwrap_or_default()).into_owned(),
        ]);
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
