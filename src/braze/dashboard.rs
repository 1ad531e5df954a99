//! Does what Braze's dashboard does, in a sandbox; and the copies that Braze makes by request
//! ("Duplicate campaigns").

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Client;
use super::failure::Failure;
use super::wire::new_campaign::{NewCampaignBody, NewMessageBody};
use crate::model::{CampaignId, Change, MessageKey, VariationId};
use crate::port::{Performed, WorkspaceError};

impl Client {
    /// Every one of these calls, made twice, leaves the sandbox as made once, but for the copy.
    pub(super) async fn carry_out(&self, change: &Change) -> Result<Performed, WorkspaceError> {
        let (path, body) = call(change);
        match self.write(&path, &body).await {
            Ok(_) => Ok(held(change)),
            Err(doubt @ (Failure::NoAnswer(_) | Failure::Broken { .. })) => {
                Ok(Performed::Unknown(doubt.reason()))
            }
            // A copy that was accepted in other words may be made all the same.
            Err(doubt @ Failure::Unexpected(_)) if is_copy(change) => {
                Ok(Performed::Unknown(doubt.reason()))
            }
            Err(failure) => Err(failure.into()),
        }
    }
}

fn is_copy(change: &Change) -> bool {
    matches!(change, Change::DuplicateCampaign { .. })
}

fn call(change: &Change) -> (String, Value) {
    let of =
        |id: &CampaignId, rest: &str| format!("/_sandbox/campaigns/{}{rest}", segment(id.as_str()));
    match change {
        Change::CreateCampaign(new) => {
            ("/_sandbox/campaigns".to_owned(), json!(NewCampaignBody::of(new)))
        }
        Change::DuplicateCampaign { template, name, description, tags } => {
            let mut body = edit(Some(name), description.as_ref(), None);
            body["campaign_id"] = json!(template);
            if let Some(tags) = tags {
                body["tag_names"] = json!(tags);
            }
            ("/campaigns/duplicate".to_owned(), body)
        }
        Change::AddMessage { campaign, message } => {
            (of(campaign, "/messages"), json!(NewMessageBody::of(message)))
        }
        Change::EditCampaign { campaign, name, description, tags } => {
            (of(campaign, "/edit"), edit(name.as_ref(), description.as_ref(), tags.as_ref()))
        }
        Change::EditMessage { campaign, variation, name } => {
            let rest = format!("/messages/{}/edit", segment(variation.as_str()));
            (of(campaign, &rest), json!({ "name": name }))
        }
        Change::ArchiveCampaign { campaign } => (of(campaign, "/archive"), json!({})),
        Change::UnarchiveCampaign { campaign } => (of(campaign, "/unarchive"), json!({})),
    }
}

/// Only what is to be set: an absent field is left as it is.
fn edit(name: Option<&String>, description: Option<&String>, tags: Option<&Vec<String>>) -> Value {
    let fields = [
        ("name", name.map(|text| json!(text))),
        ("description", description.map(|text| json!(text))),
        ("tags", tags.map(|tags| json!(tags))),
    ];
    let set = fields.into_iter().filter_map(|(field, value)| Some((field.to_owned(), value?)));
    Value::Object(set.collect::<Map<_, _>>())
}

fn held(change: &Change) -> Performed {
    let none = BTreeMap::new;
    let (campaign, messages): (_, BTreeMap<MessageKey, VariationId>) = match change {
        Change::CreateCampaign(new) => {
            let messages = new.messages.iter().map(|new| (new.key.clone(), new.id.clone()));
            (&new.id, messages.collect())
        }
        Change::DuplicateCampaign { .. } => return Performed::Pending,
        Change::AddMessage { campaign, message } => {
            (campaign, BTreeMap::from([(message.key.clone(), message.id.clone())]))
        }
        Change::EditCampaign { campaign, .. }
        | Change::EditMessage { campaign, .. }
        | Change::ArchiveCampaign { campaign }
        | Change::UnarchiveCampaign { campaign } => (campaign, none()),
    };
    Performed::Held { campaign: campaign.clone(), messages }
}

/// An id as one segment of a path: it may hold any visible character.
fn segment(id: &str) -> String {
    percent_encoding::utf8_percent_encode(id, percent_encoding::NON_ALPHANUMERIC)
        .to_string()
        .replace("%2D", "-")
}
