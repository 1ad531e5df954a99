//! A tree against its JSON Schema: each mistake as a diagnostic at its key or value.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{LazyLock, OnceLock};

use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use crate::diagnostic::Diagnostic;
use crate::yaml::{Entry, Node, Source};

use super::words::meant;
use super::{hidden, names, place, schema};

static CAMPAIGN: LazyLock<Checked> = LazyLock::new(|| {
    let schema = schema::campaign();
    let accepts = schema::AcceptsCampaign::new(&schema);
    Checked::new(schema, move |root| accepts.tree(root))
});
static PROJECT: LazyLock<Checked> = LazyLock::new(|| {
    let schema = schema::project();
    let accepts = schema::Accepts::new(&schema);
    Checked::new(schema, move |root| accepts.tree(root))
});

/// What the schema refuses.
#[derive(Default)]
pub(super) struct Refused {
    /// The JSON pointers of the values, or of their keys.
    pub(super) pointers: BTreeSet<String>,
    /// Each mistake once, however many aliases repeat it.
    pub(super) diagnostics: Vec<Diagnostic>,
}

struct Refusal {
    pointer: String,
    diagnostic: Diagnostic,
}

/// Makes ready what judges a campaign's shape. The first campaign would do that as well, while the
/// others wait.
pub fn prepare() {
    LazyLock::force(&CAMPAIGN);
}

/// Everything that is wrong with the shape of a campaign.
pub(super) fn campaign(source: &Source, root: &Node) -> Refused {
    CAMPAIGN.check(source, root)
}

/// Everything that is wrong with the shape of `campaignctl.yaml`.
pub(super) fn project(source: &Source, root: &Node) -> Refused {
    PROJECT.check(source, root)
}

struct Checked {
    /// Whether there is nothing to tell.
    accepts: Box<dyn Fn(&Node) -> bool + Send + Sync>,
    schema: Value,
    /// Made when there is something to tell.
    validator: OnceLock<Validator>,
}

impl Checked {
    fn new(schema: Value, accepts: impl Fn(&Node) -> bool + Send + Sync + 'static) -> Self {
        Self { accepts: Box::new(accepts), schema, validator: OnceLock::new() }
    }

