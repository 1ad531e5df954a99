//! Campaigns that are recorded exactly as they are defined: nearly all of them, nearly always. They
//! are found while they are read, so that their texts need not be kept.

use crate::{
    lock::{Entry, Lock},
    model::{Campaign, Content, Message},
};

/// Takes the content out of a campaign that there is nothing to record of, and marks it.
pub fn settle(mut campaign: Campaign, lock: &Lock) -> Campaign {
    if is_settled(&campaign, lock) {
        campaign.settled = true;
        for message in &mut campaign.messages {
            message.content = Content::default();
            message.texts.clear();
        }
    }
    campaign
}

fn is_settled(campaign: &Campaign, lock: &Lock) -> bool {
    let Some(entry) = lock.campaigns.get(&campaign.key) else { return false };
    let moves = campaign.moved_from.as_ref().is_some_and(|from| lock.campaigns.contains_key(from));
    let live = entry.messages.values().filter(|message| !message.retired).count();
    !moves
        && !entry.retired
        && entry.campaign_id.is_some()
        && facts_are_recorded(campaign, entry)
        && live == campaign.messages.len()
        && campaign.messages.iter().all(|message| is_recorded(message, entry))
}

fn facts_are_recorded(campaign: &Campaign, entry: &Entry) -> bool {
    entry.name == campaign.name
        && entry.description == campaign.description
        && entry.tags == campaign.tags
        && entry.conversions == campaign.conversions
        && entry.protected == campaign.protected
        && entry.params == campaign.params
        && entry.delivery == campaign.delivery
}

fn is_recorded(message: &Message, entry: &Entry) -> bool {
    let moves = message.moved_from.as_ref().is_some_and(|from| entry.messages.contains_key(from));
    let Some(recorded) = entry.messages.get(&message.key) else { return false };
    !moves
        && !recorded.retired
        && recorded.message_variation_id.is_some()
        && recorded.channel == message.channel
        && recorded.name == message.name
        && (message.draft || recorded.records(message))
}
