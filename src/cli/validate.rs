//! `validate`: every problem of every definition, offline.

use std::collections::BTreeSet;
use std::mem::ManuallyDrop;

use clap::Args;

use super::changed::Changed;
use super::load::{self, Loaded, PROJECT_FILE};
use super::{Context, Exit, Failure, Format, Outcome};
use crate::diagnostic::{Diagnostic, Severity};
use crate::output;
use crate::spec::Keep;
use crate::spec::rule::{self, Rule};
use crate::store::DiskFiles;

#[derive(Debug, Args)]
#[command(after_help = "Definitions are judged for every workspace, with -w or without.")]
pub(super) struct ValidateArgs {
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,

    /// Only campaigns of which a file differs from this git revision
    #[arg(long, value_name = "REV")]
    changed_since: Option<String>,
}

impl ValidateArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let format =
            context.formats(&[Format::Human, Format::Json, Format::Github, Format::Sarif])?;
        let loaded = match format {
            Format::Human => context.load(None, Keep::Nothing)?,
            // Programs get an answer in their format, also where there is no project.
            _ => load::load(&DiskFiles::new(&context.root), None, Keep::Nothing),
        };
        // The process ends with the command: its memory goes with it, at once.
        let mut loaded = ManuallyDrop::new(loaded);
        if let Some(project) = &loaded.project {
            context.wanted(project)?;
        }
        let unread = loaded.project.is_none() && loaded.files == 1;
        if let Some(revision) = &self.changed_since {
            narrow(&mut loaded, &Changed::since(context, revision)?);
        }
        let diagnostics = &loaded.judged.diagnostics;
        match format {
            Format::Json => output::diagnostics::json(context.out, diagnostics)?,
            Format::Sarif => sarif(context, diagnostics)?,
            Format::Github => output::diagnostics::github(context.out, diagnostics)?,
            _ => output::diagnostics::human(context.out, diagnostics, context.out_colour)?,
        }
        if unread && format == Format::Human {
            writeln!(
                context.err,
                "\nthe campaign files were not read: {PROJECT_FILE} comes first"
            )?;
        }
        let bar = if self.strict { Severity::Warning } else { Severity::Error };
        if diagnostics.iter().any(|diagnostic| diagnostic.severity <= bar) {
            return Err(Failure::said(Exit::Invalid));
        }
        if format == Format::Human {
            let campaigns = count(loaded.judged.sound.len(), "campaign");
            writeln!(context.out, "{campaigns} in {}: valid", count(loaded.files, "file"))?;
        }
        Ok(Exit::Done)
    }
}

/// Code scanning shows each problem with what `explain` says of its rule.
fn sarif(context: &mut Context<'_>, diagnostics: &[Diagnostic]) -> Result<(), Failure> {
    let text = |rule: &Rule| {
        let (why, broken, kept) = (rule.why, rule.example.trim_end(), rule.mend.trim_end());
        format!(
            "{why}\n\nThis breaks it:\n\n```yaml\n{broken}\n```\n\nThis does not:\n\n```yaml\n{kept}\n```\n"
        )
    };
    let told: Vec<_> = rule::all().map(|rule| (rule, text(rule), sentence(rule.summary))).collect();
    let rules: Vec<_> = told
        .iter()
        .map(|(rule, help, summary)| output::sarif::Rule { id: rule.id, summary, help })
        .collect();
    output::sarif::sarif(context.out, diagnostics, &rules)?;
    Ok(())
}

/// A fragment with a capital and a full stop.
fn sentence(fragment: &str) -> String {
    let mut letters = fragment.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// Leaves what is about documents that differ, or that include something that does.
fn narrow(loaded: &mut Loaded, changed: &Changed) {
    let includes = &loaded.includes;
    let differs = |file: &str| changed.touches(file, includes.get(file));
    let looked_at: BTreeSet<_> =
        includes.iter().filter(|(file, _)| differs(file)).flat_map(|(_, files)| files).collect();
    let told = |diagnostic: &Diagnostic| {
        diagnostic.location.as_ref().is_none_or(|at| {
            differs(&at.file) || looked_at.contains(&at.file) || at.file == PROJECT_FILE
        })
    };
    loaded.judged.diagnostics.retain(told);
    loaded.judged.sound.retain(|file| differs(file));
    loaded.files = 1 + includes.keys().filter(|file| differs(file)).count();
}

/// `1 campaign`, `2 campaigns`.
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
