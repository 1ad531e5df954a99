//! Bundles for applications: rebuilt from the lockfile alone, and filled in by others.

mod command;
mod rebuilt;
mod vectors;
