//! The local Braze, request by request.

/// A workspace to ask, with a clock to set.
mod asked;
/// `/campaigns/list` and `/campaigns/details`.
mod campaigns;
/// Every error that these endpoints know.
mod errors;
/// What goes wrong when it is told to.
mod faults;
/// The transport without a socket, and stores that outlive it.
mod in_process;
/// Counters never exceed what was sent.
mod properties;
/// Who gets what.
mod recipients;
/// Send, engage, convert, read the series.
mod statistics;
