//! What every message of a channel has, unless it says otherwise.

use std::borrow::Cow;

use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::message::schema_of_channels;
use crate::model::Channel;

/// The channels' own fields by channel. A message's field replaces the default's as a whole.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Defaults(pub IndexMap<Channel, Map<String, Value>>);

impl JsonSchema for Defaults {
    fn schema_name() -> Cow<'static, str> {
        "Defaults".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let channels: Map<String, Value> = schema_of_channels(generator)
            .into_iter()
            .map(|(channel, content)| (channel.in_sends().to_owned(), content.into()))
            .collect();
        json_schema!({
            "description": "Fields that every message of a channel has, unless it says otherwise.",
            "type": "object",
            "properties": channels,
            "additionalProperties": false,
            "examples": [{ "email": { "app_id": "storefront" } }],
        })
    }
}
