//! Checks a message that is put together: defaults, variables and files filled in.

mod rules;

use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::Value;

use crate::model::{Channel, Content, path_step};
use crate::spec::schema::{self, Accepts, PerChannel, faults};

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
    let checked = checked(channel);
    let mut found = Vec::new();
    let accepts = checked.accepts.get_or_init(|| Accepts::new(&checked.schema));
    if !accepts.fields(&content.0) {
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
    &checked(channel).fields
}

/// The schema of one channel, ready to check with.
struct Checked {
    /// Made for the first content of the channel.
    accepts: OnceLock<Accepts>,
    schema: Value,
    /// Made when there is something to tell.
    validator: OnceLock<Validator>,
    fields: Vec<String>,
}

fn checked(channel: Channel) -> &'static Checked {
    static CONTENTS: PerChannel<Checked> = PerChannel::new();
    CONTENTS.get(channel, || Checked::new(channel))
}

impl Checked {
    fn new(channel: Channel) -> Self {
        let schema = schema::content(channel);
        let definition = &schema["$defs"][super::message::definition_of(channel)];
        let fields = definition["properties"].as_object().map(|it| it.keys().cloned().collect());
        let fields = fields.unwrap_or_default();
        Self { accepts: OnceLock::new(), validator: OnceLock::new(), fields, schema }
    }
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
