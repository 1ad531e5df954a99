//! The real binary, run as a person runs it.

mod demo;
mod documents;
mod exit_codes;
pub(crate) mod folder;
mod json;
pub(crate) mod sending;
mod slips;
mod story;
mod target;
