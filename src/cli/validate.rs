//! `validate`: every problem of every definition, offline.

use std::collections::BTreeSet;

use clap::Args;

use super::changed::Changed;
use super::load::{Loaded, PROJECT_FILE};
use super::{Context, Exit, Failure, Format, Outcome};
use crate::diagnostic::{Diagnostic, Severity};
use crate::output;

#[derive(Debug, Args)]
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
        let format = context.formats(&[Format::Human, Format::Json, Format::Github])?;
        let mut loaded = context.load(None)?;
        if let Some(revision) = &self.changed_since {
            narrow(&mut loaded, &Changed::since(context, revision)?);
        }
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
    for desired in loaded.judged.desired.values_mut() {
        desired.campaigns.retain(|_, campaign| differs(&campaign.place.file));
    }
    loaded.files = 1 + includes.keys().filter(|file| differs(file)).count();
}

/// `1 campaign`, `2 campaigns`.
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
