//! One message of a campaign, resolved for one workspace.

mod spot;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;

use serde_json::{Map, Value};

use crate::diagnostic::{Diagnostic, Location};
use crate::model::{Channel, Content, TextSource, path_step, special};
use crate::yaml::{Entry, Kind, Node, Source, Style, in_source};

use super::compose::{Composed, Fault, Names, Origin, UNKNOWN, compose};
use super::defaults::Defaults;
use super::document::OURS;
use super::names::shown;
use super::project::Project;
use super::scope::Scope;
use super::workspace::Target;
use super::{document, lint, path, place, placement, reference, words};

use spot::Spot;

/// Texts longer than this, or of several lines, are kept as source pieces.
const SHORT: usize = 200;

/// Fields whose keys are the author's: a key `file` in them is just a key.
const OPEN_MAPS: &[&str] = &["extra", "headers", "request_headers"];

/// Lints that a sandbox need not keep to: its variables may well lead to this machine.
const ABOUT_HOSTS: &[&str] = &["webhook-port", "insecure-link"];

/// Fields that the messages of a channel usually share.
const COMMON: &[&str] = &["app_id", "from", "subscription_group_id"];

/// Lints that miss a field: it may be there, with a slip in its name or its text.
const ABOUT_ABSENCE: &[&str] =
    &["buttons-without-category", "click-tracking", "missing-subject", "missing-unsubscribe"];

/// Lints that are the same in every channel.
const OF_ALL_CHANNELS: &[&str] =
    &["insecure-link", "liquid-syntax", "liquid-unavailable", "liquid-unknown"];

/// What became of a message's fields.
#[derive(Default)]
pub(super) struct Resolved {
    pub(super) content: Content,
    /// Where the long texts came from; nothing when nobody keeps the message.
    pub(super) texts: BTreeMap<String, TextSource>,
    pub(super) problems: Vec<Diagnostic>,
    /// The fields of which no more is told: what stands there is not what was meant.
    pub(super) troubled: BTreeSet<String>,
}

/// A message as it stands in its file.
pub(super) struct Written<'a> {
    pub(super) source: &'a Source,
    pub(super) node: &'a Node,
    pub(super) channel: Channel,
    /// Where problems of the message as a whole are shown.
    pub(super) key_span: Range<usize>,
}

/// Resolves the fields of a message, and those that the project's defaults add.
pub(super) fn resolve(written: &Written<'_>, scope: Scope<'_>, defaults: &Defaults) -> Resolved {
    let mut resolver = Resolver {
        channel: written.channel,
        source: written.source,
        scope,
        resolved: Resolved::default(),
    };
    let room = written.node.entries().len() + COMMON.len();
    resolver.resolved.content.0 = Map::with_capacity(room);
    for entry in written.node.entries().iter().filter(|entry| !OURS.contains(&entry.key.as_str())) {
        resolver.field(entry);
    }
    resolver.source = &defaults.source;
    for entry in defaults.of(written.channel) {
        if written.node.entry(&entry.key).is_none() {
            resolver.field(entry);
        }
    }
    resolver.resolved
}

/// Judges a resolved message: its types and limits again, now that every name has a value, then
/// the lints. Fields that have been `refused`, and those in trouble, are not told of again; what a
/// wrong reference stands for is not known, and the text around it is judged all the same.
pub(super) fn judge(
    written: &Written<'_>,
    resolved: &Resolved,
    project: &Project,
    tags: &[String],
    scope: Scope<'_>,
    refused: &BTreeSet<&str>,
) -> Vec<Diagnostic> {
    let spot = Spot::new(written, resolved, &project.defaults, scope);
    let told = |field: &str| {
        let first = first_of(field);
        refused.contains(first) || resolved.troubled.contains(first)
    };
    let unknown =
        |field: &&&str| !document::fields_of(written.channel).iter().any(|known| known == **field);
    let slips: Vec<&str> = refused.iter().filter(unknown).copied().collect();
    let mut found = Vec::new();
    if let Err(mistakes) = document::typed(written.channel, &resolved.content) {
        for mistake in mistakes.into_iter().filter(|mistake| !told(&mistake.field)) {
            let missing = mistake.expected.contains("required") && !spot.is_given(&mistake.field);
            let is_slip = |slip: &&str| {
                slip.is_empty()
                    || words::meant(slip, [mistake.field.as_str()].into_iter()).is_some()
            };
            if missing && slips.iter().any(is_slip) {
                // It is what was refused, with a slip in its name.
                continue;
            }
            let rule = if missing { "missing-field" } else { "invalid-value" };
            let mut diagnostic = Diagnostic::error(rule, mistake.expected);
            if missing && COMMON.contains(&mistake.field.as_str()) {
                let channel = written.channel.in_sends();
                diagnostic.help = Some(format!(
                    "say it here, or for all in campaignctl.yaml: `defaults: {{ {channel}: {{ {}: … }} }}`",
                    mistake.field
                ));
            }
            found.push(spot.place(diagnostic, &mistake.field));
        }
    }
    let unsure = !slips.is_empty() || !resolved.problems.is_empty();
    let findings = lints(written.channel, &resolved.content, tags, scope);
    let findings = findings.into_iter().filter(|finding| {
        !(told(&finding.field) || unsure && ABOUT_ABSENCE.contains(&finding.rule))
    });
    found.extend(placed(findings, &spot));
    found
}

