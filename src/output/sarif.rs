//! Problems as SARIF 2.1.0, for code scanning and editors.

use std::io;

use indexmap::IndexMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use crate::diagnostic::{Diagnostic, Location, Related, Severity};
use crate::model::printable;

/// What a report tells of a rule besides its results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule<'a> {
    pub id: &'a str,
    /// One sentence.
    pub summary: &'a str,
    /// Cause and mend, in Markdown.
    pub help: &'a str,
}

/// Writes one run. Places are relative to the project's root, which is called `%SRCROOT%`; rules
/// that are not among `rules` are listed by their ids.
///
/// # Errors
/// When `out` cannot be written.
pub fn sarif(
    out: &mut dyn io::Write,
    diagnostics: &[Diagnostic],
    rules: &[Rule<'_>],
) -> io::Result<()> {
    let mut listed: IndexMap<&str, ReportingDescriptor> =
        rules.iter().map(|rule| (rule.id, ReportingDescriptor::of(rule))).collect();
    let results = diagnostics.iter().map(|diagnostic| {
        let entry = listed.entry(diagnostic.rule);
        let index = entry.index();
        entry.or_insert_with(|| ReportingDescriptor::bare(diagnostic.rule));
        Outcome::of(diagnostic, index)
    });
    let results = results.collect();
    let driver = Driver {
        name: env!("CARGO_PKG_NAME"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: env!("CARGO_PKG_REPOSITORY"),
        rules: listed.into_values().collect(),
    };
    let run = Run {
        tool: Tool { driver },
        original_uri_base_ids: BaseIds {
            root: Base { description: Text::of("The folder of campaignctl.yaml.") },
        },
        column_kind: "unicodeCodePoints",
        results,
    };
    serde_json::to_writer_pretty(
        &mut *out,
        &Log { schema: SCHEMA, version: "2.1.0", runs: [run] },
    )?;
    writeln!(out)
}

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
const ROOT: &str = "%SRCROOT%";

/// What a path keeps in a URI reference.
const PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    original_uri_base_ids: BaseIds,
    column_kind: &'static str,
    results: Vec<Outcome<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    rules: Vec<ReportingDescriptor<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReportingDescriptor<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Help>,
}

#[derive(Serialize)]
struct BaseIds {
    #[serde(rename = "%SRCROOT%")]
    root: Base,
}

#[derive(Serialize)]
struct Base {
    description: Text,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Place>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Place>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
}

/// Lines and columns from 1; the end column is the first one that is no longer meant.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

impl<'a> ReportingDescriptor<'a> {
    fn of(rule: &Rule<'a>) -> Self {
        Self {
            id: rule.id,
            short_description: Some(Text::of(rule.summary)),
            help: Some(Help { text: rule.help.to_owned(), markdown: rule.help.to_owned() }),
        }
    }

    fn bare(id: &'a str) -> Self {
        Self { id, short_description: None, help: None }
    }
}

impl<'a> Outcome<'a> {
    fn of(diagnostic: &'a Diagnostic, rule_index: usize) -> Self {
        let help = diagnostic.help.as_ref().map(|help| format!("\n\n{help}")).unwrap_or_default();
        let text = format!("{}.{help}", diagnostic.message);
        let related = (1..).zip(&diagnostic.related);
        Self {
            rule_id: diagnostic.rule,
            rule_index,
            level: level(diagnostic.severity),
            message: Text::of(&text),
            locations: diagnostic.location.iter().map(Place::of).collect(),
            related_locations: related.map(|(id, place)| Place::related(id, place)).collect(),
        }
    }
}

impl Place {
    fn of(location: &Location) -> Self {
        let physical_location = PhysicalLocation {
            artifact_location: ArtifactLocation {
                uri: utf8_percent_encode(&location.file, PATH).to_string(),
                uri_base_id: ROOT,
            },
            region: Region {
                start_line: location.line,
                start_column: location.column,
                end_line: location.end_line,
                end_column: location.end_column,
            },
        };
        Self { id: None, physical_location, message: None }
    }

    fn related(id: usize, related: &Related) -> Self {
        let message = Some(Text::of(&related.message));
        Self { id: Some(id), message, ..Self::of(&related.location) }
    }
}

impl Text {
    fn of(text: &str) -> Self {
        // Help may have several lines.
        Self { text: text.split('\n').map(printable).collect::<Vec<_>>().join("\n") }
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
