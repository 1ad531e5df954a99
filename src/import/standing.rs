//! How a campaign of the workspace stands to the lockfile.

use crate::lock::Lock;
use crate::model::{CampaignKey, ListedCampaign, ObservedCampaign};
use crate::spec::Template;

/// Whether a campaign can be imported, and if not, why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has it yet.
    Free,
    /// The lockfile has its id under this key.
    Known(CampaignKey),
    /// The lockfile had its id under this key: it was retired, or replaced.
    Gone(CampaignKey),
    /// Its messages are composed in the dashboard, and sends carry none.
    NotApi,
    Archived,
    /// It was not launched.
    Draft,
    /// Others are made as copies of it.
    Template,
    /// None of its messages is of a channel that API campaigns have.
    Empty,
}

/// Judges one campaign of a workspace that has these templates. `seen` is `None` where nobody needed
/// to ask.
pub fn standing(
    lock: &Lock,
    templates: &[Template],
    listed: &ListedCampaign,
    seen: Option<&ObservedCampaign>,
) -> Standing {
    for (key, entry) in &lock.campaigns {
        if entry.campaign_id.as_ref() == Some(&listed.id) {
            let key = key.clone();
            return if entry.retired { Standing::Gone(key) } else { Standing::Known(key) };
        }
        if entry.former.iter().any(|former| former.campaign_id.as_ref() == Some(&listed.id)) {
            return Standing::Gone(key.clone());
        }
    }
    let has_messages =
        |seen: &ObservedCampaign| seen.messages.values().any(|one| one.channel.is_some());
    match seen {
        _ if templates.iter().any(|one| one.campaign_id == listed.id) => Standing::Template,
        _ if !listed.api => Standing::NotApi,
        Some(seen) if seen.archived => Standing::Archived,
        Some(seen) if seen.draft => Standing::Draft,
        Some(seen) if !has_messages(seen) => Standing::Empty,
        _ => Standing::Free,
    }
}
