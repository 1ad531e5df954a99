//! Whether a key opens the workspace that a lockfile is of.

use crate::{
    lock::Lock,
    model::{CampaignId, CampaignKey, Origin},
    spec::Proof,
};

/// What shows it.
#[derive(Debug, PartialEq, Eq)]
pub enum Evidence<'a> {
    /// Ids of the lockfile, tombstones too: one of them has to be there. Campaigns cannot be deleted.
    Recorded(Vec<&'a CampaignId>),
    /// No id is recorded yet: this has to be there.
    Configured(&'a Proof),
    /// Nothing says which workspace it is.
    Missing,
}

/// What has to be looked for before anything is written.
pub fn evidence<'a>(lock: &'a Lock, proof: Option<&'a Proof>) -> Evidence<'a> {
    let recorded: Vec<_> =
        lock.campaigns.values().filter_map(|entry| entry.campaign_id.as_ref()).collect();
    match proof {
        _ if !recorded.is_empty() => Evidence::Recorded(recorded),
        Some(proof) => Evidence::Configured(proof),
        None => Evidence::Missing,
    }
}

/// The campaigns whose ids are a sandbox's: Braze never gets to see one.
pub fn of_a_sandbox(lock: &Lock) -> Vec<&CampaignKey> {
    let entries = lock.campaigns.iter();
    let theirs = entries
        .filter(|(_, entry)| entry.campaign_id.is_some() && entry.origin == Some(Origin::Sandbox));
    theirs.map(|(key, _)| key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{lock::Entry, model::WorkspaceName};

    fn lock(entries: &[(&str, Option<&str>, Option<Origin>)]) -> Lock {
        let lineage = "7c9e6679-7425-40de-944b-e07fc1f90ae7".parse().unwrap();
        let mut lock = Lock::new(WorkspaceName::parse("prod").unwrap(), lineage);
        for (key, id, origin) in entries {
            let campaign_id = id.map(|id| CampaignId::parse(id).unwrap());
            let entry =
                Entry { campaign_id, origin: *origin, retired: *key == "old", ..Entry::default() };
            lock.campaigns.insert(CampaignKey::parse(key).unwrap(), entry);
        }
        lock
    }

    #[test]
    fn ids_come_before_the_configured_proof() {
        let proof = Proof::Segment("s".to_owned());
        let id = CampaignId::parse("a").unwrap();
        let known = lock(&[("old", Some("a"), Some(Origin::Bound)), ("new", None, None)]);
        assert_eq!(evidence(&known, Some(&proof)), Evidence::Recorded(vec![&id]));
        let unknown = lock(&[("new", None, None)]);
        assert_eq!(evidence(&unknown, Some(&proof)), Evidence::Configured(&proof));
        assert_eq!(evidence(&unknown, None), Evidence::Missing);
    }

    #[test]
    fn ids_of_a_sandbox_are_named_by_their_campaigns() {
        let lock = lock(&[
            ("a", Some("1"), Some(Origin::Sandbox)),
            ("b", Some("2"), Some(Origin::Adopted)),
            ("c", None, Some(Origin::Sandbox)),
            ("old", Some("3"), Some(Origin::Sandbox)),
        ]);
        let named: Vec<_> = of_a_sandbox(&lock).into_iter().map(CampaignKey::as_str).collect();
        assert_eq!(named, ["a", "old"]);
    }
}
