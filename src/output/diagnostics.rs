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
        let shown = renderer.render(&lines.report(diagnostic));
        writeln!(out, "{}\n", lines.placed(&shown))?;
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

/// Stands where the renderer would name a file: it counts columns in what it shows, which may be cut
/// or spelled out. Nothing printable has it.
const PLACE: &str = "\u{1}";

struct Line {
    file: String,
    number: usize,
    column: usize,
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
                let origin = Origin::path(line.file.as_str()).line(line.number);
                group = group.element(match line.column {
                    1 => origin,
                    column => origin.char_column(column),
                });
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

    /// What was rendered, with the places of the diagnostic where the renderer has its own.
    fn placed(&self, shown: &str) -> String {
        let primary = self.primary.iter().filter(|line| !line.text.is_empty());
        let mut lines = primary.chain(self.related.iter().map(|(line, _)| line));
        let mut pieces = shown.split(PLACE);
        let mut placed = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            if let Some(Line { file, number, column, .. }) = lines.next() {
                placed.extend([file, ":", &number.to_string(), ":", &column.to_string()]);
            }
            placed.push_str(piece.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()));
        }
        placed
    }
}

impl Line {
    fn of(location: &Location) -> Self {
        let (start, end) = location.mark;
        let (before, rest) = location.excerpt.split_at(start);
        let (marked, after) = rest.split_at(end - start);
        let cut = |is: bool| if is { "…" } else { "" };
        let begins_later = before.chars().count() + 1 < location.column;
        // A character may have been too long for the last three bytes.
        let ends_early = location.excerpt.len() + 3 >= Location::MAX_EXCERPT;
        let before = format!("{}{}", cut(begins_later), shown(before));
        let marked = shown(marked);
        let mark = before.len()..before.len() + marked.len();
        let text = format!("{before}{marked}{}{}", shown(after), cut(ends_early));
        let text = if location.excerpt.is_empty() { String::new() } else { text };
        let file = printable(&location.file).into_owned();
        let Location { line: number, column, .. } = *location;
        Self { file, number, column, text, mark }
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
            .path(PLACE)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn shown_for(text: &str, range: std::ops::Range<usize>) -> String {
        let location = Location::of("a.yaml", text, range.clone());
        let related = Location::of("b.yaml", text, range);
        let diagnostic = Diagnostic::error("tab", "wrong").at(location).related(related, "here");
        let mut out = Vec::new();
        human(&mut out, &[diagnostic], false).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_column_is_that_of_the_file_whatever_of_its_line_is_shown() {
        let long = "long: ".to_owned() + &"x".repeat(2_000) + "MARK" + &"y".repeat(2_000);
        let wide = "日本".repeat(300) + "MARK";
        let lines = [
            "a: MARK",
            long.as_str(),
            wide.as_str(),
            "\tb:\t\tMARK\t",
            "\u{1b}[31m MARK \u{1}:1:1",
            "👩\u{200d}🚀 e\u{301} MARK",
            "\u{202e}\u{feff}MARK --> a.yaml:1:1",
            "::: \u{1}:1:1MARK",
        ];
        for line in lines {
            let text = format!("one\n{line}\n");
            let at = text.find("MARK").unwrap();
            let column = Location::of("a.yaml", &text, at..at + 4).column;
            assert_eq!(column, 1 + line[..line.find("MARK").unwrap()].chars().count());
            let out = shown_for(&text, at..at + 4);
            let places: Vec<_> = out.lines().filter(|it| it.contains(".yaml:2:")).collect();
            let expected = [format!(" --> a.yaml:2:{column}"), format!(" ::: b.yaml:2:{column}")];
            assert_eq!(places, expected, "{out}");
        }
    }

    #[test]
    fn the_mark_is_under_a_tab_and_cut_ends_are_shown() {
        insta::assert_snapshot!(shown_for("a:\n\tb: 1\n", 3..4), @r"
        error[tab]: wrong
         --> a.yaml:2:1
          |
        2 |     b: 1
          | ^^^^
          |
         ::: b.yaml:2:1
          |
        2 |     b: 1
          | ---- here

        1 error
        ");
        let text = "x".repeat(230) + "MARK" + &"y".repeat(30) + "\n";
        insta::assert_snapshot!(shown_for(&text, 230..234), @r"
        error[tab]: wrong
         --> a.yaml:1:231
          |
        1 | ...xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxMARKyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy
          |                                                                   ^^^^
          |
         ::: b.yaml:1:231
          |
        1 | ...xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxMARKyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy
          |                                                                ---- here

        1 error
        ");
        let text = "MARK".to_owned() + &"y".repeat(800) + "\n";
        insta::assert_snapshot!(shown_for(&text, 0..4), @r"
        error[tab]: wrong
         --> a.yaml:1:1
          |
        1 | MARKyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy...
          | ^^^^
          |
         ::: b.yaml:1:1
          |
        1 | MARKyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy...
          | ---- here

        1 error
        ");
        insta::assert_snapshot!(shown_for(&text, 700..702), @r"
        error[tab]: wrong
         --> a.yaml:1:701
          |
        1 | ...yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy...
          |                                                                    ^^
          |
         ::: b.yaml:1:701
          |
        1 | ...yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy...
          |                                                                 -- here

        1 error
        ");
    }
}
