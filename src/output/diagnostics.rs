//! Shows problems: as a compiler does for people, as JSON for programs, as annotations for GitHub.

use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use serde::Serialize;

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::model::printable;

/// Writes each problem with its line, and a last line that counts them.
///
/// # Errors
/// When `out` cannot be written.
pub fn human(out: &mut dyn Write, diagnostics: &[Diagnostic], colour: bool) -> io::Result<()> {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    for diagnostic in diagnostics {
        let lines = Lines::of(diagnostic);
        writeln!(out, "{}\n", renderer.render(&lines.report(diagnostic)))?;
    }
    match counted(diagnostics) {
        Some(counted) => writeln!(out, "{counted}"),
        None => Ok(()),
    }
}

/// `2 errors, 1 warning`; `None` when there is no problem.
pub fn counted(diagnostics: &[Diagnostic]) -> Option<String> {
    let of = |severity: Severity, noun: &str| match diagnostics
        .iter()
        .filter(|one| one.severity == severity)
        .count()
    {
        0 => None,
        1 => Some(format!("1 {noun}")),
        many => Some(format!("{many} {noun}s")),
    };
    let parts = [
        of(Severity::Error, "error"),
        of(Severity::Warning, "warning"),
        of(Severity::Note, "note"),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    if parts.is_empty() { None } else { Some(parts.join(", ")) }
}

/// What the renderer borrows: everything printable, so that no file can steer a terminal.
struct Lines {
    message: String,
    help: Option<String>,
    primary: Option<Line>,
    related: Vec<(Line, String)>,
}

struct Line {
    file: String,
    number: usize,
    text: String,
    mark: std::ops::Range<usize>,
}

impl Lines {
    fn of(diagnostic: &Diagnostic) -> Self {
        let related = diagnostic.related.iter();
        Self {
            message: printable(&diagnostic.message).into_owned(),
            help: diagnostic.help.as_deref().map(help),
            primary: diagnostic.location.as_ref().map(Line::of),
            related: related
                .map(|one| (Line::of(&one.location), printable(&one.message).into_owned()))
                .collect(),
        }
    }

    fn report<'a>(&'a self, diagnostic: &'a Diagnostic) -> Vec<Group<'a>> {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let mut title = level.primary_title(self.message.as_str());
        if !diagnostic.rule.is_empty() {
            title = title.id(diagnostic.rule);
        }
        let mut group = Group::with_title(title);
        match &self.primary {
            // A line that is not shown, because it names people or there is none, is still a place.
            Some(line) if line.text.is_empty() => {
                group = group.element(Origin::path(line.file.as_str()).line(line.number));
            }
            Some(line) => group = group.element(line.snippet(AnnotationKind::Primary, None)),
            None => {}
        }
        for (line, message) in &self.related {
            group = group.element(line.snippet(AnnotationKind::Context, Some(message)));
        }
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        vec![group]
    }
}

impl Line {
    fn of(location: &Location) -> Self {
        let (start, end) = location.mark;
        let (before, rest) = location.excerpt.split_at(start);
        let (marked, after) = rest.split_at(end - start);
        let (before, marked) = (shown(before), shown(marked));
        let mark = before.len()..before.len() + marked.len();
        let text = format!("{before}{marked}{}", shown(after));
        let file = printable(&location.file).into_owned();
        Self { file, number: location.line, text, mark }
    }

    fn snippet<'a>(
        &'a self,
        kind: AnnotationKind,
        label: Option<&'a String>,
    ) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let mut annotation = kind.span(self.mark.clone());
        if let Some(label) = label {
            annotation = annotation.label(label.as_str());
        }
        Snippet::source(self.text.as_str())
            .path(self.file.as_str())
            .line_start(self.number)
            .annotation(annotation)
    }
}

/// A piece of a source line. Tabs become spaces, so that marks stay under what they mark.
fn shown(text: &str) -> String {
    printable(&text.replace('\t', "    ")).into_owned()
}

/// Help may have several lines, such as the corrected YAML.
fn help(text: &str) -> String {
    text.lines().map(printable).collect::<Vec<_>>().join("\n")
}

/// The JSON answer of `validate`, version 1.
#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    errors: usize,
    warnings: usize,
    diagnostics: &'a [Diagnostic],
}

/// Writes the problems as one JSON value.
///
/// # Errors
/// When `out` cannot be written.
pub fn json(out: &mut dyn Write, diagnostics: &[Diagnostic]) -> io::Result<()> {
    let of = |severity| diagnostics.iter().filter(|one| one.severity == severity).count();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let document = Document { version: 1, errors, warnings, diagnostics };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// Writes the problems as workflow commands, which GitHub shows at their lines.
///
/// # Errors
/// When `out` cannot be written.
pub fn github(out: &mut dyn Write, diagnostics: &[Diagnostic]) -> io::Result<()> {
    for diagnostic in diagnostics {
        let level = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        write!(out, "::{level} ")?;
        if let Some(location) = &diagnostic.location {
            let Location { file, line, column, end_line, end_column, .. } = location;
            let file = property(file);
            write!(out, "file={file},line={line},endLine={end_line},col={column},")?;
            if line == end_line {
                write!(out, "endColumn={end_column},")?;
            }
        }
        let help = diagnostic.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
        let text = data(&format!("{}{help}", diagnostic.message));
        writeln!(out, "title={}::{text}", property(diagnostic.rule))?;
    }
    Ok(())
}

/// A message of a workflow command: what would end it is encoded.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a workflow command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