/// What is wrong with a message whose channel nobody knows.
pub(super) fn judge_any(
    written: &Written<'_>,
    resolved: &Resolved,
    defaults: &Defaults,
    scope: Scope<'_>,
) -> Vec<Diagnostic> {
    let findings = lints(written.channel, &resolved.content, &[], scope).into_iter();
    let findings = findings.filter(|finding| OF_ALL_CHANNELS.contains(&finding.rule));
    placed(findings, &Spot::new(written, resolved, defaults, scope)).collect()
}

/// Findings at their places, each once: to find the place of the same words takes as long again.
fn placed<'a>(
    findings: impl Iterator<Item = lint::Finding> + 'a,
    spot: &'a Spot<'_>,
) -> impl Iterator<Item = Diagnostic> + 'a {
    let mut seen = HashSet::new();
    findings.filter_map(move |lint::Finding { rule, severity, field, message, help }| {
        let first = seen.insert((rule, field.clone(), message.clone()));
        let diagnostic = Diagnostic { severity, help, ..Diagnostic::error(rule, message) };
        first.then(|| spot.place(diagnostic, &field))
    })
}

fn lints(
    channel: Channel,
    content: &Content,
    tags: &[String],
    scope: Scope<'_>,
) -> Vec<lint::Finding> {
    let sandbox = matches!(scope.spec.target, Target::Sandbox { .. });
    let mut findings = lint::message(channel, content, lint::Sent { tags, now: scope.now });
    // A text that is too long has too many segments: once is enough.
    let long = findings.iter().any(|finding| finding.rule == "sms-length");
    findings.retain(|finding| !(long && finding.rule == "sms-segments"));
    findings.retain(|finding| !(sandbox && ABOUT_HOSTS.contains(&finding.rule)));
    findings
}

/// What stands for a value that nobody knows.
fn unknown() -> Value {
    Value::String(format!("@{{param.{UNKNOWN}}}"))
}

/// The field of a message that a path begins with.
fn first_of(path: &str) -> &str {
    &path[..path.find(['/', '[']).unwrap_or(path.len())]
}

struct Resolver<'a> {
    channel: Channel,
    source: &'a Source,
    scope: Scope<'a>,
    resolved: Resolved,
}

