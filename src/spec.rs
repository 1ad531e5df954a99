//! What was written, read and judged: definitions into [`crate::model::Desired`].
//!
//! [`project`] reads `campaignctl.yaml`; [`Sources`] says which files its campaigns want; [`judge`]
//! turns them all into what each workspace should have, and into every problem at once.

mod campaign;
mod check;
mod compose;
mod conversion;
mod defaults;
pub mod document;
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
mod workspace;

pub use compose::{ExpandError, expand};
pub use judge::{Judged, judge};
pub use project::{Project, project};
pub use sources::{Document, Sources};
pub use workspace::{Proof, Target, Template, UnknownRecipients, WorkspaceSpec};
