//! A plan for people, for programs and for pull requests. Decides nothing.

use crate::plan::Terms;

mod block;
mod footer;
mod group;
mod human;
mod json;
mod markdown;
mod row;
mod text;

pub use human::human;
pub use json::{V1, json};
pub use markdown::{MARKDOWN_LIMIT, markdown};

/// What the plan itself does not know.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a> {
    /// Where the workspace is: a host, `sandbox`, `offline`.
    pub target: &'a str,
    pub next: Next<'a>,
    /// What is known of a plan that comes from a file.
    pub saved: Option<&'a Terms>,
}

/// What may be done with a plan that is shown.
#[derive(Clone, Copy, Debug)]
pub enum Next<'a> {
    /// This command applies it; without the workspace when `--offline` is added.
    Plan(&'a str),
    /// This command applies it as it was saved.
    Saved(&'a str),
    /// It is being applied, or it is only looked at.
    Nothing,
}

/// How a plan is drawn on a terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    pub color: bool,
}
