//! What a person sees of a change: values, and the lines of long texts.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use similar::{ChangeTag, TextDiff};

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// `name`, `tags`, `alert/title`; for a long text its field, for a variable in it `body @{site}`.
    pub field: String,
    pub shown: Shown,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// `None` is no value at all: not there, or not managed.
    Value { old: Option<Value>, new: Option<Value> },
    /// The stretches of a text that changed.
    Text {
        /// The file that holds the text, from the project's root.
        path: String,
        hunks: Vec<Hunk>,
    },
    /// A text changed, and this is all that can be shown of it.
    Remark(String),
}

/// Neighbouring lines that changed, with a few that did not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hunk {
    /// From 1.
    pub old_start: usize,
    /// From 1.
    pub new_start: usize,
    pub lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    pub kind: LineKind,
    /// Without its line break.
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    Kept,
    Removed,
    Added,
}

/// Unchanged lines around a change.
const CONTEXT: usize = 2;
/// Comparing takes time that grows with lines times changes; a text beyond this is only remarked on.
const MAX_LINES: usize = 20_000;

impl Difference {
    pub(super) fn value(field: &str, old: Option<Value>, new: Option<Value>) -> Self {
        Self { field: field.to_owned(), shown: Shown::Value { old, new } }
    }

    /// From what is wanted to what is there, for a notice.
    pub(super) fn reversed(self) -> Self {
        let shown = match self.shown {
            Shown::Value { old, new } => Shown::Value { old: new, new: old },
            other => other,
        };
        Self { shown, ..self }
    }

    pub(super) fn remark(field: &str, remark: impl Into<String>) -> Self {
        Self { field: field.to_owned(), shown: Shown::Remark(remark.into()) }
    }

    pub(super) fn text(field: &str, path: &str, old: &str, new: &str) -> Self {
        if old.lines().count() + new.lines().count() > MAX_LINES {
            return Self::remark(field, format!("{path} changed; it is too long to compare"));
        }
        let diff = TextDiff::from_lines(old, new);
        let hunk = |changes: &Vec<similar::DiffOp>| {
            let first =
                changes.first().map_or((0, 0), |op| (op.old_range().start, op.new_range().start));
            let lines = changes.iter().flat_map(|op| diff.iter_changes(op)).map(|change| Line {
                kind: match change.tag() {
                    ChangeTag::Equal => LineKind::Kept,
                    ChangeTag::Delete => LineKind::Removed,
                    ChangeTag::Insert => LineKind::Added,
                },
                text: change.value().trim_end_matches(['\n', '\r']).to_owned(),
            });
            Hunk { old_start: first.0 + 1, new_start: first.1 + 1, lines: lines.collect() }
        };
        let hunks = diff.grouped_ops(CONTEXT).iter().map(hunk).collect();
        Self { field: field.to_owned(), shown: Shown::Text { path: path.to_owned(), hunks } }
    }
}
