//! Conversion events: they freeze when a campaign is launched.

use std::ops::ControlFlow;

use super::{
    Difference, Gate, Kind, Mover, Notice, NoticeKind, Record,
    campaign::Subject,
    checklist, create,
    fact::{Verdict, judge},
    facts::json,
};

/// Adds what the conversion events ask for. Breaks when the campaign gets new ids: that settles
/// everything else too.
pub(super) fn plan(subject: &mut Subject<'_, '_>) -> ControlFlow<()> {
    let wanted = subject.campaign.conversions.as_ref();
    let seen = subject.seen.map(|seen| &seen.conversions);
    let old = seen.or(subject.entry.conversions.as_ref()).and_then(json);
    let difference = Difference::value("conversions", old, wanted.and_then(json));
    match judge(wanted, subject.entry.conversions.as_ref(), seen) {
        Verdict::Settled => ControlFlow::Continue(()),
        Verdict::Record(by) => {
            record(subject, by, difference);
            ControlFlow::Continue(())
        }
        Verdict::Push(Mover::Dashboard) => {
            let text = "the workspace shows other conversion events";
            let key = &subject.campaign.key;
            let notice = Notice::new(NoticeKind::Drift, text).on(key);
            let notice = notice.showing(vec![difference.reversed()]);
            let help = super::notice::accept(key, &subject.context.lock.workspace);
            subject.draft.notices.push(notice.help(help));
            ControlFlow::Continue(())
        }
        Verdict::Push(by) => push(subject, by, difference),
    }
}

fn record(subject: &mut Subject<'_, '_>, by: Mover, difference: Difference) {
    subject.entry.conversions.clone_from(&subject.campaign.conversions);
    let mut operation = subject.operation(Kind::Edit, by);
    operation.differences = vec![difference];
    operation.records.push(Record::campaign(&subject.campaign.key, &subject.entry));
    subject.draft.operations.push(operation);
}

fn push(subject: &mut Subject<'_, '_>, by: Mover, difference: Difference) -> ControlFlow<()> {
    let unknown = subject.seen.is_none() && subject.entry.conversions.is_none();
    if unknown || subject.seen.is_some_and(|seen| seen.draft) {
        let mut operation = subject.operation(Kind::Edit, by);
        operation.differences = vec![difference];
        let operation = operation.by_hand(checklist::set_conversions(subject));
        subject.draft.operations.push(operation);
        return ControlFlow::Continue(());
    }
    create::replaced(subject, vec![difference])
}

/// Says that new ids are needed, unless that is allowed.
pub(super) fn gate(subject: &mut Subject<'_, '_>, reason: impl Into<String>) {
    if !subject.context.permissions.replace {
        subject.draft.gates.push(Gate::Replace {
            campaign: subject.campaign.key.clone(),
            reason: reason.into(),
            place: subject.campaign.place.clone(),
        });
    }
}
