//! Checks a message that is put together: defaults, variables and files filled in.

mod rules;

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use jsonschema::Validator;
use serde_json::Value;

use crate::model::{Channel, Content, path_step};
use crate::spec::schema::{self, Accepts, faults};

/// What is wrong with a field of a resolved message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The path of the field as [`crate::model::flatten`] spells it; the field may be absent.
    pub field: String,
    /// What is expected there: a fragment in lower case, names in backticks.
    pub expected: String,
}

/// Checks a resolved content: fields, types, limits, what is required, and what goes together.
/// References to params and secrets count as any value.
///
/// # Errors
/// Everything that is wrong.
pub fn typed(channel: Channel, content: &Content) -> Result<(), Vec<Fault>> {
    let Some(checked) = CONTENTS.get(&channel) else { return Ok(()) };
    let mut found = Vec::new();
    if !checked.accepts.fields(&content.0) {
        let value = Value::Object(content.0.clone());
        let validator = checked.validator.get_or_init(|| schema::validator(&checked.schema));
        for error in validator.iter_errors(&value) {
            let faults = faults(&checked.schema, &error).into_iter();
            found.extend(faults.map(|fault| Fault {
                field: field_of(&value, &fault.pointer),
                expected: fault.message,
            }));
        }
    }
    rules::check(channel, content, &mut found);
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// The channel's own fields, in the order in which they are described.
pub fn fields_of(channel: Channel) -> &'static [String] {
    CONTENTS.get(&channel).map(|checked| checked.fields.as_slice()).unwrap_or_default()
}

/// The schema of one channel, ready to check with.
struct Checked {
    accepts: Accepts,
    schema: Value,
    /// Made when there is something to tell.
    validator: OnceLock<Validator>,
    fields: Vec<String>,
}

static CONTENTS: LazyLock<BTreeMap<Channel, Checked>> =
    LazyLock::new(|| Channel::ALL.into_iter().map(|channel| (channel, checked(channel))).collect());

fn checked(channel: Channel) -> Checked {
    let schema = schema::content(channel);
    let accepts = Accepts::new(&schema);
    let definition = &schema["$defs"][super::message::definition_of(channel)];
    let fields = definition["properties"].as_object().map(|it| it.keys().cloned().collect());
    Checked { accepts, validator: OnceLock::new(), fields: fields.unwrap_or_default(), schema }
}

/// A JSON pointer as the path of a field: `/buttons/0/text` is `buttons[0]/text`.
fn field_of(value: &Value, pointer: &str) -> String {
    let mut at = Some(value);
    let mut path = String::new();
    for step in pointer.split('/').skip(1) {
        let key = step.replace("~1", "/").replace("~0", "~");
        if at.is_some_and(Value::is_array) {
            path.extend(["[", &key, "]"]);
        } else {
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(&path_step(&key));
        }
        at = at.and_then(|value| match value {
            Value::Array(items) => items.get(key.parse::<usize>().ok()?),
            other => other.get(&key),
        });
    }
    path
}
