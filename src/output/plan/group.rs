//! The same change in many campaigns, found so that it is shown once.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::Value;

use crate::{
    model::CampaignKey,
    plan::{Difference, Kind, Mode, Mover, Operation, Plan, Shown},
};

/// The same change in so many campaigns is shown once.
const GROUP_FROM: usize = 3;

/// Changes that the same campaigns have in common.
pub(super) struct Group<'a> {
    pub(super) differences: Vec<Difference>,
    pub(super) by: Mover,
    pub(super) mode: Mode,
    pub(super) campaigns: BTreeSet<&'a CampaignKey>,
}

/// The differences that are shown in a group and nowhere else.
pub(super) struct Shared(HashSet<String>);

impl Shared {
    pub(super) fn has(&self, operation: &Operation, difference: &Difference) -> bool {
        let has = |one: &Difference| self.0.contains(&name(operation, one));
        groups(operation) && (has(difference) || cropped(difference).is_some_and(|one| has(&one)))
    }
}

/// Every group, in the order of the plan.
pub(super) fn of(plan: &Plan) -> (Vec<Group<'_>>, Shared) {
    let whole = found(plan, |_, difference| Some(difference.clone()));
    let mut shared = Shared(whole.iter().map(|(name, _)| name.clone()).collect());
    let cropped = found(plan, |operation, difference| {
        let rest = !shared.0.contains(&name(operation, difference));
        rest.then(|| cropped(difference)).flatten()
    });
    shared.0.extend(cropped.iter().map(|(name, _)| name.clone()));
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut known: HashMap<_, usize> = HashMap::new();
    for (_, group) in whole.into_iter().chain(cropped) {
        let key = (group.campaigns.clone(), group.by as u8, group.mode as u8);
        if let Some(&at) = known.get(&key) {
            groups[at].differences.extend(group.differences);
        } else {
            known.insert(key, groups.len());
            groups.push(group);
        }
    }
    // What a change means stands after the change.
    for group in &mut groups {
        group.differences.sort_by_key(|one| matches!(one.shown, Shown::Remark(_)));
    }
    (groups, shared)
}

/// The changes that enough campaigns have, as they are seen through `look`.
fn found<'a>(
    plan: &'a Plan,
    look: impl Fn(&Operation, &Difference) -> Option<Difference>,
) -> Vec<(String, Group<'a>)> {
    let mut order = Vec::new();
    let mut found: BTreeMap<String, Group<'a>> = BTreeMap::new();
    for operation in plan.operations.iter().filter(|one| groups(one)) {
        for seen in operation.differences.iter().filter_map(|one| look(operation, one)) {
            let name = name(operation, &seen);
            let group = found.entry(name).or_insert_with_key(|name| {
                order.push(name.clone());
                let Operation { by, mode, .. } = *operation;
                Group { differences: vec![seen], by, mode, campaigns: BTreeSet::new() }
            });
            group.campaigns.insert(&operation.campaign);
        }
    }
    let many = |(_, group): &(String, Group<'a>)| group.campaigns.len() >= GROUP_FROM;
    order.into_iter().filter_map(|name| found.remove_entry(&name)).filter(many).collect()
}

/// What begins or ends is told campaign by campaign.
fn groups(operation: &Operation) -> bool {
    matches!(operation.kind, Kind::Edit | Kind::Release)
}

fn name(operation: &Operation, difference: &Difference) -> String {
    let Operation { by, mode, .. } = operation;
    format!("{mode:?} {by:?} {difference:?}")
}

/// The words of a short text that changed, without those around them, which may differ from
/// campaign to campaign: so a variable in all of them is one change.
fn cropped(difference: &Difference) -> Option<Difference> {
    let Shown::Value { old: Some(Value::String(old)), new: Some(Value::String(new)) } =
        &difference.shown
    else {
        return None;
    };
    let (was, is): (Vec<&str>, Vec<&str>) = (words(old), words(new));
    let shorter = was.len().min(is.len());
    let start = was.iter().zip(&is).take_while(|(a, b)| a == b).count();
    let same_end = was.iter().rev().zip(is.iter().rev()).take_while(|(a, b)| a == b).count();
    let end = same_end.min(shorter - start);
    if start + end == 0 {
        return None;
    }
    let side = |words: &[&str]| {
        let middle = words[start..words.len() - end].concat();
        let (before, after) = (if start > 0 { "… " } else { "" }, if end > 0 { " …" } else { "" });
        let middle = middle.trim();
        (!middle.is_empty()).then(|| Value::from(format!("{before}{middle}{after}")))
    };
    let (old, new) = (side(&was), side(&is));
    let shown = Shown::Value { old: old.clone(), new: new.clone() };
    (old.is_some() || new.is_some()).then(|| Difference { shown, ..difference.clone() })
}

/// Words with the spaces and slashes after them, so that addresses have words, too.
fn words(text: &str) -> Vec<&str> {
    text.split_inclusive(|c: char| c.is_whitespace() || c == '/').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(old: &str, new: &str, expected: Option<(Option<&str>, Option<&str>)>) {
        let shown = Shown::Value { old: Some(old.into()), new: Some(new.into()) };
        let seen = cropped(&Difference { field: "body".to_owned(), shown });
        let seen = seen.map(|one| match one.shown {
            Shown::Value { old, new } => (old, new),
            _ => panic!("a value stays one"),
        });
        let expected = expected.map(|(old, new)| (old.map(Value::from), new.map(Value::from)));
        assert_eq!(seen, expected);
    }

    #[test]
    fn words_around_a_change_do_not_matter() {
        check(
            "7 items at Acme today",
            "7 items at Bold today",
            Some((Some("… Acme …"), Some("… Bold …"))),
        );
        check("Hi 7", "Hello 7", Some((Some("Hi …"), Some("Hello …"))));
        check("Hi 7", "Hi you 7", Some((None, Some("… you …"))));
        check("a a", "a a a", Some((None, Some("… a …"))));
        check("one", "two", None);
        check(
            "https://a.example/orders/7",
            "https://b.example/orders/7",
            Some((Some("… a.example/ …"), Some("… b.example/ …"))),
        );
    }
}
