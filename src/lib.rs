//! Keeps Braze's API campaigns as code: definitions in git, a plan, an apply, a lockfile of ids,
//! sends that carry those ids, and the statistics under each variation.
//!
//! # Reading order
//!
//! The program is one sentence of types: `Desired × Lock × Observed → Plan → Lock′`, and
//! `Campaign × Recipients → Batch → Outcome → Report`. Each arrow is a function.
//!
//! The paragraphs of `mod` lines below are layers. A module may import only from the paragraphs
//! above its own; modules that share a paragraph do not know each other. Everything above [`port`]
//! is a pure function of its arguments: no I/O, no clock, no randomness. `tests/it/layers.rs` holds
//! the crate to all of this.

// Words.
pub mod diagnostic;
pub mod model;

// Text and values, in both directions.
pub mod liquid;
pub mod lock;
pub mod yaml;

// What was written, read and judged.
pub mod spec;

// Decisions.
pub mod plan;
pub mod render;
pub mod report;

// What a workspace has already, brought into git.
pub mod import;

// What applications get from them.
pub mod codegen;
pub mod export;

// What we ask of the world.
pub mod port;

// Carrying decisions out, and showing them.
pub mod apply;
pub mod braze;
pub mod output;
pub mod sandbox;
pub mod send;
pub mod store;

// The command line, where everything is introduced to everything else.
pub mod cli;
