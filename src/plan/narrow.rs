//! A part of a plan. The whole is planned first, so that a part sees every move and rename; what is
//! left out of it is never a removal.

use std::collections::BTreeSet;

use super::{Gate, Kind, Notice, NoticeKind, Plan, gate};
use crate::model::CampaignKey;

impl Plan {
    /// What concerns some campaigns of those that are defined; nothing is retired or removed.
    #[must_use]
    pub fn of_campaigns<'a>(
        mut self,
        defined: impl Iterator<Item = &'a CampaignKey>,
        chosen: &dyn Fn(&CampaignKey) -> bool,
    ) -> Self {
        let whole = self.operations.len();
        self.operations.retain(|one| !is_removal(one.kind));
        let kept_alive = whole - self.operations.len();
        self.gates
            .retain(|gate| !matches!(gate, Gate::ManyRetires { .. } | Gate::Protected { .. }));
        self.limited = false;
        self.narrow(chosen);
        let busy = self.busy();
        let (mut campaigns, mut unchanged) = (0, 0);
        for key in defined.filter(|key| chosen(key)) {
            campaigns += 1;
            unchanged += usize::from(!busy.contains(key));
        }
        (self.campaigns, self.unchanged) = (campaigns, unchanged);
        if kept_alive > 0 {
            let text = "only a part was looked at, so nothing is retired or removed";
            self.notices.push(Notice::new(NoticeKind::Partial, text));
        }
        self
    }

    /// Keeps the operations, notices and gates of some campaigns.
    pub(super) fn narrow(&mut self, chosen: &dyn Fn(&CampaignKey) -> bool) {
        self.operations.retain(|one| chosen(&one.campaign));
        self.notices.retain(|notice| notice.campaign.as_ref().is_none_or(chosen));
        let retired = self.of_kind(Kind::Retire).count();
        self.gates.retain_mut(|gate| match gate {
            Gate::ManyRetires { retired: number, of } => {
                *number = retired;
                gate::are_many(retired, *of)
            }
            Gate::Protected { campaign }
            | Gate::LikelyMessageRename { campaign, .. }
            | Gate::Replace { campaign, .. }
            | Gate::Ambiguous { campaign, .. }
            | Gate::AmbiguousMessage { campaign, .. }
            | Gate::LikelyRename { to: campaign, .. } => chosen(campaign),
            Gate::Move { to, .. } => {
                let campaign = to.split_once('.').map_or(to.as_str(), |(campaign, _)| campaign);
                CampaignKey::parse(campaign).is_ok_and(|key| chosen(&key))
            }
        });
    }

    pub(super) fn busy(&self) -> BTreeSet<CampaignKey> {
        let operations = self.operations.iter().map(|one| one.campaign.clone());
        let notices = self.notices.iter().filter_map(|notice| notice.campaign.clone());
        operations.chain(notices).collect()
    }
}

pub(super) fn is_removal(kind: Kind) -> bool {
    matches!(kind, Kind::Retire | Kind::RemoveMessage)
}
