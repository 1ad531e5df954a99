//! A message of a campaign: our fields, and the channel's own.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::content::{
    android_push, apple_push, content_card, email, kindle_push, sms, web_push, webhook, whats_app,
};
use crate::model::Channel;

/// The fields of a message that are ours. Taken away, what is left is Braze's message object.
pub const OURS: &[&str] = &["channel", "draft", "moved_from", "name", "workspaces"];

/// Words that a later version will give a meaning, in campaigns and in messages.
pub const RESERVED: &[&str] = &["locales"];

/// One message variation as it is written.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Message {
    pub channel: Channel,
    pub name: Option<String>,
    #[serde(default)]
    pub draft: bool,
    pub moved_from: Option<String>,
    /// `None` is wherever the campaign is.
    pub workspaces: Option<Vec<String>>,
    /// The channel's own fields, in the author's order.
    #[serde(flatten)]
    pub content: Map<String, Value>,
}

/// Our fields, whose descriptions the schema takes.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is of use")]
struct Ours {
    /// The channel. It decides which other fields the message has.
    #[schemars(with = "ChannelWord")]
    channel: Channel,
    /// The variation's title in the dashboard. Without it a new variation is named by its key, and an existing one keeps its title.
    #[schemars(length(min = 1))]
    name: Option<String>,
    /// Not written yet: it gets an id, and is never released or sent.
    #[schemars(extend("default" = false))]
    draft: Option<bool>,
    /// The key that the message had before. Its ids move along.
    #[schemars(extend("pattern" = super::campaign::KEY, "errorMessage" = super::campaign::KEY_MESSAGE))]
    moved_from: Option<String>,
    /// The workspaces that have it. Without it, all those of the campaign.
    #[schemars(length(min = 1), extend("uniqueItems" = true))]
    workspaces: Option<Vec<String>>,
    /// Reserved for a later version.
    #[schemars(with = "Option<super::campaign::Reserved>")]
    locales: Option<Value>,
}

// The condition on `channel` leads to one closed object, so that a mistake in an email is reported
// as that mistake, and a message without a channel as exactly that.
impl JsonSchema for Message {
    fn schema_name() -> Cow<'static, str> {
        "Message".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Ours::json_schema(generator);
        schema.insert(
            "description".into(),
            json!("One message variation: a channel and its content."),
        );
        let mut conditions = Vec::new();
        for (channel, content) in schema_of_channels(generator) {
            conditions.push(json!({
                "if": {
                    "type": "object",
                    "properties": { "channel": { "const": channel.in_sends() } },
                    "required": ["channel"],
                },
                "then": content,
            }));
            let definition = definition_of(channel);
            if let Some(content) = generator.definitions_mut().get_mut(definition) {
                admit_ours(content);
            }
        }
        schema.insert("allOf".into(), conditions.into());
        schema
    }
}

/// Lets a closed content stand beside our fields, which are described once, outside of it.
fn admit_ours(content: &mut Value) {
    if let Some(properties) = content["properties"].as_object_mut() {
        for name in OURS.iter().chain(RESERVED) {
            properties.insert((*name).to_owned(), Value::Bool(true));
        }
    }
}

/// A reference to the schema of each channel's content, and the schemas as definitions.
pub(in crate::spec) fn schema_of_channels(
    generator: &mut SchemaGenerator,
) -> Vec<(Channel, Schema)> {
    Channel::ALL.into_iter().map(|channel| (channel, schema_of(channel, generator))).collect()
}

fn schema_of(channel: Channel, generator: &mut SchemaGenerator) -> Schema {
    match channel {
        Channel::AndroidPush => generator.subschema_for::<android_push::AndroidPush>(),
        Channel::ApplePush => generator.subschema_for::<apple_push::ApplePush>(),
        Channel::ContentCard => generator.subschema_for::<content_card::ContentCard>(),
        Channel::Email => generator.subschema_for::<email::Email>(),
        Channel::KindlePush => generator.subschema_for::<kindle_push::KindlePush>(),
        Channel::Sms => generator.subschema_for::<sms::Sms>(),
        Channel::WebPush => generator.subschema_for::<web_push::WebPush>(),
        Channel::Webhook => generator.subschema_for::<webhook::Webhook>(),
        Channel::WhatsApp => {
            let reference = generator.subschema_for::<whats_app::WhatsApp>();
            let conditions = whats_app::message_types(generator);
            if let Some(definition) = generator.definitions_mut().get_mut(definition_of(channel)) {
                definition["allOf"] = conditions;
            }
            reference
        }
    }
}

/// The name of a channel's definition in a schema.
pub(in crate::spec) fn definition_of(channel: Channel) -> &'static str {
    match channel {
        Channel::AndroidPush => "AndroidPush",
        Channel::ApplePush => "ApplePush",
        Channel::ContentCard => "ContentCard",
        Channel::Email => "Email",
        Channel::KindlePush => "KindlePush",
        Channel::Sms => "Sms",
        Channel::WebPush => "WebPush",
        Channel::Webhook => "Webhook",
        Channel::WhatsApp => "WhatsApp",
    }
}

/// A channel's schema: the word with what people call it.
pub(super) struct ChannelWord;

impl JsonSchema for ChannelWord {
    fn schema_name() -> Cow<'static, str> {
        "Channel".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({
            "enum": Channel::ALL.map(Channel::in_sends),
            "markdownEnumDescriptions": Channel::ALL.map(Channel::label),
        })
    }
}
