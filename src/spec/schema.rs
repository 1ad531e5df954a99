//! The JSON Schemas of the files, generated from the types of [`super::document`].

mod by_channel;
mod fault;
mod instance;
mod tidy;

use std::sync::LazyLock;

use jsonschema::Validator;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

pub(super) use by_channel::{AcceptsCampaign, PerChannel};
pub use fault::{Fault, faults, fields_beside, stated};
pub(super) use instance::Accepts;

use super::document::{self, definition_of, schema_of_channels};
use crate::model::Channel;

/// The schema of a campaign file: draft 2020-12.
pub fn campaign() -> Value {
    root::<document::Campaign>("campaign", "A campaign of campaignctl")
}

/// The schema of `campaignctl.yaml`: draft 2020-12.
pub fn project() -> Value {
    root::<document::Project>("project", "A project of campaignctl")
}

/// The schema of a connected audience: draft 2020-12.
pub fn audience() -> Value {
    root::<document::Audience>("audience", "A connected audience")
}

/// The schema of one channel's own fields, without ours.
pub fn content(channel: Channel) -> Value {
    let mut schema = CONTENTS.clone();
    schema.insert("$ref".to_owned(), json!(format!("#/$defs/{}", definition_of(channel))));
    Value::Object(schema)
}

/// What tells every mistake in a value, by a schema of ours.
pub(super) fn validator(schema: &Value) -> Validator {
    jsonschema::validator_for(schema).expect("a generated schema is a schema; tests compile all")
}

/// The definitions of all channels.
static CONTENTS: LazyLock<Map<String, Value>> = LazyLock::new(|| {
    let mut generator = generator();
    schema_of_channels(&mut generator);
    Map::from_iter([("$defs".to_owned(), Value::Object(generator.take_definitions(true)))])
});

fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().with_transform(tidy::Tidy).into_generator()
}

fn root<T: JsonSchema>(name: &str, title: &str) -> Value {
    let schema = Value::from(generator().into_root_schema_for::<T>());
    let mut rooted = Map::new();
    let id = format!(
        "https://raw.githubusercontent.com/campaignctl/campaignctl/main/schemas/{name}.schema.json"
    );
    rooted.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    rooted.insert("$id".to_owned(), json!(id));
    rooted.insert("title".to_owned(), json!(title));
    if let Value::Object(fields) = schema {
        rooted.extend(fields.into_iter().filter(|(key, _)| key != "$schema" && key != "title"));
    }
    Value::Object(rooted)
}
