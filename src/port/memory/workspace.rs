//! A workspace in memory.

use std::{collections::BTreeMap, sync::Mutex};

use async_trait::async_trait;

use crate::{
    model::{
        Abilities, CampaignId, Change, MessageKey, NewCampaign, NewMessage, Observed,
        ObservedCampaign, ObservedMessage, VariationId,
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
        Ok(Observed { campaigns: Some(campaigns), abilities: self.abilities, stand_in: false })
    }

    async fn perform(&self, change: &Change) -> Result<Performed, WorkspaceError> {
        let mut campaigns = self.campaigns.lock().expect("no holder of this lock panics");
        let id = match change {
            Change::CreateCampaign(new) => return Ok(create(&mut campaigns, new)),
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

type Held = BTreeMap<MessageKey, VariationId>;

fn create(campaigns: &mut BTreeMap<CampaignId, ObservedCampaign>, new: &NewCampaign) -> Performed {
    let held = campaigns.entry(new.id.clone()).or_insert_with(|| ObservedCampaign {
        name: String::new(),
        description: String::new(),
        tags: Vec::new(),
        archived: false,
        draft: false,
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
        Change::CreateCampaign(_) => {}
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
