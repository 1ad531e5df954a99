//! A local Braze: one router over SQLite that answers as Braze does.
//!
//! It is written from Braze's documentation and shares no type with the client: a fake that does
//! can only agree with it. What Braze's dashboard does goes through `/_sandbox/…`, and what
//! Braze leaves undocumented is a switch of [`Settings`].

mod answer;
mod asked;
mod audience;
mod call;
mod channel;
mod check;
mod delivery;
mod door;
mod due;
mod guard;
mod id;
mod in_process;
mod limit;
mod order;
mod route;
mod router;
mod server;
mod settings;
mod time;
mod trigger;
mod world;
mod world_file;

pub use guard::Hosts;
pub use in_process::{InProcess, open};
pub use router::{Sandbox, router};
pub use server::Server;
pub use settings::{
    DetailsChannels, DetailsContent, DuplicateBody, Key, Misfit, Permissions, Repeated, Settings,
    TagNames, UnknownRecipients, Verdict,
};
pub use world::{SandboxError, World};
pub use world_file::{Mistake, WorldFile, load};