    fn check(&self, source: &Source, root: &Node) -> Refused {
        if (self.accepts)(root) {
            return Refused::default();
        }
        let document = root.to_json();
        let validator = self.validator.get_or_init(|| schema::validator(&self.schema));
        let mut findings = Findings {
            schema: &self.schema,
            source,
            root,
            refusals: Vec::new(),
            keys: (String::new(), keys(Some(root))),
        };
        for error in validator.iter_errors(&document) {
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
    /// The keys of the map that the last fault was in.
    keys: (String, HashMap<&'a str, &'a Entry>),
}

impl Findings<'_> {
    fn take(&mut self, error: &ValidationError<'_>) {
        let at = error.instance_path().as_str();
        match error.kind() {
            Kind::OneOfNotValid { context } | Kind::AnyOf { context }
                if self.branches(at, context) => {}
            Kind::Required { property } => {
                self.missing(at, property.as_str().unwrap_or_default(), error);
            }
            _ => schema::faults(self.schema, error)
                .into_iter()
                .for_each(|fault| self.fault(fault, error)),
        }
    }

    fn fault(&mut self, fault: schema::Fault, error: &ValidationError<'_>) {
        let schema::Fault { pointer, of_key, message, wrong, known: all } = fault;
        let owner = pointer.rsplit_once('/').map_or("", |(owner, _)| owner);
        if self.keys.0 != owner {
            self.keys = (owner.to_owned(), keys(self.root.at(owner)));
        }
        let written = wrong.as_ref().filter(|_| of_key).and_then(|word| self.keys.1.get(&**word));
        let mut location = match written {
            Some(entry) => self.source.locate(&entry.key_span),
            None if of_key => place::key_at(self.source, self.root, &pointer),
            None => place::value_at(self.source, self.root, &pointer),
        };
        if pointer.ends_with("/api_key") {
            // Somebody may have written the key itself here.
            hidden::clear(&mut location);
        }
        let sugar = |name: &String| name == "file" || name == "secret";
        if let Some(word) = wrong.as_ref().filter(|_| of_key && all.iter().all(sugar))
            && !all.is_empty()
            && names::nearest(word, all.iter().map(String::as_str)).is_none()
        {
            return self.no_text(owner, word);
        }
        let taken = |name: &str| of_key && self.keys.1.contains_key(name);
        let known = all.iter().map(String::as_str).filter(|name| !taken(name));
        let is_not = wrong.as_ref().is_some_and(|word| word.eq_ignore_ascii_case("not"));
        let near = wrong.as_ref().and_then(|word| meant(word, known.clone()).map(str::to_owned));
        let there = wrong
            .filter(|_| of_key && near.is_none())
            .and_then(|word| meant(&word, all.iter().map(String::as_str)).map(str::to_owned));
        let near =
            near.or_else(|| message.starts_with("expected a key").then(|| key(error)).flatten());
        let mut diagnostic = Diagnostic::error(rule(error.kind(), of_key), message).at(location);
        diagnostic.help = match (near, there) {
            (Some(near), _) => Some(format!("did you mean `{near}`?")),
            (None, _) if is_not && all.iter().any(|name| name == "AND") => Some(NO_NOT.to_owned()),
            (None, Some(there)) => Some(format!("`{there}` is here already")),
            _ if diagnostic.rule == "unknown-field" => fields(known),
            _ => form(&pointer, error).or_else(|| type_help(self.schema, error)),
        };
        self.refusals.push(Refusal { diagnostic: self.merged(&pointer, diagnostic), pointer });
    }

    /// A field that `<<` brought in is right where it stands: says who has it, too.
    fn merged(&self, pointer: &str, diagnostic: Diagnostic) -> Diagnostic {
        let mut steps = pointer.match_indices('/').map(|(at, _)| at).skip(2);
        let Some(owner) = steps.next() else { return diagnostic };
        let end = steps.next().unwrap_or(pointer.len());
        let Some(message) = self.root.at(&pointer[..owner]) else { return diagnostic };
        let name = pointer[owner + 1..end].replace("~1", "/").replace("~0", "~");
        let entry = if self.keys.0 == pointer[..owner] {
            self.keys.1.get(&*name).copied()
        } else {
            message.entry(&name)
        };
        if !pointer.starts_with("/messages/") || !entry.is_some_and(|entry| entry.merged) {
            return diagnostic;
        }
        let here = place::key_at(self.source, self.root, &pointer[..owner]);
        let what = match message.get("channel").and_then(|channel| channel.text()) {
            Some(channel) => {
                format!("`<<` brings it here, where the channel is {}", names::shown(channel))
            }
            None => "`<<` brings it here".to_owned(),
        };
        diagnostic.related(here, what)
    }

    fn missing(&mut self, at: &str, property: &str, error: &ValidationError<'_>) {
        let stated = schema::faults(self.schema, error).into_iter().next();
        let stated = stated.filter(|fault| !fault.message.starts_with(&format!("`{property}`")));
        let message = match (stated, at.rsplit_once('/')) {
            (Some(fault), _) => fault.message,
            (None, Some((_, owner))) if owner.parse::<usize>().is_err() => {
                format!("{} has no `{property}`", names::shown(owner))
            }
            _ => format!("`{property}` is missing"),
        };
        let location = place::key_at(self.source, self.root, at);
        let mut diagnostic = Diagnostic::error("missing-field", message).at(location);
        let keys = self.root.at(at).map_or(&[][..], Node::entries);
        // A key that belongs there is no slip.
        let known = schema::fields_beside(self.schema, error);
        let strange = keys.iter().map(|entry| entry.key.as_str());
        let strange = strange.filter(|key| !known.iter().any(|known| known == key));
        let slip = names::nearest(property, strange);
        diagnostic.help = slip.map(|slip| format!("{} looks like it", names::shown(slip)));
        self.refusals.push(Refusal { pointer: at.to_owned(), diagnostic });
    }

    /// No branch holds: takes the errors of the one that got furthest. `false` when every branch
    /// was meant for another kind of value.
    fn branches(&mut self, at: &str, context: &[Vec<ValidationError<'static>>]) -> bool {
        let faults = |branch: &[ValidationError<'static>]| -> usize {
            branch.iter().map(|error| schema::faults(self.schema, error).len()).sum()
        };
        let depth = |branch: &[ValidationError<'static>]| {
            branch.iter().map(|error| error.instance_path().as_str().len()).max().unwrap_or(0)
        };
        let kind = |error: &ValidationError<'_>| {
            error.instance_path().as_str() == at && matches!(error.kind(), Kind::Type { .. })
        };
        let meant = context.iter().filter(|branch| !branch.iter().any(kind));
        let best = meant.max_by_key(|branch| (depth(branch), usize::MAX - faults(branch)));
        best.into_iter().flatten().for_each(|error| self.take(error));
        best.is_some()
    }

    /// Behind an alias, or in two branches, the same mistake shows up more than once; and a slip in
    /// a key is not a missing field as well.
    fn distinct(mut self) -> Refused {
        let pointers = self.refusals.iter().map(|refusal| refusal.pointer.clone()).collect();
        let slip = |Refusal { pointer, diagnostic }: &Refusal| {
            let owner = pointer.rsplit_once('/').map_or("", |(owner, _)| owner).to_owned();
            let word = diagnostic.help.as_ref()?.strip_prefix("did you mean ")?;
            Some((owner, word.trim_end_matches('?').to_owned()))
        };
        let mut slips: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (owner, word) in self.refusals.iter().filter_map(slip) {
            slips.entry(owner).or_default().insert(word);
        }
        let of = |rule: &str| -> BTreeSet<String> {
            let same = self.refusals.iter().filter(|refusal| refusal.diagnostic.rule == rule);
            same.map(|refusal| refusal.pointer.clone()).collect()
        };
        let (lacking, refused) = (of("missing-field"), of("invalid-value"));
        let mut seen = BTreeSet::new();
        self.refusals.retain(|Refusal { pointer, diagnostic }| {
            let Diagnostic { rule, message, location, .. } = diagnostic;
            let meant = |words: &BTreeSet<String>| words.iter().any(|word| message.contains(word));
            let misspelt = *rule == "missing-field" && slips.get(pointer).is_some_and(meant);
            // What the whole should look like says nothing next to the part that is missing, and
            // that it is no text nothing next to what it should be.
            let vague = *rule == "invalid-value" && lacking.contains(pointer)
                || *rule == "wrong-type" && refused.contains(pointer);
            !misspelt && !vague && seen.insert((*rule, message.clone(), location.clone()))
        });
        let diagnostics = self.refusals.into_iter().map(|refusal| refusal.diagnostic).collect();
        Refused { pointers, diagnostics }
    }

    /// Fields where a text belongs are one mistake, however many there are.
    fn no_text(&mut self, owner: &str, word: &str) {
        let location = place::key_at(self.source, self.root, owner);
        let diagnostic =
            Diagnostic::error("wrong-type", "expected a text, not fields").at(location);
        let help = match owner.rsplit('/').next().unwrap_or_default() {
            _ if owner.contains("/media_items/") => "write the address itself: `- https://…`",
            "alert" if matches!(word, "title" | "body") => {
                "write the text itself; `title` stands beside `alert` in this channel"
            }
            "body" => "JSON is a text, too: write it below `|`",
            _ => A_TEXT,
        };
        self.refusals
            .push(Refusal { pointer: owner.to_owned(), diagnostic: diagnostic.help(help) });
    }
}

/// The keys of a map and where they stand: thousands of them may be wrong.
fn keys(node: Option<&Node>) -> HashMap<&str, &Entry> {
    // The last of a key that is given twice counts, as everywhere.
    let entries = node.map_or(&[][..], Node::entries).iter();
    entries.map(|entry| (entry.key.as_str(), entry)).collect()
}

/// What to do about an operator that connected audiences do not have.
const NO_NOT: &str =
    "there is no `NOT`; comparisons have opposites: `not_equal`, `is_not`, `does_not_exist`";

/// What to do about fields where a text belongs.
const A_TEXT: &str =
    "expected a text: quote it, write it below `|`, or keep it in a file: `{ file: path }`";

/// The fields that are not given yet, when they are few enough to read.
fn fields<'a>(known: impl Iterator<Item = &'a str>) -> Option<String> {
    const MOST: usize = 8;
    let mut known: Vec<&str> = known.collect();
    known.sort_unstable();
    let more = known.len().saturating_sub(MOST);
    known.truncate(MOST);
    let listed = match more {
        _ if known.is_empty() => return None,
        0 => names::list(&known, "and"),
        _ => format!("`{}` and {more} more", known.join("`, `")),
    };
    Some(format!("what can stand here: {listed}"))
}

