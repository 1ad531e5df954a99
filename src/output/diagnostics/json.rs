//! Problems for programs: version 1. Fields are only ever added; readers ignore what they do not know.

use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::{Diagnostic, Location, Related, Severity};

/// What is wrong with a project, version 1.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "campaignctl validate, version 1")]
pub struct ProblemsV1 {
    /// Always 1.
    version: u32,
    /// How many of the problems are errors.
    errors: usize,
    /// How many of the problems are warnings.
    warnings: usize,
    /// By file and place.
    diagnostics: Vec<ProblemV1>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ProblemV1 {
    /// A stable id; `campaignctl explain ID` tells more.
    rule: &'static str,
    severity: SeverityV1,
    /// A fragment without a full stop.
    message: String,
    /// `null` when the problem has no file.
    location: Option<LocationV1>,
    /// Other places that matter, such as the first of two duplicates.
    related: Vec<RelatedV1>,
    /// What to do about it.
    help: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum SeverityV1 {
    Error,
    Warning,
    Note,
}

#[derive(Debug, Serialize, JsonSchema)]
struct LocationV1 {
    /// From the project's root, with `/`.
    file: String,
    /// From 1.
    line: usize,
    /// From 1, in characters.
    column: usize,
    end_line: usize,
    /// One behind the last character.
    end_column: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
struct RelatedV1 {
    location: LocationV1,
    message: String,
}

/// Writes the problems as one JSON value.
///
/// # Errors
/// When `out` cannot be written.
pub fn json(out: &mut dyn Write, diagnostics: &[Diagnostic]) -> io::Result<()> {
    let of = |severity| diagnostics.iter().filter(|one| one.severity == severity).count();
    let problems = ProblemsV1 {
        version: 1,
        errors: of(Severity::Error),
        warnings: of(Severity::Warning),
        diagnostics: diagnostics.iter().map(problem).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &problems)?;
    writeln!(out)
}

fn problem(diagnostic: &Diagnostic) -> ProblemV1 {
    let Diagnostic { rule, severity, message, location: place, related, help } = diagnostic;
    let also = |Related { location: place, message }: &Related| RelatedV1 {
        location: location(place),
        message: message.clone(),
    };
    ProblemV1 {
        rule,
        severity: match severity {
            Severity::Error => SeverityV1::Error,
            Severity::Warning => SeverityV1::Warning,
            Severity::Note => SeverityV1::Note,
        },
        message: message.clone(),
        location: place.as_ref().map(location),
        related: related.iter().map(also).collect(),
        help: help.clone(),
    }
}

fn location(location: &Location) -> LocationV1 {
    let Location { file, line, column, end_line, end_column, .. } = location;
    LocationV1 {
        file: file.clone(),
        line: *line,
        column: *column,
        end_line: *end_line,
        end_column: *end_column,
    }
}
