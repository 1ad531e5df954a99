//! The message objects of a send, and which variation each of them is.

use rusqlite::Connection;
use serde_json::Value;

use super::Message;
use crate::sandbox::answer::Refusal;
use crate::sandbox::call::Fields;
use crate::sandbox::channel::Channel;
use crate::sandbox::settings::{Settings, Verdict};
use crate::sandbox::world::campaigns;

/// The objects that are there, by channel.
pub(super) fn read(
    body: &Fields<'_>,
    settings: &Settings,
) -> Result<Vec<(Channel, Value)>, Refusal> {
    let mut found = Vec::new();
    if let Some(messages) = body.object("messages")? {
        for (key, _) in messages.entries() {
            let Some(object) = messages.get(key) else { continue };
            match Channel::from_sends(key) {
                Some(channel) => {
                    messages.object(key)?;
                    found.push((channel, object.clone()));
                }
                None if settings.unknown_channels == Verdict::Refuse => {
                    return Err(messages.wrong(key, "is no channel of sends"));
                }
                None => {}
            }
        }
    }
    if found.is_empty() { Err(Refusal::fatal("No message to send")) } else { Ok(found) }
}

/// Finds the variation of each object; without a campaign there is none to find.
pub(super) fn identify(
    db: &Connection,
    settings: &Settings,
    campaign: Option<i64>,
    objects: Vec<(Channel, Value)>,
) -> Result<Vec<Message>, Refusal> {
    let Some(campaign) = campaign else {
        let refuse = settings.variation_without_campaign == Verdict::Refuse;
        let identified = |(channel, object): &&(Channel, Value)| {
            let fields = Fields::of(channel.in_sends(), object);
            fields.is_ok_and(|fields| fields.get("message_variation_id").is_some())
        };
        if let Some((channel, _)) = objects.iter().find(identified).filter(|_| refuse) {
            let place = format!("messages.{}.message_variation_id", channel.in_sends());
            return Err(Refusal::bad(format!("`{place}` needs `campaign_id`")));
        }
        let untracked = objects.into_iter().map(|(channel, object)| Message {
            channel,
            variation: None,
            object,
        });
        return Ok(untracked.collect());
    };
    let ids = objects.iter().map(|(channel, object)| {
        let id = Fields::of(channel.in_sends(), object)?.text("message_variation_id")?;
        id.filter(|id| !id.is_empty()).ok_or_else(|| Refusal::fatal("Message Variant Unspecified"))
    });
    let ids = ids.collect::<Result<Vec<_>, _>>()?;
    let mut messages = Vec::new();
    for ((channel, object), id) in objects.into_iter().zip(ids) {
        let variation = campaigns::find_variation(db, &id)?
            .filter(|variation| variation.campaign == campaign)
            .ok_or_else(|| Refusal::fatal("Invalid Message Variant"))?;
        if variation.channel != channel {
            return Err(Refusal::fatal("Mismatched Message Type"));
        }
        messages.push(Message { channel, variation: Some(variation.row), object });
    }
    Ok(messages)
}
