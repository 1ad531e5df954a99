//! What can be found out about a workspace without changing anything in it.

use serde::Deserialize;
use serde_json::{Value, json};

use super::Client;
use super::failure::Failure;
use super::permission::Permission;
use super::wire::details::Details;
use super::wire::lenient::or_default;
use crate::model::{CampaignId, ObservedCampaign};
use crate::port::{Method, WorkspaceError};

/// A shorter page is the last one: no total is given.
const PAGE: usize = 100;

/// A segment as a workspace lists it ("Export segment list").
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ListedSegment {
    pub id: String,
    /// Not unique.
    #[serde(default, deserialize_with = "or_default")]
    pub name: String,
}

#[derive(Deserialize)]
struct SegmentList {
    #[serde(default, deserialize_with = "or_default")]
    segments: Vec<ListedSegment>,
}

impl Client {
    /// All segments that are not archived, oldest first.
    ///
    /// # Errors
    /// When the workspace does not answer.
    pub async fn segments(&self) -> Result<Vec<ListedSegment>, WorkspaceError> {
        let mut segments = Vec::new();
        for page in 0_u32.. {
            let query = [("page", page.to_string()), ("sort_direction", "asc".to_owned())];
            let list: SegmentList = self.read("/segments/list", &query).await?;
            let length = list.segments.len();
            segments.extend(list.segments);
            if length < PAGE {
                break;
            }
        }
        Ok(segments)
    }

    /// Whether the workspace has a segment of that id ("Export segment details").
    ///
    /// # Errors
    /// When it does not say.
    pub async fn knows_segment(&self, id: &str) -> Result<bool, WorkspaceError> {
        known(self.read::<Value>("/segments/details", &[("segment_id", id.to_owned())]).await)
    }

    /// The campaign of that id; `None` where the workspace has none.
    ///
    /// # Errors
    /// When it does not say.
    pub async fn campaign(
        &self,
        id: &CampaignId,
    ) -> Result<Option<ObservedCampaign>, WorkspaceError> {
        let query = [("campaign_id", id.to_string())];
        match self.read::<Details>("/campaigns/details", &query).await {
            Ok(details) => details.into_observed().map(Some).map_err(WorkspaceError::Unexpected),
            Err(Failure::Refused { .. }) => Ok(None),
            Err(failure) => Err(failure.into()),
        }
    }

    /// Whether the workspace has a subscription group of that id: no endpoint lists them, and this
    /// one asks for the status of a user that nobody has.
    ///
    /// # Errors
    /// When it does not say.
    pub async fn knows_subscription_group(&self, id: &str) -> Result<bool, WorkspaceError> {
        let nobody = "campaignctl-doctor".to_owned();
        let query = [("subscription_group_id", id.to_owned()), ("external_id", nobody)];
        known(self.read::<Value>("/subscription/status/get", &query).await)
    }

    /// Whether the key may make a call: it is made without anything that it needs, so that whoever
    /// may is told what is missing.
    ///
    /// A call that writes is only to be tried on a sandbox, which looks at the permission first and
    /// refuses the rest. In which order Braze looks is not documented.
    ///
    /// # Errors
    /// When nothing is found out.
    pub async fn may(&self, permission: &Permission) -> Result<bool, WorkspaceError> {
        let answer = match permission.method {
            Method::Get => self.read::<Value>(permission.path, &[]).await,
            Method::Post | Method::Put => self.write(permission.path, &json!({})).await,
        };
        match answer {
            Ok(_) | Err(Failure::Refused { .. } | Failure::Unexpected(_)) => Ok(true),
            Err(Failure::Unauthorized(_)) => Ok(false),
            Err(failure) => Err(failure.into()),
        }
    }

    /// Whether a sandbox answers. Only to be asked of what is said to be one: Braze has no such path.
    pub async fn is_sandbox(&self) -> bool {
        self.read::<Value>("/_sandbox/health", &[]).await.is_ok()
    }
}

/// A refusal of an id that was asked for means that there is none.
fn known(answer: Result<Value, Failure>) -> Result<bool, WorkspaceError> {
    match answer {
        Ok(_) => Ok(true),
        Err(Failure::Refused { .. }) => Ok(false),
        Err(failure) => Err(failure.into()),
    }
}