impl Resolver<'_> {
    fn field(&mut self, entry: &Entry) {
        // A field that nobody knows has been refused; it may be one of these, misspelt.
        let known = || document::fields_of(self.channel).contains(&entry.key);
        self.scope.secrets = self.channel == Channel::Webhook
            && (matches!(entry.key.as_str(), "url" | "body" | "request_headers") || !known());
        let path = path_step(&entry.key);
        let kind = match entry.key.as_str() {
            "app_id" => Some("apps"),
            "subscription_group_id" => Some("subscription_groups"),
            _ => None,
        };
        let value = match (kind, entry.value.text()) {
            (Some(kind), Some(name)) => self.id(kind, name, &entry.value),
            _ => self.value(&entry.value, &path),
        };
        self.resolved.content.0.insert(entry.key.clone(), value);
    }

    /// A name of the workspace may itself come from a variable.
    fn id(&mut self, kind: &'static str, written: &str, node: &Node) -> Value {
        let scope = Scope { sent: false, ..self.scope };
        let mut composed = compose(&self.source.path, written, &scope);
        self.faults(&composed, node);
        let name = composed.take_text();
        match self.scope.id(kind, &name) {
            Ok(id) => Value::String(id),
            Err(fault) => {
                if composed.faults.is_empty() {
                    self.problem(fault, self.source.locate(&node.span));
                }
                unknown()
            }
        }
    }

    fn value(&mut self, node: &Node, path: &str) -> Value {
        match &node.kind {
            Kind::Text(text, style) => self.text(text, *style, node, path),
            Kind::List(items) => {
                let values = items.iter().enumerate();
                values.map(|(index, item)| self.value(item, &place::item(path, index))).collect()
            }
            Kind::Map(entries) if OPEN_MAPS.contains(&path) => self.map(entries, path),
            Kind::Map(entries) => match entries.as_slice() {
                [only] if only.key == "file" && only.value.text().is_some() => {
                    self.file(&only.value, path)
                }
                [only] if only.key == "secret" && only.value.text().is_some() => {
                    self.secret(&only.value)
                }
                _ => self.map(entries, path),
            },
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => node.to_json(),
        }
    }

    fn map(&mut self, entries: &[Entry], path: &str) -> Value {
        let mut fields = Map::with_capacity(entries.len());
        for entry in entries {
            let value = self.value(&entry.value, &place::child(path, &entry.key));
            fields.insert(entry.key.clone(), value);
        }
        Value::Object(fields)
    }

    fn text(&mut self, text: &str, style: Style, node: &Node, field: &str) -> Value {
        if let Some(value) = reference::only_var(text).and_then(|name| self.scope.value(name))
            && !value.is_string()
        {
            return value.clone();
        }
        let block = matches!(style, Style::Literal | Style::Folded);
        let scope = self.scope;
        if special(text, 0).is_none() {
            // Most texts refer to nothing.
            if scope.kept && (block || text.len() > SHORT || text.contains('\n')) {
                let source = TextSource::alone(&self.source.path, text);
                self.resolved.texts.insert(field.to_owned(), source);
            }
            return Value::String(text.to_owned());
        }
        let mut composed = compose(&self.source.path, text, &scope);
        self.faults(&composed, node);
        self.placement(&composed, node, field);
        let mut resolved = composed.take_text();
        let includes = composed.pieces.len() > 1;
        if scope.kept
            && (block
                || includes
                || resolved.contains('\n')
                || text.len() > SHORT
                || resolved.len() > SHORT)
        {
            self.resolved.texts.insert(field.to_owned(), composed.source());
        }
        if scope.kept {
            resolved.shrink_to_fit();
        }
        Value::String(resolved)
    }

    fn file(&mut self, node: &Node, field: &str) -> Value {
        let written = node.text().unwrap_or_default();
        let scope = self.scope;
        let found = path::resolve(&self.source.path, written)
            .map_err(|error| Fault::new("included-file", error.to_string()))
            .and_then(|path| Ok((scope.text(&path)?, path)));
        let (text, path) = match found {
            Ok(found) => found,
            Err(fault) => {
                self.problem(fault, self.source.locate(&node.span));
                return unknown();
            }
        };
        let mut composed = compose(&path, text, &scope);
        self.faults(&composed, node);
        self.placement(&composed, node, field);
        let mut resolved = composed.take_text();
        if scope.kept {
            resolved.shrink_to_fit();
            self.resolved.texts.insert(field.to_owned(), composed.source());
        }
        Value::String(resolved)
    }

    fn secret(&mut self, node: &Node) -> Value {
        let name = node.text().unwrap_or_default();
        if !crate::model::is_name(name) {
            let message = format!("{} cannot name a secret", shown(name));
            let help =
                "letters, digits and `_`; it is read from `CAMPAIGNCTL_SECRET_<NAME>`".to_owned();
            self.problem(
                Fault::new("invalid-key", message).help(Some(help)),
                self.source.locate(&node.span),
            );
        } else if let Err(fault) = self.scope.secret(name) {
            self.problem(fault, self.source.locate(&node.span));
        }
        Value::String(format!("@{{secret.{name}}}"))
    }

    fn placement(&mut self, composed: &Composed<'_>, node: &Node, field: &str) {
        for (origin, fault) in placement::misplaced(composed, field) {
            let location = self.origin(composed, origin, node);
            self.problem(fault, location);
            self.resolved.troubled.insert(first_of(field).to_owned());
        }
    }

    fn faults(&mut self, composed: &Composed<'_>, node: &Node) {
        for (origin, fault) in &composed.faults {
            let location = self.origin(composed, origin, node);
            self.problem(fault.clone(), location);
        }
    }

    /// A place in a piece: in the YAML when it is the text that stands there, else in its file.
    fn origin(&self, composed: &Composed<'_>, origin: &Origin, node: &Node) -> Location {
        let Origin { piece, range } = origin;
        let Some((path, text)) = composed.pieces.get(*piece) else {
            return self.source.locate(&node.span);
        };
        if *path == self.source.path {
            let start = in_source(self.source, node, range.start);
            let last = in_source(self.source, node, range.end.saturating_sub(1));
            return self.source.locate(&(start..(last + 1).max(start)));
        }
        Location::of(path, text, range.clone())
    }

    fn problem(&mut self, fault: Fault, location: Location) {
        let mut diagnostic = Diagnostic::error(fault.rule, fault.message).at(location);
        diagnostic.help = fault.help;
        self.resolved.problems.push(diagnostic);
    }
}
