//! Each message names the campaign that its id is of, once more.
//!
//! Many lines of a lockfile are the same in every campaign. Between such lines git may put a message
//! into the campaign below, or a new message of the old campaign into the one that has replaced it,
//! and call that clean. Then the names differ, and reading notices.

use serde_json::Value;

use super::{Entry, LockError};
use crate::model::{CampaignId, CampaignKey};

/// The field of a message, written right after its channel.
pub(super) const FIELD: &str = "campaign_id";

/// Writes the campaign's id into each message of its tree that has an id.
pub(super) fn name_campaigns(entry: &Entry, tree: &mut Value) {
    let (Some(id), Some(messages)) = (&entry.campaign_id, tree.get_mut("messages")) else { return };
    for message in messages.as_object_mut().into_iter().flat_map(|all| all.values_mut()) {
        if let Value::Object(fields) = message
            && fields.contains_key("message_variation_id")
        {
            fields.shift_insert(1, FIELD.to_owned(), id.as_str().into());
        }
    }
}

/// Takes the names out of what was read. A message without one is as good.
///
/// # Errors
/// When a message names another campaign.
pub(super) fn check(key: &CampaignKey, entry: &mut Entry) -> Result<(), LockError> {
    for (message, one) in &mut entry.messages {
        let Some(named) = one.unknown.remove(FIELD) else { continue };
        let own = entry.campaign_id.as_ref().map(CampaignId::as_str);
        if named.as_str() != own {
            let message = format!("{key}.{message}");
            let other = named.as_str().map_or_else(|| named.to_string(), str::to_owned);
            return Err(LockError::Mixed { message, other, campaign: key.to_string() });
        }
    }
    Ok(())
}
