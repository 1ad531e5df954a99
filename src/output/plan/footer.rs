//! The last lines: how much there is, what stops it, what comes next.

use super::{Header, Next, text::count};
use crate::plan::{Kind, Mode, NoticeKind, Operation, Plan, RETIRE_LIMIT_PERCENT, Terms};

/// `2 releases · 1 manual · 1 drift · 0 retires (limit 30 %)`. The limit stands only where it holds.
pub(super) fn counts(plan: &Plan) -> String {
    let automatic = |kind| plan.of_kind(kind).filter(|one| !one.is_manual()).count();
    let kinds = [
        (Kind::Move, "move"),
        (Kind::Create, "create"),
        (Kind::Bind, "bind"),
        (Kind::Replace, "replace"),
        (Kind::Restore, "restore"),
        (Kind::Edit, "edit"),
        (Kind::AddMessage, "new message"),
        (Kind::Release, "release"),
        (Kind::RemoveMessage, "removed message"),
    ];
    let mut parts: Vec<_> = kinds
        .into_iter()
        .map(|(kind, noun)| (automatic(kind), noun))
        .filter(|(number, _)| *number > 0)
        .map(|(number, noun)| count(number, noun))
        .collect();
    let waiting = |mode| plan.manual().filter(|one| one.mode == mode).count();
    let (manual, later) = (waiting(Mode::Manual), waiting(Mode::Later));
    let drift = plan.notices.iter().filter(|notice| notice.kind == NoticeKind::Drift).count();
    let others = plan.notices.len() - drift;
    let rest = [(manual, "manual"), (later, "for later"), (drift, "drift")];
    parts.extend(rest.into_iter().filter(|(n, _)| *n > 0).map(|(n, noun)| format!("{n} {noun}")));
    parts.extend((others > 0).then(|| count(others, "notice")));
    let retires = count(automatic(Kind::Retire), "retire");
    let limit =
        if plan.limited { format!(" (limit {RETIRE_LIMIT_PERCENT} %)") } else { String::new() };
    parts.push(format!("{retires}{limit}"));
    parts.join(" · ")
}

/// Under which circumstances a plan was saved.
pub(super) fn saved(terms: &Terms) -> String {
    let Terms { tool, created, expires, .. } = terms;
    let mut text = format!("saved {:.0} by {tool} · expires {:.0}", created.0, expires.0);
    text.push_str(if terms.offline { " · offline" } else { "" });
    text.push_str(if terms.partial { " · only a part" } else { "" });
    text.push_str(if terms.redacted { " · digests in place of texts" } else { "" });
    super::text::escaped(&text)
}

/// What to do next, if anything.
pub(super) fn next(plan: &Plan, header: Header<'_>) -> Option<String> {
    if !plan.gates.is_empty() {
        return Some("Nothing is applied while this is in the way.".to_owned());
    }
    let apply = match header.next {
        Next::Plan(apply) => apply,
        Next::Saved(apply) if !plan.operations.is_empty() => return Some(format!("Next: {apply}")),
        Next::Saved(_) | Next::Nothing => return None,
    };
    let automatic = || plan.operations.iter().filter(|one| !one.is_manual());
    if automatic().next().is_none() {
        let later = plan.operations.iter().any(|one| one.mode == Mode::Later);
        later.then(|| format!("This needs the workspace: {apply}"))
    } else if automatic().all(Operation::is_offline) {
        let what = if automatic().all(|one| one.kind == Kind::Release) {
            "Releases need"
        } else {
            "This needs"
        };
        Some(format!("{what} no key: {apply} --offline"))
    } else {
        Some(format!("Next: {apply}"))
    }
}