/// A key that may have been meant by a text that is none.
fn key(error: &ValidationError<'_>) -> Option<String> {
    let written = match error.kind() {
        Kind::PropertyNames { error } => error.instance().as_str()?.to_owned(),
        _ => error.instance().as_str()?.to_owned(),
    };
    let spelled = written.trim().to_lowercase().replace([' ', '.', '/'], "-");
    crate::model::CampaignKey::parse(&spelled).ok().map(|_| spelled)
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

/// How fields are written whose form is not that of their type alone.
fn form(pointer: &str, error: &ValidationError<'_>) -> Option<String> {
    let Kind::Type { .. } = error.kind() else { return None };
    let mut steps = pointer.rsplit('/');
    let help = match (steps.next()?, steps.nth(1)) {
        ("within", Some("conversions")) => "say the unit, too, such as `3d` or `72h`",
        ("api_key", Some("workspaces")) => {
            "name the variable that holds the key: `api_key: { env: BRAZE_API_KEY_PROD }`"
        }
        ("sandbox", Some("workspaces")) => "write `sandbox: {}`",
        _ => return None,
    };
    Some(help.to_owned())
}

/// What usually mends a value of the wrong type.
fn type_help(schema: &Value, error: &ValidationError<'_>) -> Option<String> {
    if let (Kind::Constant { expected_value }, Value::String(word)) =
        (error.kind(), &**error.instance())
        && **expected_value == Value::Bool(true)
    {
        return matches!(word.as_str(), "yes" | "on" | "true").then(|| "write `true`".to_owned());
    }
    // A field that takes a reference, too, says what it takes in its own words.
    let says =
        |word: &str| schema::stated(schema, error).is_some_and(|stated| stated.contains(word));
    let wants = |name: &str| match error.kind() {
        Kind::Type { kind: TypeKind::Single(only) } => only.as_str() == name,
        Kind::Type { kind: TypeKind::Multiple(several) } => {
            several.iter().any(|each| each.as_str() == name)
        }
        _ => match name {
            "boolean" => says("`true` or `false`"),
            "integer" => says("expected an integer"),
            "number" => says("expected a number"),
            _ => false,
        },
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
        Value::String(text) if wants("array") => return Some(as_list(text)),
        Value::Array(_) if wants("string") => "quote it, if the brackets belong to the text",
        Value::Null => "leave the key out when there is nothing to say",
        _ => return None,
    };
    Some(help.to_owned())
}

/// How a text is a list, in its own words where they are few and plain.
fn as_list(text: &str) -> String {
    const MOST: usize = 60;
    let words: Vec<&str> = text.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
    // A credential has digits, if it is not shown by how it begins.
    let letter = |c: char| c.is_alphabetic() || matches!(c, '-' | '_' | ' ');
    let plain = |word: &&str| {
        word.starts_with(char::is_alphabetic)
            && word.chars().all(letter)
            && !super::lint::has_prefix(word)
    };
    let listed = words.join(", ");
    let shown = !words.is_empty() && words.iter().all(plain) && listed.len() <= MOST;
    format!("write a list: `[{}]`", if shown { &*listed } else { "one, two" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_shown_in_its_own_words() {
        let check = |text: &str, listed: &str| {
            assert_eq!(as_list(text), format!("write a list: `[{listed}]`"), "{text}");
        };
        check("spring", "spring");
        check(" order-shipped,transactional , ", "order-shipped, transactional");
        for no_words in
            ["", ",", "{{ x }}", "a: b", "sk_live_abcdefghijklmnopqrstuvwx", "a1b2c3d4", "- a"]
        {
            check(no_words, "one, two");
        }
        check(&"word, ".repeat(20), "one, two");
    }
}
