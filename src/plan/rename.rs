//! Notices when something that goes looks like something that comes.

use std::collections::BTreeSet;

use super::{Context, Draft, Gate, campaign::Subject, identity::Identities};
use crate::{
    lock::{Entry, MessageEntry, released},
    model::{Campaign, Channel, Message},
};

/// From this share of common values on, two things look the same.
const LIKENESS_PERCENT: usize = 60;
/// More pairs than this are not compared: so many changes are no rename.
const MAX_PAIRS: usize = 100_000;

/// Stops where a campaign that goes and one that comes are probably the same.
pub(super) fn detect(context: &Context<'_>, identities: &Identities<'_>, draft: &mut Draft) {
    let Context { desired, lock, permissions, .. } = context;
    if desired.partial || permissions.not_renamed {
        return;
    }
    let gone: Vec<_> = lock
        .campaigns
        .iter()
        .filter(|(key, entry)| !entry.retired && !desired.campaigns.contains_key(*key))
        .filter(|(key, _)| !identities.left(key))
        .map(|(key, entry)| (key, entry, channels_of_entry(entry), entry_values(entry)))
        .collect();
    if gone.is_empty() {
        return;
    }
    let new: Vec<_> = desired
        .campaigns
        .values()
        .filter(|campaign| identities.entry(context, &campaign.key).is_none())
        .map(|campaign| (campaign, channels_of_definition(campaign), definition_values(campaign)))
        .collect();
    if gone.len().saturating_mul(new.len()) > MAX_PAIRS {
        return;
    }
    for (campaign, channels, values) in &new {
        let alike = gone.iter().find(|(_, entry, old_channels, old_values)| {
            let titled = entry.name.is_some() && entry.name == campaign.name;
            channels == old_channels && (titled || alike(values, old_values))
        });
        if let Some((from, ..)) = alike {
            draft.gates.push(Gate::LikelyRename {
                from: (*from).clone(),
                to: campaign.key.clone(),
                place: campaign.place.clone(),
            });
        }
    }
}

/// The same for the messages of one campaign.
pub(super) fn detect_messages(subject: &mut Subject<'_, '_>) {
    let Context { desired, permissions, .. } = subject.context;
    if desired.partial || permissions.not_renamed || !subject.recorded {
        return;
    }
    let campaign = subject.campaign;
    for message in &campaign.messages {
        if subject.entry.messages.contains_key(&message.key) {
            continue;
        }
        let values = values_of(message);
        let gone = subject.entry.messages.iter().find(|(key, entry)| {
            let leaves = !entry.retired && campaign.message(key).is_none();
            leaves && entry.channel == message.channel && alike(&values, &recorded_values(entry))
        });
        if let Some((from, _)) = gone {
            subject.draft.gates.push(Gate::LikelyMessageRename {
                campaign: campaign.key.clone(),
                from: from.clone(),
                to: message.key.clone(),
                place: message.place.clone(),
            });
        }
    }
}

type Values = BTreeSet<String>;

fn alike(a: &Values, b: &Values) -> bool {
    let common = a.intersection(b).count();
    let all = a.len() + b.len() - common;
    common > 0 && common * 100 >= all * LIKENESS_PERCENT
}

fn channels_of_entry(entry: &Entry) -> Vec<Channel> {
    let live = entry.messages.values().filter(|message| !message.retired);
    sorted(live.map(|message| message.channel))
}

fn channels_of_definition(campaign: &Campaign) -> Vec<Channel> {
    sorted(campaign.messages.iter().map(|message| message.channel))
}

fn sorted(channels: impl Iterator<Item = Channel>) -> Vec<Channel> {
    let mut channels: Vec<_> = channels.collect();
    channels.sort();
    channels
}

fn entry_values(entry: &Entry) -> Values {
    let live = entry.messages.values().filter(|message| !message.retired);
    live.flat_map(recorded_values).collect()
}

fn definition_values(campaign: &Campaign) -> Values {
    campaign.messages.iter().flat_map(values_of).collect()
}

fn values_of(message: &Message) -> Values {
    let mut entry = super::create::entry_for(message);
    if !message.draft {
        entry.release(released(message));
    }
    recorded_values(&entry)
}

fn recorded_values(entry: &MessageEntry) -> Values {
    let channel = entry.channel;
    let fields = entry.fields.iter().map(|(path, value)| format!("{channel} {path} {value}"));
    let texts = entry.texts.iter().flat_map(|(path, text)| {
        text.pieces.iter().map(move |piece| format!("{channel} {path} {}", piece.digest))
    });
    fields.chain(texts).collect()
}
