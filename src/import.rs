//! What a workspace has already, brought into git: which campaigns, under which keys, as which YAML.
//!
//! Braze shows of an API campaign its title, description, tags, conversion events and the names of
//! its messages, and no content: that comes with each send. So what is written is a draft, ready to
//! be filled in.

mod amend;
mod assign;
mod definition;
mod key;
mod pair;
mod scalar;
mod standing;
mod table;

pub use amend::{Amendment, NewDraft, amend, cut};
pub use assign::assign;
pub use definition::{Draft, draft};
pub use key::{key_of, message_keys};
pub use pair::{Course, Known, Pool, pair};
pub use standing::{Standing, standing};
pub use table::{Problem, TableRow, table};
