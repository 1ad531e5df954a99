//! A plan for programs: version 1. Fields are only ever added; readers ignore what they do not know.

use std::io;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::Header;
use crate::plan::{self, Shown};

/// Writes a plan as one JSON value.
///
/// # Errors
/// When `out` cannot be written to.
pub fn json(out: &mut dyn io::Write, plan: &plan::Plan, header: Header<'_>) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &v1(plan, header))?;
    writeln!(out)
}

/// A plan, version 1.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "campaignctl plan, version 1")]
pub struct V1 {
    /// Always 1.
    version: u32,
    workspace: String,
    /// Where the workspace is.
    target: String,
    /// How many campaigns are defined.
    campaigns: usize,
    /// How many of them have neither operation nor notice.
    unchanged: usize,
    /// In the order in which they are carried out.
    operations: Vec<Operation>,
    /// What people should know, and nothing is done about.
    notices: Vec<Notice>,
    /// Reasons for which nothing is applied without another word.
    gates: Vec<Gate>,
    /// Only of a plan that was saved: under which circumstances.
    #[serde(skip_serializing_if = "Option::is_none")]
    saved: Option<Saved>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Saved {
    /// The program that made it, with its version.
    tool: String,
    endpoint: String,
    /// RFC 3339, in UTC.
    created: String,
    /// RFC 3339, in UTC. From then on it is not applied.
    expires: String,
    /// Whether it was made without the workspace.
    offline: bool,
    /// Whether only some campaigns were looked at.
    partial: bool,
    /// Whether it has digests in place of texts.
    redacted: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Operation {
    /// `move`, `create`, `bind`, `replace`, `restore`, `edit`, `add_message`, `release`, `remove_message`,
    /// `retire`.
    kind: plan::Kind,
    campaign: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    by: plan::Mover,
    mode: plan::Mode,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
    differences: Vec<Difference>,
    /// What a person is to do, or may do besides.
    steps: Vec<String>,
    /// Whether it needs the workspace; otherwise `apply --offline` does it, too.
    needs_workspace: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Notice {
    kind: plan::NoticeKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    campaign: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    by: plan::Mover,
    differences: Vec<Difference>,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Gate {
    text: String,
    help: String,
    /// Where several things could be meant: the commands that say which.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    choices: Vec<Choice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Choice {
    command: String,
    /// What tells it from the others.
    about: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Place {
    file: String,
    line: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Difference {
    field: String,
    #[serde(flatten)]
    shown: Shape,
}

/// One of: `old` and `new`; `path` and `hunks`; `remark`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
enum Shape {
    Value {
        /// `null` when there was no value.
        old: Option<Value>,
        /// `null` when there will be no value.
        new: Option<Value>,
    },
    Text {
        path: String,
        hunks: Vec<Hunk>,
    },
    Remark {
        remark: String,
    },
}

#[derive(Debug, Serialize, JsonSchema)]
struct Hunk {
    /// From 1.
    old_start: usize,
    /// From 1.
    new_start: usize,
    /// Each begins with ` `, `-` or `+`.
    lines: Vec<String>,
}

fn v1(plan: &plan::Plan, header: Header<'_>) -> V1 {
    V1 {
        version: 1,
        workspace: plan.workspace.to_string(),
        target: header.target.to_owned(),
        campaigns: plan.campaigns,
        unchanged: plan.unchanged,
        operations: plan.operations.iter().map(operation).collect(),
        notices: plan.notices.iter().map(notice).collect(),
        gates: plan.gates.iter().map(gate).collect(),
        saved: header.saved.map(saved),
    }
}

fn saved(terms: &plan::Terms) -> Saved {
    Saved {
        tool: terms.tool.clone(),
        endpoint: terms.endpoint.clone(),
        created: terms.created.to_string(),
        expires: terms.expires.to_string(),
        offline: terms.offline,
        partial: terms.partial,
        redacted: terms.redacted,
    }
}

fn operation(operation: &plan::Operation) -> Operation {
    Operation {
        kind: operation.kind,
        campaign: operation.campaign.to_string(),
        message: operation.message.as_ref().map(ToString::to_string),
        by: operation.by,
        mode: operation.mode,
        place: operation.place.as_ref().map(place),
        differences: operation.differences.iter().map(difference).collect(),
        steps: operation.steps.clone(),
        needs_workspace: !operation.is_offline(),
    }
}

fn notice(notice: &plan::Notice) -> Notice {
    Notice {
        kind: notice.kind,
        campaign: notice.campaign.as_ref().map(ToString::to_string),
        message: notice.message.as_ref().map(ToString::to_string),
        by: notice.by,
        differences: notice.differences.iter().map(difference).collect(),
        text: notice.text.clone(),
        help: notice.help.clone(),
    }
}

fn gate(gate: &plan::Gate) -> Gate {
    let choices = gate.choices().into_iter().map(|(command, about)| Choice { command, about });
    Gate {
        text: gate.to_string(),
        help: gate.help(),
        choices: choices.collect(),
        place: gate.place().map(place),
    }
}

fn place(place: &crate::model::Place) -> Place {
    Place { file: place.file.clone(), line: place.line }
}

fn difference(difference: &plan::Difference) -> Difference {
    let shown = match &difference.shown {
        Shown::Value { old, new } => Shape::Value { old: old.clone(), new: new.clone() },
        Shown::Remark(remark) => Shape::Remark { remark: remark.clone() },
        Shown::Text { path, hunks } => {
            Shape::Text { path: path.clone(), hunks: hunks.iter().map(hunk).collect() }
        }
    };
    Difference { field: difference.field.clone(), shown }
}

fn hunk(hunk: &plan::Hunk) -> Hunk {
    let line = |line: &plan::Line| {
        let mark = match line.kind {
            plan::LineKind::Kept => ' ',
            plan::LineKind::Removed => '-',
            plan::LineKind::Added => '+',
        };
        format!("{mark}{}", line.text)
    };
    Hunk {
        old_start: hunk.old_start,
        new_start: hunk.new_start,
        lines: hunk.lines.iter().map(line).collect(),
    }
}
