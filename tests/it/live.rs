//! Live workspaces through the real command: a `production` that a sandbox on this machine answers for.

mod doctor;
mod hostile;
mod rehearsal;
mod requests;
mod storefront;
mod world;
