//! What is to be sent, before the ledger has it.

use crate::model::{
    CampaignId, CampaignKey, Lineage, Params, SendHeader, SendKey, Timestamp, WorkspaceName,
};
use crate::render::Template;
use crate::send::{BATCHING, Survey, key};

/// A send that somebody asks for.
pub struct Order<'a> {
    pub lineage: Lineage,
    pub workspace: WorkspaceName,
    pub campaign: CampaignKey,
    pub campaign_id: CampaignId,
    pub template: &'a Template,
    pub survey: &'a Survey,
    pub audience_name: &'a str,
    pub limit: Option<u64>,
    /// Values for every recipient.
    pub params: Params,
    /// A deliberate name; without one the send is named after what it is.
    pub key: Option<SendKey>,
}

impl Order<'_> {
    pub fn key(&self) -> SendKey {
        let derived = || {
            let messages: Vec<_> =
                self.template.parts().iter().map(|part| part.message.clone()).collect();
            let audience = &self.survey.digest;
            let filter = self.template.audience();
            let (workspace, campaign) = (&self.workspace, &self.campaign);
            key(workspace, campaign, &messages, audience, self.limit, &self.params, filter)
        };
        self.key.clone().unwrap_or_else(derived)
    }

    /// What the ledger freezes.
    pub fn header(&self, started: Timestamp) -> SendHeader {
        SendHeader {
            key: self.key(),
            lineage: self.lineage,
            workspace: self.workspace.clone(),
            campaign: self.campaign.clone(),
            campaign_id: self.campaign_id.clone(),
            started,
            batching: BATCHING,
            audience: self.survey.digest,
            audience_name: self.audience_name.to_owned(),
            limit: self.limit,
            params: self.params.clone(),
            recipients: self.survey.recipients,
            batches: self.survey.batches,
            body: self.template.request().clone(),
            param_types: self.template.declared().clone(),
            messages: self.template.parts().to_vec(),
        }
    }
}
