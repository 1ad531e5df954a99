//! Every integration test, in one binary.

#![expect(clippy::unwrap_used, reason = "a test that cannot unwrap has failed")]

/// Carrying out plans: stories, crashes, two at once.
mod apply;
/// The client against the sandbox's router, and its reading of odd answers.
mod braze;
/// Ids as typed constants, and what compilers say of them.
mod codegen;
/// Whole commands, as people run them.
mod commands;
/// The promises of the ports, for every adapter.
mod contracts;
/// Every example is a project that works.
mod examples;
/// Bundles for applications.
mod export;
/// `lib.rs` tells the truth about who imports whom.
mod layers;
/// The lockfile's text and its properties.
mod lock;
/// What has to change: check(desired, locked, observed) as text.
mod plan;
/// Request bodies.
mod render;
/// Statistics into answers.
mod report;
/// The local Braze, request by request.
mod sandbox;
/// The JSON Schemas are fresh, compile, and agree with what the program takes.
mod schemas;
/// Sends: once, resumed, in doubt.
mod send;
/// Definitions: what is read, and what is said about mistakes.
mod spec;
