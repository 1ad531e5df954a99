//! The identity of a send that was given none.

use serde_json::json;

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
) -> SendKey {
    let mut messages: Vec<_> = messages.iter().collect();
    messages.sort();
    let what = json!([workspace, campaign, messages, audience, limit, params]);
    let digest = Digest::of(what.to_string().as_bytes()).hex();
    SendKey(format!("{campaign}-{}", &digest[..16]))
}
