//! A schema's verdict in words: what is wrong, where, and what would be right.

use std::borrow::Cow;

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

/// One thing that a schema finds wrong. It never repeats the value: that may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// A JSON pointer to the value.
    pub pointer: String,
    /// The key itself is wrong, not the value under it.
    pub of_key: bool,
    /// A fragment in lower case, names in backticks.
    pub message: String,
    /// The word that was written, where a similar one may be meant.
    pub wrong: Option<String>,
    /// The words that would be right: fields, or values.
    pub known: Vec<String>,
}

/// Puts an error of a schema into words. Several for one: each unknown field is a fault of its own.
pub fn faults(schema: &Value, error: &ValidationError<'_>) -> Vec<Fault> {
    let pointer = error.instance_path().as_str();
    let at = Node::of(schema, error);
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            unexpected.iter().map(|name| unknown_field(pointer, name, &at)).collect()
        }
        ValidationErrorKind::PropertyNames { error: inner } => {
            let name = inner.instance().as_str().unwrap_or_default();
            let message = at.stated().or_else(|| Node::of(schema, inner).stated());
            let message = message.unwrap_or("this name cannot be used");
            vec![Fault { of_key: true, ..fault(&below(pointer, name), message) }]
        }
        ValidationErrorKind::Enum { options } => {
            vec![not_one_of(pointer, options, error.instance())]
        }
        other => {
            let stated = at.stated().map(Cow::Borrowed);
            let message = stated.unwrap_or_else(|| in_words(other, error));
            vec![fault(pointer, &message)]
        }
    }
}

/// What the schema itself says about an error.
pub fn stated<'a>(schema: &'a Value, error: &ValidationError<'_>) -> Option<&'a str> {
    Node::of(schema, error).stated()
}

/// The fields that can stand in the value that an error is about.
pub fn fields_beside(schema: &Value, error: &ValidationError<'_>) -> Vec<String> {
    Node::of(schema, error).fields()
}

fn fault(pointer: &str, message: &str) -> Fault {
    Fault {
        pointer: pointer.to_owned(),
        of_key: false,
        message: message.to_owned(),
        wrong: None,
        known: Vec::new(),
    }
}

fn unknown_field(pointer: &str, name: &str, at: &Node<'_>) -> Fault {
    Fault {
        of_key: true,
        wrong: Some(name.to_owned()),
        known: at.fields(),
        ..fault(&below(pointer, name), &format!("unknown field `{}`", name.escape_debug()))
    }
}

fn not_one_of(pointer: &str, options: &Value, instance: &Value) -> Fault {
    let words = options.as_array().map(Vec::as_slice).unwrap_or_default();
    let known: Vec<_> = words.iter().filter_map(|word| Some(word.as_str()?.to_owned())).collect();
    let listed: Vec<_> = known.iter().map(|word| format!("`{word}`")).collect();
    Fault {
        wrong: instance.as_str().map(str::to_owned),
        known,
        ..fault(pointer, &format!("expected one of {}", listed.join(", ")))
    }
}

/// The message for what has none in the schema.
fn in_words(kind: &ValidationErrorKind, error: &ValidationError<'_>) -> Cow<'static, str> {
    match kind {
        ValidationErrorKind::Required { property } => {
            format!("`{}` is required", property.as_str().unwrap_or_default()).into()
        }
        ValidationErrorKind::Type { kind } => format!("expected {}", type_in_words(kind)).into(),
        ValidationErrorKind::Constant { expected_value } => {
            format!("expected `{expected_value}`").into()
        }
        ValidationErrorKind::Minimum { limit } => format!("expected at least {limit}").into(),
        ValidationErrorKind::Maximum { limit } => {
            // A limit of so many days is one of seconds.
            let days =
                limit.as_u64().filter(|it| *it > 0 && it % 86_400 == 0).map(|it| it / 86_400);
            let days = days.map_or(String::new(), |days| format!(" seconds ({days} days)"));
            format!("expected at most {limit}{days}").into()
        }
        ValidationErrorKind::MinLength { limit: 1 } => "expected a text that is not empty".into(),
        ValidationErrorKind::MaxLength { limit } => {
            format!("expected at most {limit} characters").into()
        }
        ValidationErrorKind::MinItems { limit } => {
            format!("expected at least {}", items(*limit)).into()
        }
        ValidationErrorKind::MaxItems { limit } => {
            format!("expected at most {}", items(*limit)).into()
        }
        ValidationErrorKind::MinProperties { limit } => {
            format!("expected at least {}", entries(*limit)).into()
        }
        ValidationErrorKind::MaxProperties { limit } => {
            format!("expected at most {}", entries(*limit)).into()
        }
        ValidationErrorKind::UniqueItems => "expected no item twice".into(),
        ValidationErrorKind::FalseSchema | ValidationErrorKind::Not { .. } => {
            "nothing can be here".into()
        }
        _ => error.masked().to_string().into(),
    }
}

fn items(count: u64) -> String {
    if count == 1 { "1 item".to_owned() } else { format!("{count} items") }
}

fn entries(count: u64) -> String {
    if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") }
}

fn type_in_words(kind: &TypeKind) -> String {
    let word = |name: &str| match name {
        "string" => "a text",
        "integer" => "an integer",
        "number" => "a number",
        "boolean" => "`true` or `false`",
        "array" => "a list",
        "object" => "a map of fields",
        _ => "nothing",
    };
    match kind {
        TypeKind::Single(kind) => word(kind.as_str()).to_owned(),
        TypeKind::Multiple(kinds) => {
            kinds.iter().map(|kind| word(kind.as_str())).collect::<Vec<_>>().join(" or ")
        }
    }
}

/// The schema that holds the keyword which failed.
struct Node<'a>(Option<&'a Value>);

impl<'a> Node<'a> {
    fn of(schema: &'a Value, error: &ValidationError<'_>) -> Self {
        let path = error.schema_path().as_str();
        let keyword = path.rfind('/').unwrap_or(0);
        // The names of keys have their schema in the keyword itself.
        let own = matches!(error.kind(), ValidationErrorKind::PropertyNames { .. });
        Self(schema.pointer(if own { path } else { &path[..keyword] }))
    }

    /// What the schema itself says about a mistake; editors show the same.
    fn stated(&self) -> Option<&'a str> {
        self.0?.get("errorMessage")?.as_str()
    }

    fn fields(&self) -> Vec<String> {
        let properties = self.0.and_then(|node| node.get("properties")?.as_object());
        let shown = properties.into_iter().flatten().filter(|(name, field)| {
            let reserved = super::document::RESERVED.contains(&name.as_str());
            !reserved && field.get("doNotSuggest").is_none()
        });
        shown.map(|(name, _)| name.clone()).collect()
    }
}

/// The pointer to a key below a value.
fn below(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}
