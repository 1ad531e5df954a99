//! `validate`: every problem of every definition, offline.

use std::collections::BTreeSet;

use clap::Args;

use super::{Context, Exit, Failure, Format, Outcome};
use crate::diagnostic::{Diagnostic, Severity};
use crate::output;
use crate::spec::Keep;
use crate::spec::rule::{self, Rule};

#[derive(Debug, Args)]
pub(super) struct ValidateArgs {
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
}

impl ValidateArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let format =
            context.formats(&[Format::Human, Format::Json, Format::Github, Format::Sarif])?;
        let loaded = context.load(None, Keep::Names)?;
        let diagnostics = &loaded.judged.diagnostics;
        match format {
            Format::Json => output::diagnostics::json(context.out, diagnostics)?,
            Format::Sarif => sarif(context, diagnostics)?,
            Format::Github => output::diagnostics::github(context.out, diagnostics)?,
            _ => output::diagnostics::human(context.out, diagnostics, context.out_colour)?,
        }
        let bar = if self.strict { Severity::Warning } else { Severity::Error };
        if diagnostics.iter().any(|diagnostic| diagnostic.severity <= bar) {
            return Err(Failure::said(Exit::Invalid));
        }
        if format == Format::Human {
            let campaigns: BTreeSet<_> = loaded
                .judged
                .desired
                .values()
                .flat_map(|desired| desired.campaigns.keys())
                .collect();
            let campaigns = count(campaigns.len(), "campaign");
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

/// `1 campaign`, `2 campaigns`.
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
