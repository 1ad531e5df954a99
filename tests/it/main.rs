//! Every integration test, in one binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot unwrap has failed")]

/// Campaigns that exist already: import, bind, retire, drift.
mod adopting;
/// Carrying out plans: stories, crashes, two at once.
mod apply;
/// The client against the sandbox's router, and its reading of odd answers.
mod braze;
/// Ids as typed constants, and what compilers say of them.
mod codegen;
/// Whole commands, as people run them.
mod commands;
/// Real programs that some tests talk to.
mod components;
/// The promises of the ports, for every adapter.
mod contracts;
/// Applies that die: killed, out of space, in folders that cannot be written.
mod crash;
/// Editors and independent readers on our schemas and files.
mod editor;
/// Every example is a project that works.
mod examples;
/// Bundles for applications.
mod export;
/// Canonical YAML.
mod format;
/// Mutants of good files, through every reader.
mod fuzz;
/// The gallery of mistakes in the documentation, one for each rule.
mod gallery;
/// `lib.rs` tells the truth about who imports whom.
mod layers;
/// What is told about contents that Braze would take and people would regret.
mod lint;
/// Live workspaces through the real command, over real sockets.
mod live;
/// The lockfile's text and its properties.
mod lock;
/// Lockfiles that grew apart.
mod merge;
/// What has to change: check(desired, locked, observed) as text.
mod plan;
/// What Braze answers, recorded once for both sides.
mod recorded;
/// Request bodies.
mod render;
/// Statistics into answers.
mod report;
/// The local Braze, request by request.
mod sandbox;
/// Problems as SARIF, and an independent validator's view of them.
mod sarif;
/// Saved plans through the real command: exact, or refused with what changed.
mod saved;
/// The JSON Schemas are fresh, compile, and agree with what the program takes.
mod schemas;
/// Sends: once, resumed, in doubt.
mod send;
/// Definitions: what is read, and what is said about mistakes.
mod spec;
/// Teams, with git itself.
mod teamwork;
