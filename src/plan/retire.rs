//! Campaigns whose definitions are gone.

use super::{
    Context, Draft, Gate, Kind, Notice, NoticeKind, Operation, Record, gate, identity::Identities,
};
use crate::{
    lock::Entry,
    model::{CampaignKey, Change, Origin},
};

/// Adds the tombstones. While some definitions could not be read there are none.
pub(super) fn plan(context: &Context<'_>, identities: &Identities<'_>, draft: &mut Draft) {
    let mut gone = Vec::new();
    for (key, entry) in &context.lock.campaigns {
        if context.desired.campaigns.contains_key(key) || identities.left(key) {
            continue;
        }
        if entry.retired {
            draft.operations.extend(archive_late(context, key, entry));
        } else {
            gone.push((key, entry));
        }
    }
    if context.desired.partial {
        if !gone.is_empty() {
            let stay = match gone.len() {
                1 => "1 campaign without definition stays".to_owned(),
                number => format!("{number} campaigns without definition stay"),
            };
            let text = format!("{stay}: not all was read");
            draft.notices.push(Notice::new(NoticeKind::Partial, text));
        }
        return;
    }
    check_limits(context, &gone, draft);
    draft.operations.extend(gone.into_iter().map(|(key, entry)| retire(context, key, entry)));
}

/// Whether the share of campaigns that may be retired is limited: nothing is retired while some
/// definitions could not be read, and a person can lift the limit.
pub(super) fn is_limited(context: &Context<'_>) -> bool {
    gate::has_limit(living(context)) && !context.desired.partial && !context.permissions.retire_many
}

/// How many campaigns are recorded and not retired.
fn living(context: &Context<'_>) -> usize {
    context.lock.campaigns.values().filter(|entry| !entry.retired).count()
}

fn check_limits(context: &Context<'_>, gone: &[(&CampaignKey, &Entry)], draft: &mut Draft) {
    let permissions = context.permissions;
    let of = living(context);
    if gate::are_many(gone.len(), of) && !permissions.retire_many {
        draft.gates.push(Gate::ManyRetires { retired: gone.len(), of });
    }
    for (key, _) in gone.iter().filter(|(_, entry)| entry.protected) {
        if !permissions.retire_protected.contains(key) {
            draft.gates.push(Gate::Protected { campaign: (*key).clone() });
        }
    }
}

fn retire(context: &Context<'_>, key: &CampaignKey, entry: &Entry) -> Operation {
    let mut operation = Operation::new(Kind::Retire, key);
    operation.records.push(Record::campaign(key, &Entry { retired: true, ..entry.clone() }));
    let Some(id) = &entry.campaign_id else { return operation };
    let archived = context.seen(id).is_some_and(|seen| seen.archived);
    if context.observed.abilities.archive {
        operation.changes.push(Change::ArchiveCampaign { campaign: id.clone() });
    } else if !archived && (entry.origin != Some(Origin::Sandbox) || context.observed.stand_in) {
        operation.steps.push(format!("archive {id} in the dashboard when it suits you"));
    }
    operation
}

/// What was retired while the workspace could not be asked is archived as soon as it can.
fn archive_late(context: &Context<'_>, key: &CampaignKey, entry: &Entry) -> Option<Operation> {
    let id = entry.campaign_id.clone()?;
    let live = !context.seen(&id)?.archived;
    (live && context.observed.abilities.archive).then(|| {
        let mut operation = Operation::new(Kind::Retire, key);
        operation.changes.push(Change::ArchiveCampaign { campaign: id });
        operation
    })
}
