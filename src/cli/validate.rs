//! `validate`: every problem of every definition, offline.

use std::collections::BTreeSet;

use clap::Args;

use super::{Context, Exit, Failure, Format, Outcome};
use crate::diagnostic::Severity;
use crate::output;

#[derive(Debug, Args)]
pub(super) struct ValidateArgs {
    /// Treat warnings as errors
    #[arg(long)]
    strict: bool,
}

impl ValidateArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        let format = context.formats(&[Format::Human, Format::Json, Format::Github])?;
        let loaded = context.load(None)?;
        let diagnostics = &loaded.judged.diagnostics;
        match format {
            Format::Json => output::diagnostics::json(context.out, diagnostics)?,
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

/// `1 campaign`, `2 campaigns`.
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
