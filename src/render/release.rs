//! Which messages a request carries, and that they are the released ones.

use serde_json::{Map, Value};

use super::error::nearest;
use super::{RenderError, Template};
use crate::lock::{Entry, MessageEntry};
use crate::model::{Campaign, Delivery, Message, MessageKey, SplitPart, VariationId};

/// The request that delivers the chosen messages of a campaign; with none chosen, all that are
/// no drafts.
///
/// # Errors
/// When a message cannot be sent as it stands, or its definition is not what was released.
pub fn template(
    campaign: &Campaign,
    entry: &Entry,
    chosen: &[MessageKey],
) -> Result<Template, RenderError> {
    let key = || campaign.key.clone();
    if entry.retired {
        return Err(RenderError::Retired { campaign: key() });
    }
    let messages = choose(campaign, chosen)?;
    one_of_each_channel(&messages)?;
    if entry.params != campaign.params || entry.delivery != campaign.delivery {
        return Err(RenderError::TermsNotReleased { campaign: key() });
    }
    let released =
        messages.iter().map(|message| released(campaign, entry, message)).collect::<Result<_, _>>();
    let parts: Vec<SplitPart> = released?;
    let id = entry.campaign_id.as_ref();
    let id = id.ok_or_else(|| RenderError::NotApplied { campaign: key() })?;
    let mut body = Map::new();
    body.insert("campaign_id".to_owned(), id.as_str().into());
    add_delivery(&mut body, &campaign.delivery);
    let objects = messages.iter().zip(&parts).map(|(message, part)| {
        (message.channel.in_sends().to_owned(), object(message, &part.variation))
    });
    body.insert("messages".to_owned(), Value::Object(objects.collect()));
    Template::new(Value::Object(body), campaign.params.clone(), parts)
}

fn choose<'a>(
    campaign: &'a Campaign,
    chosen: &[MessageKey],
) -> Result<Vec<&'a Message>, RenderError> {
    if chosen.is_empty() {
        let written: Vec<_> = campaign.messages.iter().filter(|message| !message.draft).collect();
        let none = || RenderError::NoMessage { campaign: campaign.key.clone() };
        return if written.is_empty() { Err(none()) } else { Ok(written) };
    }
    let mut found: Vec<&Message> = Vec::new();
    for key in chosen {
        let message = campaign.message(key).ok_or_else(|| unknown(campaign, key))?;
        if message.draft {
            let (campaign, message) = (campaign.key.clone(), key.clone());
            return Err(RenderError::Draft { campaign, message });
        }
        if !found.iter().any(|other| other.key == *key) {
            found.push(message);
        }
    }
    Ok(found)
}

fn unknown(campaign: &Campaign, message: &MessageKey) -> RenderError {
    let known = campaign.messages.iter().map(|message| message.key.as_str());
    RenderError::UnknownMessage {
        campaign: campaign.key.clone(),
        message: message.to_string(),
        suggestion: nearest(message.as_str(), known),
    }
}

fn one_of_each_channel(messages: &[&Message]) -> Result<(), RenderError> {
    for (at, second) in messages.iter().enumerate() {
        if let Some(first) = messages[..at].iter().find(|first| first.channel == second.channel) {
            return Err(RenderError::OneChannel {
                channel: second.channel,
                first: first.key.clone(),
                second: second.key.clone(),
            });
        }
    }
    Ok(())
}

fn released(
    campaign: &Campaign,
    entry: &Entry,
    message: &Message,
) -> Result<SplitPart, RenderError> {
    let names = || (campaign.key.clone(), message.key.clone());
    let content = message.content.digest();
    let same = |recorded: &&MessageEntry| {
        !recorded.retired
            && recorded.channel == message.channel
            && recorded.released == Some(content)
    };
    let Some(recorded) = entry.messages.get(&message.key).filter(same) else {
        let (campaign, message) = names();
        return Err(RenderError::NotReleased { campaign, message });
    };
    let Some(variation) = recorded.message_variation_id.clone() else {
        let (campaign, message) = names();
        return Err(RenderError::NoVariation { campaign, message });
    };
    Ok(SplitPart { message: message.key.clone(), variation, content })
}

fn add_delivery(body: &mut Map<String, Value>, delivery: &Delivery) {
    let Delivery { override_frequency_capping, recipient_subscription_state } = delivery;
    if let Some(ignore) = override_frequency_capping {
        body.insert("override_frequency_capping".to_owned(), (*ignore).into());
    }
    if let Some(state) = recipient_subscription_state {
        let state = serde_json::to_value(state).expect("a word is JSON");
        body.insert("recipient_subscription_state".to_owned(), state);
    }
}

fn object(message: &Message, variation: &VariationId) -> Value {
    let mut object = Map::new();
    object.insert("message_variation_id".to_owned(), variation.as_str().into());
    object.extend(message.content.0.iter().map(|(field, value)| (field.clone(), value.clone())));
    Value::Object(object)
}
