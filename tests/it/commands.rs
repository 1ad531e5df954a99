mod demo;
mod exit_codes;
mod folder;
mod story;
