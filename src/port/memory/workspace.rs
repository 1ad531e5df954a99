//! A workspace in memory.

use std::{collections::BTreeMap, sync::Mutex};

use async_trait::async_trait;

use crate::{
    model::{
        Abilities, CampaignId, Change, ListedCampaign, MessageKey, NewCampaign, NewMessage,
        Observed, ObservedCampaign, ObservedMessage, VariationId,
    },
    port::{Performed, Workspace, WorkspaceError},
};

/// Holds campaigns as the dashboard would, and does what its abilities say.
#[derive(Debug)]
pub struct MemoryWorkspace {
    abilities: Abilities,
    campaigns: Mutex<BTreeMap<CampaignId, ObservedCampaign>>,
}

impl Default for MemoryWorkspace {
    /// One that can do everything the sandbox can.
    fn default() -> Self {
        Self::able(Abilities { create: true, edit: true, archive: true, duplicate: false })
    }
}

impl MemoryWorkspace {
    pub fn able(abilities: Abilities) -> Self {
        Self { abilities, campaigns: Mutex::default() }
    }

    /// Lets somebody else change things, as a person in the dashboard would.
    pub fn behind_our_back<T>(
        &self,
        change: impl FnOnce(&mut BTreeMap<CampaignId, ObservedCampaign>) -> T,
    ) -> T {
        change(&mut self.campaigns.lock().expect("no holder of this lock panics"))
    }
}

#[async_trait]
impl Workspace for MemoryWorkspace {
    fn abilities(&self) -> Abilities {
        self.abilities
    }

    async fn observe(&self) -> Result<Observed, WorkspaceError> {
        let campaigns = self.campaigns.lock().expect("no holder of this lock panics").clone();
        let abilities = self.abilities;
        Ok(Observed { campaigns: Some(campaigns), abilities, ..Observed::default() })
    }

    async fn glance(&self) -> Result<Vec<ListedCampaign>, WorkspaceError> {
        let campaigns = self.campaigns.lock().expect("no holder of this lock panics");
        let row = |(id, held): (&CampaignId, &ObservedCampaign)| ListedCampaign {
            id: id.clone(),
            name: held.name.clone(),
            api: true,
            tags: held.tags.clone(),
            last_edited: None,
        };
        Ok(campaigns.iter().map(row).collect())
    }

    async fn perform(&self, change: &Change) -> Result<Performed, WorkspaceError> {
        let mut campaigns = self.campaigns.lock().expect("no holder of this lock panics");
        let id = match change {
            Change::CreateCampaign(new) => return Ok(create(&mut campaigns, new)),
            Change::DuplicateCampaign { template, name, description, tags } => {
                let unknown =
                    || WorkspaceError::Refused(format!("there is no campaign {template}"));
                let mut copy = campaigns.get(template).ok_or_else(unknown)?.clone();
                copy.name.clone_from(name);
                copy.description = description.clone().unwrap_or(copy.description);
                copy.tags = tags.clone().unwrap_or(copy.tags);
                land(&mut campaigns, template, copy);
                return Ok(Performed::Pending);
            }
            Change::AddMessage { campaign, .. }
            | Change::EditCampaign { campaign, .. }
            | Change::EditMessage { campaign, .. }
            | Change::ArchiveCampaign { campaign }
            | Change::UnarchiveCampaign { campaign } => campaign,
        };
        let unknown = || WorkspaceError::Refused(format!("there is no campaign {id}"));
        let held = campaigns.get_mut(id).ok_or_else(unknown)?;
        let messages = change_one(held, change)?;
        Ok(Performed::Held { campaign: id.clone(), messages })
    }
}

/// Gives a copy ids of its own.
fn land(
    campaigns: &mut BTreeMap<CampaignId, ObservedCampaign>,
    template: &CampaignId,
    mut copy: ObservedCampaign,
) {
    let number = campaigns.len();
    let id = format!("{template}-copy-{number}");
    let messages = std::mem::take(&mut copy.messages);
    for (old, message) in messages {
        let id = VariationId::parse(&format!("{old}-copy-{number}"));
        copy.messages.insert(id.expect("an id and a number are an id"), message);
    }
    campaigns.insert(CampaignId::parse(&id).expect("an id and a number are an id"), copy);
}

type Held = BTreeMap<MessageKey, VariationId>;

fn create(campaigns: &mut BTreeMap<CampaignId, ObservedCampaign>, new: &NewCampaign) -> Performed {
    let held = campaigns.entry(new.id.clone()).or_insert_with(|| ObservedCampaign {
        name: String::new(),
        description: String::new(),
        tags: Vec::new(),
        archived: false,
        draft: false,
        created: None,
        conversions: new.conversions.clone(),
        messages: BTreeMap::new(),
    });
    held.name.clone_from(&new.name);
    held.description.clone_from(&new.description);
    held.tags.clone_from(&new.tags);
    let mut messages = Held::new();
    for message in &new.messages {
        messages.extend(add(held, message));
    }
    Performed::Held { campaign: new.id.clone(), messages }
}

fn change_one(held: &mut ObservedCampaign, change: &Change) -> Result<Held, WorkspaceError> {
    match change {
        Change::CreateCampaign(_) | Change::DuplicateCampaign { .. } => {}
        Change::AddMessage { message, .. } => return Ok(add(held, message)),
        Change::EditCampaign { name, description, tags, .. } => {
            held.name = name.clone().unwrap_or_else(|| std::mem::take(&mut held.name));
            held.description =
                description.clone().unwrap_or_else(|| std::mem::take(&mut held.description));
            held.tags = tags.clone().unwrap_or_else(|| std::mem::take(&mut held.tags));
        }
        Change::EditMessage { variation, name, .. } => {
            let unknown = || WorkspaceError::Refused(format!("there is no message {variation}"));
            held.messages.get_mut(variation).ok_or_else(unknown)?.name = Some(name.clone());
        }
        Change::ArchiveCampaign { .. } => held.archived = true,
        Change::UnarchiveCampaign { .. } => held.archived = false,
    }
    Ok(Held::new())
}

fn add(held: &mut ObservedCampaign, new: &NewMessage) -> Held {
    let message = ObservedMessage { channel: Some(new.channel), name: Some(new.name.clone()) };
    held.messages.entry(new.id.clone()).or_insert(message);
    [(new.key.clone(), new.id.clone())].into()
}
