//! What makes a missing sandbox again, from the lockfile alone.

use crate::{
    lock::{Entry, Lock},
    model::{CampaignKey, Change, NewCampaign, NewMessage, Origin},
};

/// The changes that give an empty sandbox every campaign of the lockfile, under its ids.
pub fn rebuild(lock: &Lock) -> Vec<Change> {
    let entries = lock.campaigns.iter();
    let ours = entries.filter(|(_, entry)| entry.origin == Some(Origin::Sandbox));
    ours.flat_map(|(key, entry)| campaign(key, entry)).collect()
}

/// The same for one campaign; nothing while it has no id.
pub(super) fn campaign(key: &CampaignKey, entry: &Entry) -> Vec<Change> {
    let Some(id) = entry.campaign_id.clone() else { return Vec::new() };
    let messages = entry.messages.iter().filter_map(|(key, message)| {
        Some(NewMessage {
            key: key.clone(),
            id: message.message_variation_id.clone()?,
            channel: message.channel,
            name: message.name.clone().unwrap_or_else(|| key.to_string()),
        })
    });
    let mut changes = vec![Change::CreateCampaign(NewCampaign {
        key: key.clone(),
        id: id.clone(),
        name: entry.name.clone().unwrap_or_else(|| key.to_string()),
        description: entry.description.clone().unwrap_or_default(),
        tags: entry.tags.clone().unwrap_or_default(),
        conversions: entry.conversions.clone().unwrap_or_default(),
        messages: messages.collect(),
    })];
    changes.extend(entry.retired.then_some(Change::ArchiveCampaign { campaign: id }));
    changes
}
