//! What recipients do with their messages, in a sandbox.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Client, FarSide};
use crate::model::{CampaignId, Timestamp, VariationId};
use crate::port::WorkspaceError;

/// One person does something with one message that was delivered to them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Engagement {
    pub external_user_id: String,
    pub message_variation_id: VariationId,
    pub action: Action,
    /// `None` is now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Open,
    Click,
    Unsubscribe,
    Bounce,
    Spam,
    Dismiss,
}

/// What becomes of a recipient that the workspace does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownRecipients {
    /// Nothing is sent to them, as Braze does it.
    Ignore,
    /// They become users whom every channel reaches.
    Create,
}

impl Client {
    /// Engages with messages, in order; returns why some of it did not count.
    ///
    /// # Errors
    /// When the far side is not a sandbox, or did not take them.
    pub async fn engage(&self, actions: &[Engagement]) -> Result<Vec<String>, WorkspaceError> {
        let answer = self.simulate("/_sandbox/engage", json!({ "actions": actions })).await?;
        Ok(self.minor_errors(&answer))
    }

    /// Sets what becomes of recipients that the sandbox does not know.
    ///
    /// # Errors
    /// When the far side is not a sandbox, or did not take it.
    pub async fn settings(&self, unknown: UnknownRecipients) -> Result<(), WorkspaceError> {
        let settings = json!({ "unknown_recipients": unknown });
        self.simulate("/_sandbox/settings", settings).await.map(drop)
    }

    /// One page of what was delivered, from page 0; an empty one is past the end.
    ///
    /// # Errors
    /// When the far side is not a sandbox, or does not answer.
    pub async fn inbox(
        &self,
        campaign: Option<&CampaignId>,
        page: u32,
    ) -> Result<Vec<Value>, WorkspaceError> {
        self.sandbox_only()?;
        let mut query = vec![("page", page.to_string())];
        query.extend(campaign.map(|id| ("campaign_id", id.to_string())));
        let inbox: Inbox = self.read("/_sandbox/inbox", &query).await?;
        Ok(inbox.messages)
    }

    async fn simulate(&self, path: &str, body: Value) -> Result<Value, WorkspaceError> {
        self.sandbox_only()?;
        Ok(self.write(path, &body).await?)
    }

    fn sandbox_only(&self) -> Result<(), WorkspaceError> {
        match self.far_side {
            FarSide::Sandbox => Ok(()),
            FarSide::Live => {
                Err(WorkspaceError::Refused("only a sandbox can be told or asked this".to_owned()))
            }
        }
    }
}

#[derive(Deserialize)]
struct Inbox {
    messages: Vec<Value>,
}
