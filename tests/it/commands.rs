//! The real binary, run as a person runs it.

mod demo;
mod documents;
mod exit_codes;
pub(crate) mod folder;
mod matching;
pub(crate) mod sending;
mod story;
