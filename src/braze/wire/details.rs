//! The answer of `/campaigns/details` ("Export campaign details").

use std::collections::BTreeMap;

use serde::Deserialize;

use super::conversion::Behavior;
use super::lenient::or_default;
use crate::model::{Channel, ObservedCampaign, ObservedMessage, VariationId};

#[derive(Deserialize)]
pub(in crate::braze) struct Details {
    #[serde(default, deserialize_with = "or_default")]
    name: String,
    #[serde(default, deserialize_with = "or_default")]
    description: String,
    #[serde(default, deserialize_with = "or_default")]
    tags: Vec<String>,
    #[serde(default, deserialize_with = "or_default")]
    archived: bool,
    #[serde(default, deserialize_with = "or_default")]
    draft: bool,
    #[serde(default)]
    created_at: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    conversion_behaviors: Vec<Behavior>,
    #[serde(default)]
    messages: Option<Messages>,
}

/// The pages show a map by variation id, typed clients a list that has the ids inside.
#[derive(Deserialize)]
#[serde(untagged)]
enum Messages {
    Map(BTreeMap<String, Option<Message>>),
    List(Vec<Message>),
}

#[derive(Default, Deserialize)]
struct Message {
    #[serde(default, alias = "message_variation_id", alias = "variation_api_id")]
    id: Option<String>,
    #[serde(default)]
    channel: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
}

impl Details {
    /// The campaign, or what it has that it cannot have.
    pub(in crate::braze) fn into_observed(self) -> Result<ObservedCampaign, String> {
        let Self { name, description, mut tags, archived, draft, created_at, .. } = self;
        tags.sort();
        tags.dedup();
        let conversions = self.conversion_behaviors.into_iter().map(Into::into).collect();
        let messages = self.messages.map(Messages::into_observed).transpose()?.unwrap_or_default();
        Ok(ObservedCampaign {
            name,
            description,
            tags,
            archived,
            draft,
            created: created_at,
            conversions,
            messages,
        })
    }
}

impl Messages {
    fn into_observed(self) -> Result<BTreeMap<VariationId, ObservedMessage>, String> {
        let named: Vec<(String, Message)> = match self {
            Self::Map(map) => {
                map.into_iter().map(|(id, message)| (id, message.unwrap_or_default())).collect()
            }
            Self::List(list) => list.into_iter().map(with_id).collect::<Result<_, _>>()?,
        };
        // A control group receives nothing.
        let sent =
            named.into_iter().filter(|(_, message)| message.kind.as_deref() != Some("control"));
        sent.map(|(id, message)| {
            let id =
                VariationId::parse(&id).map_err(|_| format!("a message with the id `{id}`"))?;
            let channel = message.channel.as_deref().and_then(Channel::from_export);
            Ok((id, ObservedMessage { channel, name: message.name }))
        })
        .collect()
    }
}

fn with_id(mut message: Message) -> Result<(String, Message), String> {
    let id = message.id.take().ok_or("a message without an id")?;
    Ok((id, message))
}
