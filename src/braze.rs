//! The Braze REST contract as a client: typed calls over a [`Transport`](crate::port::Transport).
//!
//! One [`Client`] serves live workspaces and the sandbox. What only a sandbox can do, the work of
//! Braze's dashboard, goes through `/_sandbox/…`, and only when the far side is said to be one.
//! Reads are repeated a few times; nothing that may have changed something ever is.

mod answer;
mod api_key;
mod checkup;
mod client;
mod dashboard;
mod endpoint;
mod failure;
mod help;
mod hidden;
mod http;
mod inventory;
mod limit;
mod messenger;
mod notice;
mod observe;
mod pace;
mod patience;
mod permission;
mod quote;
mod sight;
mod simulate;
mod statistics;
mod track;
mod wire;
mod workspace;

pub use api_key::{ApiKey, ApiKeyError};
pub use checkup::ListedSegment;
pub use client::{Client, FarSide};
pub use endpoint::{Endpoint, EndpointError};
pub use help::help_for;
pub use http::{HttpTransport, HttpTransportError, Timeouts};
pub use notice::{Exchanged, Left, Notice, Why};
pub use patience::Patience;
pub use permission::{PERMISSIONS, Permission};
pub use sight::Sight;
pub use simulate::{Action, Engagement, UnknownRecipients};
pub use track::{Attributes, Event, Purchase, Tracked};
