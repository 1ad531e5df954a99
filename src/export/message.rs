//! One released message with everything that an application needs to send it.

use std::collections::BTreeSet;

use super::bundle::{Message, Substitution};
use super::{ExportError, Texts, rebuild};
use crate::lock::{Entry, MessageEntry};
use crate::render::{self, Part};

/// `None` when it is not released or has no id.
pub(super) fn message(
    name: &str,
    campaign: &Entry,
    entry: &MessageEntry,
    texts: &Texts,
) -> Result<Option<Message>, ExportError> {
    let (Some(released), Some(id)) = (entry.released, &entry.message_variation_id) else {
        return Ok(None);
    };
    let content = rebuild::released(name, entry, released, texts)?;
    let filled = render::filled(entry.channel, &content, &campaign.params)
        .map_err(|source| ExportError::NoTemplate { message: name.to_owned(), source })?;
    let (mut params, mut secrets) = (BTreeSet::new(), BTreeSet::new());
    for part in filled.iter().flat_map(|filled| &filled.parts) {
        match part {
            Part::Literal(_) => {}
            Part::Param(name, _) => _ = params.insert(name.clone()),
            Part::Secret(name, _) => _ = secrets.insert(name.clone()),
        }
    }
    Ok(Some(Message {
        channel: entry.channel,
        name: entry.name.clone(),
        message_variation_id: id.clone(),
        released,
        params,
        secrets,
        content,
        substitutions: filled.into_iter().map(Substitution::from).collect(),
    }))
}
