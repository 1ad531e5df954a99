//! What is known of lockfiles, for programs: version 1. Fields are only ever added; readers ignore
//! what they do not know.

use std::io;

use schemars::JsonSchema;
use serde::Serialize;

/// Whose an id is, version 1.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "campaignctl who, version 1")]
pub struct WhoV1 {
    /// Always 1.
    pub version: u32,
    /// The id that was asked for.
    pub id: String,
    /// Everything that has or had it: one, unless a lockfile is broken; none when nobody had it.
    pub owners: Vec<OwnerV1>,
    /// The commit that recorded it first, if git knows one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_commit: Option<CommitV1>,
    /// Lockfiles that could not be read, and so were left out.
    pub unread: Vec<UnreadV1>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct OwnerV1 {
    pub workspace: String,
    /// The campaign's key.
    pub campaign: String,
    /// The message's key; absent when the campaign itself has the id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The message's channel, as requests spell it; absent of a former id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// The campaign's title; absent when nobody manages it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Whether its definition is gone.
    pub retired: bool,
    /// Whether its key has another id by now.
    pub former: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CommitV1 {
    /// The commit's name, abbreviated.
    pub commit: String,
    /// The day it was written: YYYY-MM-DD.
    pub date: String,
    pub author: String,
    pub subject: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct UnreadV1 {
    pub lockfile: String,
    pub reason: String,
}

/// What `lock verify` found, version 1.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "campaignctl lock verify, version 1")]
pub struct VerifiedV1 {
    /// Always 1.
    pub version: u32,
    /// How many problems there are in all lockfiles.
    pub problems: usize,
    pub lockfiles: Vec<LockfileV1>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct LockfileV1 {
    /// The file's name.
    pub lockfile: String,
    /// The workspace that the name says it is of.
    pub workspace: String,
    pub problems: Vec<ProblemV1>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct ProblemV1 {
    /// Which promise is broken. The list of words grows.
    pub kind: String,
    /// From 1; absent where the problem is not one line's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What is wrong and what to do about it, for people.
    pub message: String,
}

/// Writes one of these as one JSON value.
///
/// # Errors
/// When `out` cannot be written to.
pub fn json<T: Serialize>(out: &mut dyn io::Write, value: &T) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}
