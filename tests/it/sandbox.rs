//! The local Braze, request by request.

/// A workspace to ask, with a clock to set.
pub(crate) mod asked;
/// Any JSON to any path.
mod bodies;
/// Segments, connected audiences, and sends to both.
mod broadcasts;
/// `/campaigns/list` and `/campaigns/details`.
mod campaigns;
/// Clients that somebody else wrote for Braze.
mod clients;
/// The workspace's own time.
mod clock;
/// The documentation's session.
mod documented;
/// `/campaigns/duplicate`.
mod duplicates;
/// Every error that these endpoints know.
mod errors;
/// What goes wrong when it is told to.
mod faults;
/// Clients that mean no good, or know no better.
mod hostile;
/// The transport without a socket, and stores that outlive it.
mod in_process;
/// Exports, identities, subscriptions.
mod profiles;
/// Counters never exceed what was sent.
mod properties;
/// Who gets what.
mod recipients;
/// What else the contract says.
mod rest;
/// Messages that wait for their time.
mod schedules;
/// Send identifiers and their series.
mod sends;
/// Over HTTP: who is answered, and how it begins and ends.
pub(crate) mod server;
/// Send, engage, convert, read the series.
mod statistics;
/// What Braze leaves open.
mod switches;
/// Content blocks, email templates, apps.
mod templates;
/// `/campaigns/trigger/…`.
mod triggers;
/// Workspaces in YAML.
mod worlds;
