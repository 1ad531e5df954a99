//! YAML text into a tree that remembers its places.
//!
//! The scalars are those of YAML 1.2's core schema, anchors, aliases and `<<` work, and every limit
//! is a number in [`Limits`], so that no input takes long or much memory.

mod comments;
mod decode;
pub mod edit;
pub mod format;
mod limits;
mod mended;
mod merge;
mod node;
mod position;
mod read;
mod scalar;
mod source;
mod syntax;

pub use comments::comments;
pub use decode::is_control;
pub use limits::Limits;
pub use node::{Entry, Kind, Node, Style};
pub use position::in_source;
pub use read::read;
pub use source::Source;
