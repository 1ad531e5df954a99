//! Which recorded campaign a definition is, after moves.

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, Difference, Draft, Gate, Kind, Operation, Record};
use crate::{
    lock::Entry,
    model::{Campaign, CampaignKey},
};

/// The recorded entry of each definition.
pub(super) struct Identities<'a> {
    /// New key → old key.
    moves: BTreeMap<&'a CampaignKey, &'a CampaignKey>,
    left: BTreeSet<&'a CampaignKey>,
}

impl<'a> Identities<'a> {
    pub(super) fn entry(&self, context: &Context<'a>, key: &CampaignKey) -> Option<&'a Entry> {
        context.lock.campaigns.get(self.moves.get(key).copied().unwrap_or(key))
    }

    pub(super) fn moved(&self, key: &CampaignKey) -> bool {
        self.moves.contains_key(key)
    }

    /// Whether the campaign of this recorded key lives on under another one.
    pub(super) fn left(&self, key: &CampaignKey) -> bool {
        self.left.contains(key)
    }
}

/// Finds the moves. They come before every other operation: a key that is left may be taken anew.
pub(super) fn identify<'a>(context: &Context<'a>, draft: &mut Draft) -> Identities<'a> {
    let mut found = Identities { moves: BTreeMap::new(), left: BTreeSet::new() };
    for campaign in context.desired.campaigns.values() {
        let Some(from) = &campaign.moved_from else { continue };
        match judge(context, campaign, from, &found) {
            Move::Done => {}
            Move::Wrong(reason) => draft.gates.push(Gate::Move {
                from: from.to_string(),
                to: campaign.key.to_string(),
                reason,
                place: campaign.place.clone(),
            }),
            Move::Now => {
                let mut operation = Operation::new(Kind::Move, &campaign.key).at(&campaign.place);
                let (old, new) = (from.as_str().into(), campaign.key.as_str().into());
                operation.differences = vec![Difference::value("key", Some(old), Some(new))];
                let to = campaign.key.clone();
                operation.records.push(Record::MoveCampaign { from: from.clone(), to });
                draft.operations.push(operation);
                found.moves.insert(&campaign.key, from);
                found.left.insert(from);
            }
        }
    }
    found
}

enum Move {
    Done,
    Now,
    Wrong(&'static str),
}

fn judge(context: &Context<'_>, to: &Campaign, from: &CampaignKey, found: &Identities<'_>) -> Move {
    let recorded = &context.lock.campaigns;
    let still_defined = context.desired.campaigns.contains_key(from);
    match (recorded.get(from), recorded.get(&to.key)) {
        (None, _) => Move::Done,
        (Some(_), None) if still_defined => Move::Wrong("that campaign is still defined"),
        (Some(_), None) if found.left(from) => Move::Wrong("another campaign says the same"),
        (Some(_), None) => Move::Now,
        (Some(old), Some(_)) if still_defined || old.retired => Move::Done,
        (Some(_), Some(_)) => Move::Wrong("both have ids of their own"),
    }
}
