//! One definition against what is recorded and seen of it.

use super::{
    Context, Difference, Draft, Kind, Mover, Notice, NoticeKind, Operation, Record,
    adopt::{self, Found},
    checklist, conversions, create, extra, facts,
    identity::Identities,
    ids::Ids,
    message, rebuild,
};
use crate::{
    lock::Entry,
    model::{Asked, Campaign, CampaignId, Change, ObservedCampaign, Origin},
};

/// A campaign on its way to its plan.
pub(super) struct Subject<'a, 'b> {
    pub(super) context: &'b Context<'a>,
    pub(super) campaign: &'a Campaign,
    pub(super) ids: &'b mut Ids<'a>,
    pub(super) draft: &'b mut Draft,
    /// As the lockfile will have it after the operations so far.
    pub(super) entry: Entry,
    /// Whether the lockfile has it already.
    pub(super) recorded: bool,
    /// What the workspace shows; `None` when it was not asked, or does not have it.
    pub(super) seen: Option<&'a ObservedCampaign>,
}

/// Adds what has to be done for one definition.
pub(super) fn plan<'a>(
    context: &Context<'a>,
    identities: &Identities<'a>,
    campaign: &'a Campaign,
    ids: &mut Ids<'a>,
    draft: &mut Draft,
) {
    let entry = identities.entry(context, &campaign.key);
    let id = entry.and_then(|entry| entry.campaign_id.as_ref());
    let mut subject = Subject {
        context,
        campaign,
        ids,
        draft,
        recorded: entry.is_some(),
        seen: id.and_then(|id| context.seen(id)),
        entry: entry.cloned().unwrap_or_default(),
    };
    if subject.recorded {
        subject.existing();
    } else {
        subject.brand_new();
    }
}

impl<'a> Subject<'a, '_> {
    fn brand_new(&mut self) {
        facts::copy(self.campaign, &mut self.entry);
        if self.context.observed.abilities.create {
            return create::at_once(self, Kind::Create);
        }
        match adopt::look(self) {
            Found::One(found, asked) => {
                adopt::record(self, found, asked);
                self.compared();
            }
            found => {
                message::plan_all(self);
                create::asked_for(self, found);
            }
        }
    }

    fn existing(&mut self) {
        if self.entry.retired {
            self.revive();
        }
        if let Some(id) = self.entry.campaign_id.clone() {
            if !self.context.missing(&id) || self.found_again(&id) {
                self.compared();
            }
            return;
        }
        if self.context.observed.abilities.create {
            facts::plan(self);
            message::plan_all(self);
            return create::completed(self);
        }
        match adopt::look(self) {
            Found::One(found, asked) => {
                adopt::record(self, found, asked);
                self.compared();
            }
            found => {
                facts::plan(self);
                message::plan_all(self);
                create::asked_for(self, found);
            }
        }
    }

    /// Everything that a campaign with an id is compared in.
    fn compared(&mut self) {
        if conversions::plan(self).is_break() {
            return;
        }
        self.remark_on_state();
        facts::plan(self);
        message::plan_all(self);
        extra::tell(self);
    }

    /// What was asked for to get this campaign made.
    pub(super) fn asked(&self) -> Option<&'a Asked> {
        let asked = &self.context.observed.asked;
        let former = self.campaign.moved_from.as_ref();
        let former = former.filter(|from| !self.context.desired.campaigns.contains_key(*from));
        asked.get(&self.campaign.key).or_else(|| asked.get(former?))
    }

    /// The workspace lost it: make it again under its own ids where that is possible.
    fn found_again(&mut self, id: &CampaignId) -> bool {
        let ours = self.entry.origin == Some(Origin::Sandbox);
        let key = &self.campaign.key;
        if ours && self.context.observed.abilities.create {
            let mut operation = self.operation(Kind::Restore, Mover::Dashboard);
            let lost = Difference::remark("campaign_id", format!("{id} is gone; made again"));
            operation.differences = vec![lost];
            operation.changes =
                rebuild::campaign(key, &Entry { retired: false, ..self.entry.clone() });
            self.draft.operations.push(operation);
            return true;
        }
        let text = format!("the workspace has no campaign {id}");
        let notice = Notice::new(NoticeKind::Missing, text).on(key);
        self.draft
            .notices
            .push(notice.help("is this key of the workspace that the lockfile names?"));
        false
    }

    /// Takes a tombstone up again, under its own ids.
    fn revive(&mut self) {
        self.entry.retired = false;
        let archived = self.seen.is_some_and(|seen| seen.archived);
        let mut operation = self.operation(Kind::Restore, Mover::You);
        operation.differences = vec![Difference::remark("retired", "taken up again")];
        operation.records.push(Record::campaign(&self.campaign.key, &self.entry));
        if let Some(campaign) = self.entry.campaign_id.clone().filter(|_| archived) {
            operation.changes.push(Change::UnarchiveCampaign { campaign });
            if !self.context.observed.abilities.archive {
                operation = operation.by_hand(checklist::unarchive(self));
            }
        }
        self.draft.operations.push(operation);
    }

    fn remark_on_state(&mut self) {
        let Some(seen) = self.seen else { return };
        let restoring =
            self.draft.operations.last().is_some_and(|last| {
                last.kind == Kind::Restore && last.campaign == self.campaign.key
            });
        if seen.archived && !restoring {
            self.unarchive_or_tell();
        }
        if seen.draft && !seen.archived {
            let operation = self.operation(Kind::Create, Mover::You);
            let operation = operation.by_hand(checklist::launch(self));
            self.draft.operations.push(operation);
        }
    }

    fn unarchive_or_tell(&mut self) {
        let key = &self.campaign.key;
        let Some(campaign) = self.entry.campaign_id.clone() else { return };
        if self.context.observed.abilities.archive {
            let mut operation = self.operation(Kind::Restore, Mover::Dashboard);
            operation.differences = vec![Difference::remark("archived", "taken up again")];
            operation.changes.push(Change::UnarchiveCampaign { campaign });
            self.draft.operations.push(operation);
        } else {
            let text = "it was archived in the dashboard, so nothing can be sent with it";
            let notice = Notice::new(NoticeKind::Archived, text).on(key);
            let help = "unarchive it there, or remove its definition";
            self.draft.notices.push(notice.help(help));
        }
    }

    /// An operation on the campaign itself.
    pub(super) fn operation(&self, kind: Kind, by: Mover) -> Operation {
        let operation = Operation::new(kind, &self.campaign.key).at(&self.campaign.place);
        Operation { by, ..operation }
    }
}
