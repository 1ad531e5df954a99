//! The identity of a send that was given none.

use serde_json::{Value, json};

use crate::model::{CampaignKey, Digest, MessageKey, Params, SendKey, WorkspaceName};

/// What is sent where and to whom, never its content: a corrected text does not make it another
/// send, so nobody gets it twice.
pub fn key(
    workspace: &WorkspaceName,
    campaign: &CampaignKey,
    messages: &[MessageKey],
    audience: &Digest,
    limit: Option<u64>,
    params: &Params,
    filter: Option<&Value>,
) -> SendKey {
    let mut messages: Vec<_> = messages.iter().collect();
    messages.sort();
    let mut what = json!([workspace, campaign, messages, audience, limit, params]);
    if let Some(what) = what.as_array_mut() {
        what.extend(filter.cloned());
    }
    let digest = Digest::of(what.to_string().as_bytes()).hex();
    SendKey(format!("{campaign}-{}", &digest[..16]))
}
