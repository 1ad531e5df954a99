//! `explain`: what a rule means, what breaks it, and what mends it.

use clap::Args;

use super::{Context, Exit, Failure, Format, Outcome};
use crate::diagnostic::Severity;
use crate::model::printable;
use crate::spec::rule::{self, Rule};

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// A rule's id, as in `error[unknown-field]` [default: list them all]
    #[arg(value_name = "RULE")]
    rule: Option<String>,
}

impl ExplainArgs {
    pub(super) fn run(self, context: &mut Context<'_>) -> Outcome {
        context.formats(&[Format::Human])?;
        match self.rule {
            None => list(context),
            Some(wanted) => match rule::find(id(&wanted)) {
                Some(rule) => tell(context, rule),
                None => Err(no_rule(id(&wanted))),
            },
        }
    }
}

/// A rule may be given as a problem shows it: `error[unknown-field]`.
fn id(wanted: &str) -> &str {
    let wanted = wanted.trim();
    let shown = wanted.strip_suffix(']').and_then(|shown| shown.split_once('['));
    match shown {
        Some(("error" | "warning" | "note", id)) => id,
        _ => wanted,
    }
}

fn list(context: &mut Context<'_>) -> Outcome {
    for rule in rule::all() {
        let severity = word(rule.severity);
        writeln!(context.out, "{:<26} {severity:<8} {}", rule.id, rule.summary)?;
    }
    Ok(Exit::Done)
}

fn tell(context: &mut Context<'_>, rule: &Rule) -> Outcome {
    writeln!(context.out, "{}[{}]: {}\n", word(rule.severity), rule.id, rule.summary)?;
    writeln!(context.out, "{}\n", rule.why)?;
    writeln!(context.out, "This breaks it:\n\n{}\n", indented(rule.example))?;
    writeln!(context.out, "This does not:\n\n{}", indented(rule.mend))?;
    if rule::is_a_choice(rule) {
        writeln!(
            context.out,
            "\nIn campaignctl.yaml, `lints: {{ {0}: off }}` switches it off; `error`, `warning` and \
             `note` choose its severity.",
            rule.id
        )?;
    }
    if rule::is_waivable(rule) {
        writeln!(
            context.out,
            "In one place, a comment on the line or above it waives it:\n\n    \
             # campaignctl: allow {0} because …",
            rule.id
        )?;
    }
    Ok(Exit::Done)
}

fn no_rule(wanted: &str) -> Failure {
    let message = format!("there is no rule `{}`", printable(wanted));
    let near = rule::near(wanted).map(|near| format!("did you mean `{near}`?"));
    let help = near.unwrap_or_else(|| "`campaignctl explain` lists the rules".to_owned());
    Failure::new(Exit::Invalid, message).help(help)
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn indented(text: &str) -> String {
    let line = |line: &str| format!("    {}", printable(&line.replace('\t', "→   ")));
    text.trim_end().lines().map(|it| line(it).trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}
