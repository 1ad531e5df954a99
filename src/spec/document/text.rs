//! A text of a message: written in place, read from a file, or a secret.

use std::borrow::Cow;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::Value;

/// A text written in place or read from a file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Text {
    Plain(String),
    File(File),
}

/// A text of a webhook, which may also be a secret.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum SecretText {
    Plain(String),
    File(File),
    Secret(Secret),
}

/// `{ file: path }`, relative to the file that says it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub file: String,
}

/// `{ secret: NAME }`, read from `CAMPAIGNCTL_SECRET_NAME` when a request is made.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    pub secret: String,
}

/// Keys and values of the author's own: any JSON but null.
pub type Extra = IndexMap<String, ExtraValue>;

/// A value of the author's own.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct ExtraValue(pub Value);

// The schemas say `type: [string, object]` with the object's properties beside it, not `anyOf`: a
// wrong key is then reported as that key, not as "matches none of these".

impl JsonSchema for Text {
    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A text, or `{ file: path }`.",
            "type": ["string", "object"],
            "properties": { "file": file() },
            "minProperties": 1,
            "additionalProperties": false,
            "errorMessage": "expected a text or `{ file: path }`",
        })
    }
}

impl JsonSchema for SecretText {
    fn schema_name() -> Cow<'static, str> {
        "SecretText".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A text, `{ file: path }` or `{ secret: NAME }`.",
            "type": ["string", "object"],
            "properties": {
                "file": file(),
                "secret": {
                    "description": "The secret's name. Its value is read from the environment variable \
                        `CAMPAIGNCTL_SECRET_<NAME>` when a request is made, and stored nowhere.",
                    "type": "string",
                    "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
                    "errorMessage": "a secret is named with letters, digits and `_`",
                    "examples": ["ERP_AUTH"],
                },
            },
            "minProperties": 1,
            "maxProperties": 1,
            "additionalProperties": false,
            "errorMessage": "expected a text, `{ file: path }` or `{ secret: NAME }`",
        })
    }
}

impl JsonSchema for ExtraValue {
    fn schema_name() -> Cow<'static, str> {
        "ExtraValue".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Any value but null. `{ file: path }` is the text of a file.",
            "type": ["string", "number", "boolean", "object", "array"],
            "errorMessage": "expected a value, not null",
        })
    }
}

fn file() -> Value {
    serde_json::json!({
        "description": "A file inside the project, relative to the file that names it.",
        "type": "string",
        "minLength": 1,
        "examples": ["order-shipped.html", "../templates/footer.html"],
    })
}
