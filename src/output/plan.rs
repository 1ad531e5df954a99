//! A plan for people, for programs and for pull requests. Decides nothing.

mod block;
mod footer;
mod human;
mod json;
mod markdown;
mod text;

pub use human::human;
pub use json::{V1, json};
pub use markdown::{MARKDOWN_LIMIT, markdown};

/// What the plan itself does not know.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a> {
    /// Where the workspace is: a host, `sandbox`, `offline`.
    pub target: &'a str,
    /// The command that would apply this plan.
    pub apply: &'a str,
}

/// How a plan is drawn on a terminal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    pub color: bool,
}
