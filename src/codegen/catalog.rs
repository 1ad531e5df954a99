//! What several lockfiles say together.

use std::collections::{BTreeMap, BTreeSet};

use super::CodegenError;
use crate::lock::{Entry, Lock, MessageEntry};
use crate::model::{
    CampaignId, CampaignKey, Channel, MessageKey, ParamType, VariationId, WorkspaceName,
};

/// Campaigns with their ids in one or several workspaces.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalog {
    pub workspaces: Vec<WorkspaceName>,
    /// Sorted by key.
    pub campaigns: Vec<Campaign>,
}

/// A campaign that has an id in at least one workspace.
#[derive(Clone, Debug, PartialEq)]
pub struct Campaign {
    pub key: CampaignKey,
    /// Its title and what it is for, as people wrote it.
    pub about: Vec<String>,
    pub params: BTreeMap<String, ParamType>,
    /// For each workspace.
    pub ids: Vec<Option<CampaignId>>,
    /// Sorted by key.
    pub messages: Vec<Message>,
}

/// A message that has an id in at least one workspace.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub key: MessageKey,
    pub channel: Channel,
    /// Its title, as people wrote it.
    pub about: Option<String>,
    /// For each workspace.
    pub ids: Vec<Option<VariationId>>,
}

impl Campaign {
    /// Whether every workspace has it.
    pub fn is_everywhere(&self) -> bool {
        self.ids.iter().all(Option::is_some)
    }

    /// Whether every workspace that has the campaign has the message.
    pub fn always_has(&self, message: &Message) -> bool {
        self.ids.iter().zip(&message.ids).all(|(here, id)| here.is_none() || id.is_some())
    }
}

pub(super) fn catalog(locks: &[Lock]) -> Result<Catalog, CodegenError> {
    let locks: BTreeMap<_, _> = locks.iter().map(|lock| (&lock.workspace, lock)).collect();
    let locks: Vec<_> = locks.into_values().collect();
    let keys: BTreeSet<_> = locks.iter().flat_map(|lock| lock.campaigns.keys()).collect();
    let campaigns = keys.into_iter().map(|key| {
        let entries: Vec<_> = locks.iter().map(|lock| live(lock.campaigns.get(key))).collect();
        campaign(key, &entries)
    });
    Ok(Catalog {
        workspaces: locks.iter().map(|lock| lock.workspace.clone()).collect(),
        campaigns: campaigns.filter_map(Result::transpose).collect::<Result<_, _>>()?,
    })
}

/// A campaign as one workspace has it, if it has an id there.
fn live(entry: Option<&Entry>) -> Option<&Entry> {
    entry.filter(|entry| !entry.retired && entry.campaign_id.is_some())
}

fn campaign(
    key: &CampaignKey,
    entries: &[Option<&Entry>],
) -> Result<Option<Campaign>, CodegenError> {
    let ids: Vec<_> =
        entries.iter().map(|entry| entry.and_then(|one| one.campaign_id.clone())).collect();
    if ids.iter().all(Option::is_none) {
        return Ok(None);
    }
    let all = || entries.iter().flatten();
    let keys: BTreeSet<_> = all().flat_map(|entry| entry.messages.keys()).collect();
    let messages = keys.into_iter().map(|name| message(key, name, entries));
    let first = |text: fn(&Entry) -> &Option<String>| all().find_map(|entry| text(entry).clone());
    let about = [first(|entry| &entry.name), first(|entry| &entry.description)];
    Ok(Some(Campaign {
        key: key.clone(),
        about: about.into_iter().flatten().collect(),
        params: params(key, all().copied())?,
        ids,
        messages: messages.filter_map(Result::transpose).collect::<Result<_, _>>()?,
    }))
}

fn params<'a>(
    key: &CampaignKey,
    entries: impl Iterator<Item = &'a Entry>,
) -> Result<BTreeMap<String, ParamType>, CodegenError> {
    let mut params = BTreeMap::new();
    for (param, declared) in entries.flat_map(|entry| &entry.params) {
        let first = *params.entry(param.clone()).or_insert(*declared);
        if first != *declared {
            let (campaign, param, second) = (key.clone(), param.clone(), *declared);
            return Err(CodegenError::Param { campaign, param, first, second });
        }
    }
    Ok(params)
}

fn message(
    campaign: &CampaignKey,
    key: &MessageKey,
    entries: &[Option<&Entry>],
) -> Result<Option<Message>, CodegenError> {
    let here = |entry: Option<&Entry>| -> Option<MessageEntry> {
        let message = entry?.messages.get(key)?;
        let live = !message.retired && message.message_variation_id.is_some();
        live.then(|| message.clone())
    };
    let recorded: Vec<_> = entries.iter().copied().map(here).collect();
    let Some(first) = recorded.iter().flatten().next() else { return Ok(None) };
    if let Some(other) = recorded.iter().flatten().find(|other| other.channel != first.channel) {
        return Err(CodegenError::Channel {
            campaign: campaign.clone(),
            message: key.clone(),
            first: first.channel,
            second: other.channel,
        });
    }
    Ok(Some(Message {
        key: key.clone(),
        channel: first.channel,
        about: recorded.iter().flatten().find_map(|message| message.name.clone()),
        ids: recorded.iter().map(|one| one.as_ref()?.message_variation_id.clone()).collect(),
    }))
}
