//! Before anything is written: the key opens the workspace that the lockfile is of.

use std::collections::BTreeSet;

use super::open::{self, Definitions};
use super::validate::count;
use super::{Exit, Failure};
use crate::braze::Client;
use crate::lock::Lock;
use crate::model::CampaignId;
use crate::plan::{self, Evidence};
use crate::spec::Proof;

/// Makes sure of it, for every command that writes to a lockfile or to Braze: an id of the lockfile
/// is among those that are there, or, while it has none, the configured proof is.
pub(super) async fn prove(
    client: &Client,
    definitions: &Definitions,
    lock: &Lock,
    there: &BTreeSet<CampaignId>,
) -> Result<(), Failure> {
    let name = &definitions.workspace;
    let known = match plan::evidence(lock, definitions.spec().proof.as_ref()) {
        Evidence::Recorded(_) => return doubt(definitions, lock, there),
        Evidence::Missing => return Err(unknown(definitions)),
        Evidence::Configured(Proof::Campaign(id)) => {
            there.contains(id) || client.campaign(id).await.map_err(open::unreachable)?.is_some()
        }
        Evidence::Configured(Proof::Segment(id)) => {
            client.knows_segment(id).await.map_err(open::unreachable)?
        }
    };
    if known {
        return Ok(());
    }
    let message = format!("the workspace does not know the `proof` of `{name}`");
    Err(Failure::new(Exit::Stopped, message)
        .help("is this key of that workspace? `proof` in campaignctl.yaml names a segment or campaign of it"))
}

/// Refuses only what contradicts the lockfile: enough for those who do not write.
pub(super) fn doubt(
    definitions: &Definitions,
    lock: &Lock,
    there: &BTreeSet<CampaignId>,
) -> Result<(), Failure> {
    let Evidence::Recorded(ids) = plan::evidence(lock, None) else { return Ok(()) };
    if definitions.is_sandbox() || ids.iter().any(|id| there.contains(*id)) {
        return Ok(());
    }
    let name = &definitions.workspace;
    let message = match ids.as_slice() {
        [id] => format!("the workspace does not have {id}, the one id of campaigns.{name}.lock"),
        more => {
            format!("the workspace has none of the {} ids of campaigns.{name}.lock", more.len())
        }
    };
    let help = if definitions.rehearsal.is_some() {
        "a sandbox stands in for it: load a world that has these ids, or rehearse on a lockfile without ids"
    } else {
        "is this key of the workspace that the lockfile is for?"
    };
    Err(Failure::new(Exit::Stopped, message).help(help))
}

/// Nothing was ever recorded of the workspace, and nothing says which one it is.
fn unknown(definitions: &Definitions) -> Failure {
    let name = &definitions.workspace;
    let message = format!("nothing shows that this key is of `{name}`");
    Failure::new(Exit::Ambiguous, message).help(format!(
        "campaigns.{name}.lock has no id yet. Add to `{name}` in campaignctl.yaml a segment that only that\n\
         workspace has (its page in the dashboard shows the API identifier), or a campaign of it:\n  \
         proof: {{ segment: IDENTIFIER }}\n\
         Releases need no key: `campaignctl apply --offline -w {name}`"
    ))
}

/// Ids of a sandbox are never sent to a live endpoint.
pub(super) fn refuse_sandbox_ids(definitions: &Definitions, lock: &Lock) -> Result<(), Failure> {
    let theirs = if definitions.is_live() { plan::of_a_sandbox(lock) } else { Vec::new() };
    if theirs.is_empty() {
        return Ok(());
    }
    let name = &definitions.workspace;
    let shown: Vec<_> = theirs.iter().take(5).map(|key| format!("`{key}`")).collect();
    let more = theirs.len() - shown.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let ids = count(theirs.len(), "id");
    let message =
        format!("campaigns.{name}.lock has {ids} of a sandbox: {}{more}", shown.join(", "));
    Err(Failure::new(Exit::Stopped, message).help(format!(
        "such an id is never sent to a live endpoint. Take the file back that was there before a sandbox stood in\n\
         (git checkout -- campaigns.{name}.lock); if there was none, remove it: `apply` finds campaigns by title"
    )))
}
