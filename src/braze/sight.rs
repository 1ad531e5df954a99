//! Looks at a workspace, and later only at what was edited since ("Export campaigns list").
//!
//! What is remembered is for plans to look at. Whatever a write builds on is read again first.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::{StreamExt as _, TryStreamExt as _};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::Client;
use super::observe::AT_ONCE;
use crate::model::{CampaignId, ListedCampaign, Observed, ObservedCampaign, Timestamp};
use crate::port::{Workspace as _, WorkspaceError};

/// Asked for once more than needed: in which zone the list takes its time is not documented.
const OVERLAP: SignedDuration = SignedDuration::from_hours(26);
/// An edit that was made so shortly before details were read may not be in them ("up to 5 minutes").
const SETTLED: SignedDuration = SignedDuration::from_mins(5);
/// Whether every edit moves `last_edited` is not documented, so nothing is remembered for longer.
const WHOLE: SignedDuration = SignedDuration::from_hours(24);

/// The API campaigns that a workspace showed, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sight {
    /// When the last look began. Times are those of the workspace's clock where it tells them.
    began: Timestamp,
    /// When everything was read.
    whole: Timestamp,
    campaigns: BTreeMap<CampaignId, Seen>,
    /// What was read in this run.
    #[serde(skip)]
    read: BTreeSet<CampaignId>,
    /// What was in the whole list in this run.
    #[serde(skip)]
    listed: BTreeSet<CampaignId>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Seen {
    /// As the list spelled it.
    last_edited: Option<String>,
    read: Timestamp,
    campaign: ObservedCampaign,
}

impl Sight {
    /// Every campaign that it has.
    pub fn ids(&self) -> impl Iterator<Item = &CampaignId> {
        self.campaigns.keys()
    }

    pub fn has(&self, id: &CampaignId) -> bool {
        self.campaigns.contains_key(id)
    }

    /// Of how many campaigns details were read in this run.
    pub fn read(&self) -> usize {
        self.read.len()
    }

    /// The campaigns that the workspace showed in this run, in its list or one by one.
    pub fn into_fresh(self) -> BTreeSet<CampaignId> {
        self.listed.into_iter().chain(self.read).collect()
    }

    /// Whether a row of the list says nothing new of a campaign.
    fn covers(&self, row: &ListedCampaign) -> bool {
        let Some(seen) = self.campaigns.get(&row.id) else { return false };
        let edited =
            row.last_edited.as_deref().and_then(|text| text.parse::<jiff::Timestamp>().ok());
        let settled = |edited| seen.read.0.duration_since(edited) >= SETTLED;
        let mut tags = row.tags.clone();
        tags.sort();
        tags.dedup();
        let same = (&seen.last_edited, &seen.campaign.name, &seen.campaign.tags)
            == (&row.last_edited, &row.name, &tags);
        same && edited.is_some_and(settled)
    }
}

impl Client {
    /// Everything that is to be seen; of what is remembered, only what was edited since is asked for.
    /// What is of another workspace, or too old, is not believed.
    ///
    /// # Errors
    /// When the workspace does not answer.
    pub async fn look(&self, remembered: Option<Sight>) -> Result<Sight, WorkspaceError> {
        let now = self.clock.now();
        if let Some(mut sight) = remembered
            && self.knows(&mut sight).await?
        {
            let now = self.far_now();
            let age = now.0.duration_since(sight.whole.0);
            if (SignedDuration::ZERO..WHOLE).contains(&age) {
                let since =
                    sight.began.0.checked_sub(OVERLAP).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
                let rows = self.rows_since(Some(Timestamp(since))).await?;
                self.read_rows(&mut sight, rows).await?;
                sight.began = now;
                return Ok(sight);
            }
        }
        let (campaigns, read, listed) = Default::default();
        let mut sight = Sight { began: now, whole: now, campaigns, read, listed };
        self.list_again(&mut sight).await?;
        // An answer has told by now how far the clocks are apart.
        let began = now.0.checked_add(self.ahead().unwrap_or_default()).map_or(now, Timestamp);
        (sight.began, sight.whole) = (began, began);
        Ok(sight)
    }

    /// Reads the whole list, and what it says anew.
    ///
    /// # Errors
    /// When the workspace does not answer.
    pub async fn list_again(&self, sight: &mut Sight) -> Result<(), WorkspaceError> {
        let rows = self.rows_since(None).await?;
        let listed: BTreeSet<_> =
            rows.iter().filter(|row| row.api).map(|row| row.id.clone()).collect();
        sight.campaigns.retain(|id, _| listed.contains(id));
        self.read_rows(sight, rows).await?;
        sight.listed = listed;
        Ok(())
    }

    /// Reads single campaigns, whatever is remembered of them.
    ///
    /// # Errors
    /// When the workspace does not answer.
    pub async fn read_again(
        &self,
        sight: &mut Sight,
        ids: impl IntoIterator<Item = CampaignId>,
    ) -> Result<(), WorkspaceError> {
        let one = |id: CampaignId| async move {
            Ok::<_, WorkspaceError>((self.campaign(&id).await?, id))
        };
        let answers =
            futures_util::stream::iter(ids.into_iter().map(one)).buffer_unordered(AT_ONCE);
        let answers: Vec<(_, CampaignId)> = answers.try_collect().await?;
        let read = self.far_now();
        for (campaign, id) in answers {
            let Some(campaign) = campaign else {
                sight.campaigns.remove(&id);
                sight.read.remove(&id);
                sight.listed.remove(&id);
                continue;
            };
            let last_edited = sight.campaigns.remove(&id).and_then(|seen| seen.last_edited);
            sight.campaigns.insert(id.clone(), Seen { last_edited, read, campaign });
            sight.read.insert(id);
        }
        Ok(())
    }

    /// What a planner gets to see of it.
    pub fn observed(&self, sight: &Sight) -> Observed {
        let seen = sight.campaigns.iter();
        let campaigns = seen.map(|(id, seen)| (id.clone(), seen.campaign.clone())).collect();
        Observed { campaigns: Some(campaigns), abilities: self.abilities(), stand_in: false }
    }

    /// Whether the workspace has what is remembered: it answers for one of the campaigns.
    async fn knows(&self, sight: &mut Sight) -> Result<bool, WorkspaceError> {
        let Some(id) = sight.campaigns.keys().next().cloned() else { return Ok(false) };
        self.read_again(sight, [id.clone()]).await?;
        Ok(sight.has(&id))
    }

    /// Reads what rows of the list say anew.
    async fn read_rows(
        &self,
        sight: &mut Sight,
        rows: Vec<ListedCampaign>,
    ) -> Result<(), WorkspaceError> {
        let new: BTreeMap<_, _> = rows
            .into_iter()
            .filter(|row| row.api && !sight.covers(row))
            .map(|row| (row.id, row.last_edited))
            .collect();
        let details = self.details_of(new.keys().cloned().collect()).await?;
        let read = self.far_now();
        for (id, campaign) in details {
            let last_edited = new.get(&id).cloned().flatten();
            sight.campaigns.insert(id.clone(), Seen { last_edited, read, campaign });
            sight.read.insert(id);
        }
        Ok(())
    }

    /// What time the workspace's clock shows, as far as it told.
    fn far_now(&self) -> Timestamp {
        let now = self.clock.now();
        now.0.checked_add(self.ahead().unwrap_or_default()).map_or(now, Timestamp)
    }
}
