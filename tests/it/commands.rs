mod demo;
mod exit_codes;
pub(crate) mod folder;
mod story;
