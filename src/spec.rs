//! What was written, read and judged: definitions into [`crate::model::Desired`].
//!
//! [`project`] reads `campaignctl.yaml`; a [`Document`] is a campaign file, and [`texts_of`] it what it
//! includes. A [`Judge`] turns each document into a verdict, after which it can be dropped, and all
//! verdicts into what each workspace should have, and into every problem at once.

mod campaign;
mod check;
mod compose;
mod conversion;
mod defaults;
pub mod document;
mod hidden;
mod judge;
pub mod lint;
mod message;
mod names;
mod path;
mod place;
mod placement;
mod project;
mod reference;
pub mod rule;
pub mod schema;
mod scope;
mod sources;
mod waiver;
mod words;
mod workspace;

pub use check::prepare;
pub use compose::{ExpandError, expand};
pub use judge::{Judge, Judged, Keep, Verdict, judge};
pub use project::{Project, project};
pub use sources::{Document, Included, Sources, Texts, texts_of};
pub use workspace::{Proof, Target, Template, UnknownRecipients, WorkspaceSpec};
