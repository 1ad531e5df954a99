//! `fmt`: the project's YAML in one canonical way, comments kept.

use std::path::PathBuf;

use clap::Args;
use rayon::prelude::*;
use similar::TextDiff;

use super::load::PROJECT_FILE;
use super::validate::count;
use super::{Context, Exit, Failure, Format, Outcome, init};
use crate::diagnostic::{Diagnostic, Location};
use crate::model::printable;
use crate::port::Files as _;
use crate::store::DiskFiles;
use crate::{spec, yaml};

#[derive(Debug, Args)]
pub(super) struct FmtArgs {
    /// Files of the project [default: campaignctl.yaml and every campaign file]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Write nothing: show what would change, and exit with 3 if anything would
    #[arg(long)]
    check: bool,
}

/// What there is to do about one file.
enum Verdict {
    Canonical,
    Differs {
        old: String,
        new: String,
    },
    Unreadable(Vec<Diagnostic>),
    /// Read, but there is no canonical text that says the same.
    Unfaithful,
}

impl FmtArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        context.formats(&[Format::Human])?;
        let files = DiskFiles::new(&context.root);
        let paths = self.paths(context, &files)?;
        let verdicts: Vec<Verdict> = paths.par_iter().map(|path| verdict(&files, path)).collect();
        let mut problems = Vec::new();
        let mut changed = 0;
        for (path, verdict) in paths.iter().zip(verdicts) {
            match verdict {
                Verdict::Canonical => {}
                Verdict::Differs { old, new } => {
                    changed += 1;
                    self.change(context, path, &old, &new)?;
                }
                Verdict::Unreadable(diagnostics) => problems.extend(diagnostics),
                Verdict::Unfaithful => {
                    let name = printable(path);
                    writeln!(context.err, "left {name} as it is: formatting would change it")?;
                }
            }
        }
        super::output_errors(context, &problems)?;
        if !problems.is_empty() {
            return Err(Failure::said(Exit::Invalid));
        }
        self.sum_up(context, paths.len(), changed)
    }

    fn change(
        &self,
        context: &mut Context<'_>,
        path: &str,
        old: &str,
        new: &str,
    ) -> Result<(), Failure> {
        if self.check {
            return show(context, path, old, new);
        }
        // A link stays one: what it leads to is written. That it leads inside was checked.
        let written = context.root.join(path);
        let target = written.canonicalize().unwrap_or(written);
        init::write(&target, new)?;
        writeln!(context.out, "{}", printable(path))?;
        Ok(())
    }

    fn sum_up(&self, context: &mut Context<'_>, all: usize, changed: usize) -> Outcome {
        if self.check && changed > 0 {
            let message = format!("{} not in canonical form", are(changed));
            return Err(Failure::new(Exit::Invalid, message).help("`campaignctl fmt` writes it"));
        }
        context.say(&format!("{changed} of {} changed", count(all, "file")))?;
        Ok(Exit::Done)
    }

    /// The paths to format, from the project's root.
    fn paths(&self, context: &Context<'_>, files: &DiskFiles) -> Result<Vec<String>, Failure> {
        if !self.files.is_empty() {
            return self.files.iter().map(|path| named(context, path)).collect();
        }
        let bytes = files.read(PROJECT_FILE).map_err(|why| {
            Failure::because(Exit::Invalid, &format!("could not read {PROJECT_FILE}"), &why)
                .help("start a project with `campaignctl init`, or name its folder with -C DIR")
        })?;
        let (project, _) = spec::project(PROJECT_FILE, &bytes);
        let patterns = project
            .map_or_else(|| vec!["campaigns/**/*.yaml".to_owned()], |project| project.campaigns);
        let listed = files.list(&patterns);
        let listed = listed.map_err(|why| {
            Failure::because(Exit::Invalid, "could not look for campaign files", &why)
        })?;
        let own = PROJECT_FILE.to_owned();
        Ok(std::iter::once(own).chain(listed.into_iter().filter(|it| it != PROJECT_FILE)).collect())
    }
}

fn are(changed: usize) -> String {
    let verb = if changed == 1 { "is" } else { "are" };
    format!("{} {verb}", count(changed, "file"))
}

/// A path as it was typed, from the project's root.
fn named(context: &Context<'_>, path: &std::path::Path) -> Result<String, Failure> {
    let inside = if path.is_absolute() {
        let root = context.root.canonicalize().unwrap_or_else(|_| context.root.clone());
        path.strip_prefix(&root).or_else(|_| path.strip_prefix(&context.root)).ok()
    } else {
        path.strip_prefix(".").ok().or(Some(path))
    };
    inside.and_then(|path| path.to_str()).map(str::to_owned).ok_or_else(|| {
        let shown = path.display().to_string();
        let message = format!("`{}` is no file of the project", printable(&shown));
        Failure::new(Exit::Invalid, message)
    })
}

fn verdict(files: &DiskFiles, path: &str) -> Verdict {
    let bytes = match files.read(path) {
        Ok(bytes) => bytes,
        Err(why) => {
            let message = format!("could not read `{path}`: {why}");
            let diagnostic = Diagnostic::error("unreadable-file", message);
            return Verdict::Unreadable(vec![diagnostic.at(Location::file(path))]);
        }
    };
    // What our own reader refuses is not touched, and its words are the better ones.
    let (_, _, mut diagnostics) = yaml::read(path, &bytes, &yaml::Limits::default());
    diagnostics.retain(|one| UNWRITABLE.contains(&one.rule));
    let Ok(old) = String::from_utf8(bytes) else { return Verdict::Unreadable(diagnostics) };
    if !diagnostics.is_empty() {
        return Verdict::Unreadable(diagnostics);
    }
    match yaml::format::format(&old) {
        Ok(new) if new == old => Verdict::Canonical,
        Ok(new) => Verdict::Differs { old, new },
        Err(yaml::format::FormatError::Unfaithful) => Verdict::Unfaithful,
        Err(error @ yaml::format::FormatError::Syntax { .. }) => {
            let diagnostic = Diagnostic::error("syntax", error.to_string());
            Verdict::Unreadable(vec![diagnostic.at(Location::file(path))])
        }
    }
}

/// Without these the text is YAML, whatever else is wrong with it.
const UNWRITABLE: &[&str] = &[
    "syntax",
    "unquoted-reference",
    "tab",
    "encoding",
    "control-character",
    "too-large",
    "too-deep",
    "too-many-values",
];

fn show(context: &mut Context<'_>, path: &str, old: &str, new: &str) -> Result<(), Failure> {
    let (red, green, plain) =
        if context.out_colour { ("\x1b[31m", "\x1b[32m", "\x1b[0m") } else { ("", "", "") };
    let name = printable(path).into_owned();
    let diff = TextDiff::from_lines(old, new);
    let unified = diff.unified_diff().context_radius(1).header(&name, &name).to_string();
    for line in unified.lines() {
        let colour = match line.as_bytes().first() {
            Some(b'-') => red,
            Some(b'+') => green,
            _ => "",
        };
        let end = if colour.is_empty() { "" } else { plain };
        writeln!(context.out, "{colour}{}{end}", printable(line))?;
    }
    Ok(())
}
