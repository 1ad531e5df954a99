//! Choosing ids that nothing ever had.

use std::collections::HashSet;

use crate::{
    lock::Lock,
    model::{
        CampaignId, CampaignKey, MessageKey, VariationId, sandbox_campaign_id, sandbox_variation_id,
    },
};

/// Derives ids for the sandbox. A key that moved away leaves its id behind, so whoever takes the
/// key later gets the id of the first free generation.
pub(super) struct Ids<'a> {
    lock: &'a Lock,
    /// Gathered when the first id is asked for: most plans need none.
    taken: Option<HashSet<String>>,
}

impl<'a> Ids<'a> {
    pub(super) fn of(lock: &'a Lock) -> Self {
        Self { lock, taken: None }
    }

    /// A campaign's id and its generation, which is at least `from`.
    pub(super) fn campaign(&mut self, key: &CampaignKey, from: u32) -> (CampaignId, u32) {
        let Lock { lineage, workspace, .. } = self.lock;
        let derive = |n| sandbox_campaign_id(*lineage, workspace, key, n);
        self.first_free(from, derive, CampaignId::as_str)
    }

    /// A message's id and its generation, which is at least `from`.
    pub(super) fn message(
        &mut self,
        campaign: &CampaignId,
        key: &MessageKey,
        from: u32,
    ) -> (VariationId, u32) {
        let derive = |n| sandbox_variation_id(campaign, key, n);
        self.first_free(from, derive, VariationId::as_str)
    }

    /// Whether the lockfile ever had this id.
    pub(super) fn known(&mut self, id: &str) -> bool {
        self.taken.get_or_insert_with(|| taken(self.lock)).contains(id)
    }

    /// Takes an id that the lockfile does not have yet, so that nothing else of this plan does.
    pub(super) fn take(&mut self, id: &CampaignId) {
        self.taken.get_or_insert_with(|| taken(self.lock)).insert(id.to_string());
    }

    fn first_free<T>(
        &mut self,
        from: u32,
        derive: impl Fn(u32) -> T,
        text: impl Fn(&T) -> &str,
    ) -> (T, u32) {
        let taken = self.taken.get_or_insert_with(|| taken(self.lock));
        let mut generation = from;
        loop {
            let id = derive(generation);
            if taken.insert(text(&id).to_owned()) {
                return (id, generation);
            }
            generation += 1;
        }
    }
}

fn taken(lock: &Lock) -> HashSet<String> {
    let mut taken = HashSet::new();
    lock.each_id(|id, _| {
        taken.insert(id.to_owned());
    });
    taken
}
