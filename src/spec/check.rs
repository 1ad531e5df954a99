//! A tree against its JSON Schema: each mistake as a diagnostic at its key or value.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::yaml::{Node, Source};

use super::{names, place, schema};

static CAMPAIGN: LazyLock<Checked> = LazyLock::new(|| Checked::new(schema::campaign()));
static PROJECT: LazyLock<Checked> = LazyLock::new(|| Checked::new(schema::project()));

/// A value that the schema refuses.
pub(super) struct Refusal {
    /// The JSON pointer of the value, or of the key.
    pub(super) pointer: String,
    pub(super) diagnostic: Diagnostic,
}

/// Everything that is wrong with the shape of a campaign.
pub(super) fn campaign(source: &Source, root: &Node) -> Vec<Refusal> {
    CAMPAIGN.check(source, root)
}

/// Everything that is wrong with the shape of `campaignctl.yaml`.
pub(super) fn project(source: &Source, root: &Node) -> Vec<Refusal> {
    PROJECT.check(source, root)
}

struct Checked {
    schema: Value,
    validator: Validator,
}

impl Checked {
    fn new(schema: Value) -> Self {
        let validator = jsonschema::validator_for(&schema)
            .expect("a generated schema is one; a test compiles both");
        Self { schema, validator }
    }

    fn check(&self, source: &Source, root: &Node) -> Vec<Refusal> {
        let document = root.to_json();
        let mut findings = Findings { schema: &self.schema, source, root, refusals: Vec::new() };
        for error in self.validator.iter_errors(&document) {
            findings.take(&error);
        }
        findings.distinct()
    }
}

struct Findings<'a> {
    schema: &'a Value,
    source: &'a Source,
    root: &'a Node,
    refusals: Vec<Refusal>,
}

impl Findings<'_> {
    fn take(&mut self, error: &ValidationError<'_>) {
        let at = error.instance_path().as_str();
        match error.kind() {
            Kind::OneOfNotValid { context } | Kind::AnyOf { context }
                if self.branches(at, context) => {}
            Kind::Required { property } => self.missing(at, property.as_str().unwrap_or_default()),
            _ => schema::faults(self.schema, error)
                .into_iter()
                .for_each(|fault| self.fault(fault, error)),
        }
    }

    fn fault(&mut self, fault: schema::Fault, error: &ValidationError<'_>) {
        let schema::Fault { pointer, of_key, message, wrong, known } = fault;
        let location = match of_key {
            true => place::key_at(self.source, self.root, &pointer),
            false => place::value_at(self.source, self.root, &pointer),
        };
        let owner = pointer.rsplit_once('/').map_or("", |(owner, _)| owner);
        let taken =
            |name: &str| of_key && self.root.at(owner).is_some_and(|o| o.entry(name).is_some());
        let known = known.iter().map(String::as_str).filter(|name| !taken(name));
        let near = wrong.and_then(|word| names::nearest(&word, known).map(str::to_owned));
        let mut diagnostic = Diagnostic::error(rule(error.kind(), of_key), message).at(location);
        diagnostic.help = match near {
            Some(near) => Some(format!("did you mean `{near}`?")),
            None => type_help(error),
        };
        self.refusals.push(Refusal { pointer, diagnostic });
    }

    fn missing(&mut self, at: &str, property: &str) {
        let message = match at.rsplit_once('/') {
            Some((_, owner)) if owner.parse::<usize>().is_err() => {
                format!("{} has no `{property}`", names::shown(owner))
            }
            _ => format!("`{property}` is missing"),
        };
        let location = place::key_at(self.source, self.root, at);
        let diagnostic = Diagnostic::error("missing-field", message).at(location);
        self.refusals.push(Refusal { pointer: at.to_owned(), diagnostic });
    }

    /// No branch holds: takes the errors of the one that got furthest. `false` when every branch
    /// was meant for another kind of value.
    fn branches(&mut self, at: &str, context: &[Vec<ValidationError<'static>>]) -> bool {
        let depth = |branch: &[ValidationError<'static>]| {
            branch.iter().map(|error| error.instance_path().as_str().len()).max().unwrap_or(0)
        };
        let kind = |error: &ValidationError<'_>| {
            error.instance_path().as_str() == at && matches!(error.kind(), Kind::Type { .. })
        };
        let meant = context.iter().filter(|branch| !branch.iter().any(kind));
        let best = meant.max_by_key(|branch| (depth(branch), usize::MAX - branch.len()));
        best.into_iter().flatten().for_each(|error| self.take(error));
        best.is_some()
    }

    /// Behind an alias, or in two branches, the same mistake shows up more than once.
    fn distinct(self) -> Vec<Refusal> {
        let mut seen = BTreeSet::new();
        let mut refusals = self.refusals;
        refusals.retain(|Refusal { diagnostic, .. }| {
            seen.insert((diagnostic.rule, diagnostic.message.clone(), diagnostic.location.clone()))
        });
        refusals
    }
}

fn rule(kind: &Kind, of_key: bool) -> &'static str {
    match kind {
        Kind::AdditionalProperties { .. } | Kind::UnevaluatedProperties { .. } => "unknown-field",
        Kind::Enum { .. } | Kind::Constant { .. } => "unknown-value",
        Kind::Type { .. } => "wrong-type",
        _ if of_key => "invalid-key",
        _ => "invalid-value",
    }
}

/// What usually mends a value of the wrong type.
fn type_help(error: &ValidationError<'_>) -> Option<String> {
    let Kind::Type { kind } = error.kind() else { return None };
    let wants = |name: &str| match kind {
        jsonschema::error::TypeKind::Single(only) => only.as_str() == name,
        jsonschema::error::TypeKind::Multiple(several) => {
            several.iter().any(|each| each.as_str() == name)
        }
    };
    let help = match &**error.instance() {
        Value::Number(_) | Value::Bool(_) if wants("string") => "quote it",
        Value::String(word) if wants("boolean") => match word.to_lowercase().as_str() {
            "yes" | "on" | "y" | "true" => "write `true`",
            "no" | "off" | "n" | "false" => "write `false`",
            _ => return None,
        },
        Value::String(word) if wants("integer") || wants("number") => {
            word.parse::<f64>().ok()?;
            "write it without quotes"
        }
        Value::Null => "leave the key out when there is nothing to say",
        _ => return None,
    };
    Some(help.to_owned())
}
