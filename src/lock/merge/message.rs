//! One message of two sides.

use super::{
    Disagreement,
    align::{Known, Trio},
    pick,
    pick::tombstone,
    pick_unknown,
};
use crate::{lock::MessageEntry, model::MessageKey};

/// The message as both sides know it, or what they disagree about. `prefix` comes before its key.
pub(super) fn merge(
    prefix: &str,
    trio: &Trio<'_, &MessageKey, &MessageEntry>,
) -> Result<MessageEntry, Disagreement> {
    let key = || format!("{prefix}{}", trio.key);
    let (ours, theirs) = match trio.known() {
        Known::Both(ours, theirs) => (*ours, *theirs),
        Known::One(one) => return Ok((*one).clone()),
    };
    if ours.channel != theirs.channel {
        let (ours, theirs) = (ours.channel.in_sends(), theirs.channel.in_sends());
        return Err(Disagreement::Channels { key: key(), ours, theirs });
    }
    if let (Some(ours), Some(theirs)) = (&ours.message_variation_id, &theirs.message_variation_id)
        && ours != theirs
    {
        let (ours, theirs) = (ours.to_string(), theirs.to_string());
        return Err(Disagreement::Ids { key: key(), ours, theirs });
    }
    Ok(facts(trio.base.copied(), ours, theirs))
}

fn facts(base: Option<&MessageEntry>, ours: &MessageEntry, theirs: &MessageEntry) -> MessageEntry {
    // Released content is one thing: a digest of one side with values of the other means nothing.
    let content =
        |entry: &MessageEntry| (entry.released, entry.fields.clone(), entry.texts.clone());
    let content = pick(base.map(content).as_ref(), &content(ours), &content(theirs));
    let (released, fields, texts) = content.unwrap_or_default();
    let id = ours.message_variation_id.as_ref().or(theirs.message_variation_id.as_ref());
    MessageEntry {
        channel: ours.channel,
        message_variation_id: id.cloned(),
        retired: tombstone(base.map(|base| base.retired), ours.retired, theirs.retired),
        generation: ours.generation.max(theirs.generation),
        name: pick(base.map(|base| &base.name), &ours.name, &theirs.name).flatten(),
        released,
        fields,
        texts,
        unknown: pick_unknown(base.map(|base| &base.unknown), &ours.unknown, &theirs.unknown),
    }
}
