//! What applications read instead of YAML: released messages, ids and params as one JSON bundle.

mod bundle;
mod message;
mod rebuild;

use std::collections::{BTreeMap, BTreeSet};

pub use bundle::{Bundle, Campaign, LeftOut, Message, Reason, Segment, Substitution};
pub use rebuild::{content, released};

use crate::lock::{Entry, Lock};
use crate::model::{CampaignKey, Digest, MessageKey};
use crate::render::RenderError;
use crate::spec::ExpandError;

/// The texts of released pieces by their digest.
pub type Texts = BTreeMap<Digest, String>;

/// Why a lockfile makes no bundle. `message` is spelled `order-shipped.email`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExportError {
    #[error("`{message}`, {field}: campaigns.lock.d has no `{path}` ({digest})")]
    NoPiece { message: String, field: String, path: String, digest: Digest },
    #[error("`{message}`, {field}: its pieces are no text")]
    NoText { message: String, field: String, source: ExpandError },
    #[error("`{message}`: the recorded fields contradict each other")]
    NoContent { message: String },
    #[error("`{message}`: the recorded content is {found}, but {released} was released")]
    NotReleased { message: String, released: Digest, found: Digest },
    #[error("`{message}`: it cannot be filled in")]
    NoTemplate { message: String, source: RenderError },
}

/// The pieces that a bundle is made from.
pub fn wanted(lock: &Lock) -> BTreeSet<Digest> {
    let campaigns = lock.campaigns.values().filter(|entry| !entry.retired);
    let messages = campaigns.flat_map(|entry| entry.messages.values());
    let exported = messages.filter(|message| bundle::reason(message).is_none());
    let texts = exported.filter(|message| !message.retired).flat_map(|one| one.texts.values());
    texts.flat_map(|text| &text.pieces).map(|piece| piece.digest).collect()
}

/// Everything of one workspace that an application may send. What is retired is not in it; what
/// is not ready yet is listed.
///
/// # Errors
/// When a released content cannot be put together again exactly.
pub fn bundle(lock: &Lock, texts: &Texts) -> Result<Bundle, ExportError> {
    let mut bundle = Bundle::of(lock);
    for (key, entry) in lock.campaigns.iter().filter(|(_, entry)| !entry.retired) {
        let Some(campaign_id) = entry.campaign_id.clone() else {
            bundle.left_out.push(LeftOut::campaign(key, Reason::CampaignHasNoId));
            continue;
        };
        let mut campaign = Campaign::of(campaign_id, entry);
        for (name, recorded) in entry.messages.iter().filter(|(_, message)| !message.retired) {
            if let Some(reason) = bundle::reason(recorded) {
                bundle.left_out.push(LeftOut::message(key, name, reason));
                continue;
            }
            let message = message::message(&spelled(key, name), entry, recorded, texts)?;
            campaign.messages.extend(message.map(|message| (name.clone(), message)));
        }
        if campaign.messages.is_empty() {
            bundle.left_out.extend(nothing_at_all(key, entry));
        } else {
            bundle.campaigns.insert(key.clone(), campaign);
        }
    }
    Ok(bundle)
}

/// A campaign without messages would otherwise not be mentioned.
fn nothing_at_all(key: &CampaignKey, entry: &Entry) -> Option<LeftOut> {
    let none = entry.messages.values().all(|message| message.retired);
    none.then(|| LeftOut::campaign(key, Reason::NotReleased))
}

fn spelled(campaign: &CampaignKey, message: &MessageKey) -> String {
    format!("{campaign}.{message}")
}
