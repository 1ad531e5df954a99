//! A plan as blocks of rows: what the drawings have in common.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::text;
use crate::{
    model::{CampaignKey, Place},
    plan::{Difference, Kind, LineKind, Mover, Notice, Operation, Plan, Shown},
};

/// What happens to one campaign, or the same thing that happens to many.
pub(super) struct Block {
    pub(super) symbol: char,
    pub(super) title: String,
    pub(super) who: &'static str,
    pub(super) place: Option<String>,
    pub(super) rows: Vec<Row>,
}

pub(super) struct Row {
    /// `email.subject`; empty on the rows that go on.
    pub(super) label: String,
    pub(super) mark: Mark,
    pub(super) text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Removed,
    Added,
    Plain,
    /// A line of its own: no field stands before it.
    Whole,
}

/// The same change in so many campaigns is shown once.
const GROUP_FROM: usize = 3;
/// Rows of one long text.
const MAX_LINES: usize = 200;
/// Names of one group.
const MAX_NAMES: usize = 5;

/// Every block, in the order in which people read: what many share, then campaign by campaign.
pub(super) fn blocks(plan: &Plan) -> Vec<Block> {
    let groups = groups(plan);
    let mut blocks: Vec<_> = groups.iter().map(|group| group_block(group)).collect();
    let grouped =
        |difference: &Difference| groups.iter().any(|group| *group.difference == *difference);
    let mut campaigns: BTreeMap<_, Vec<&Operation>> = BTreeMap::new();
    for operation in &plan.operations {
        let waits = operation.is_manual();
        campaigns.entry((&operation.campaign, waits)).or_default().push(operation);
    }
    for ((campaign, waits), operations) in campaigns {
        let rows: Vec<_> = operations.iter().flat_map(|one| rows(one, &grouped)).collect();
        let all_shared =
            rows.is_empty() && operations.iter().any(|one| !one.differences.is_empty());
        if !all_shared {
            blocks.push(campaign_block(campaign, waits, &operations, rows));
        }
    }
    let same =
        |a: &Notice, b: &Notice| a.campaign.is_some() && (&a.campaign, a.by) == (&b.campaign, b.by);
    blocks.extend(plan.notices.chunk_by(same).map(notice_block));
    blocks
}

fn campaign_block(
    campaign: &CampaignKey,
    waits: bool,
    operations: &[&Operation],
    rows: Vec<Row>,
) -> Block {
    let kind = operations.iter().map(|one| one.kind).min().unwrap_or(Kind::Edit);
    let by = operations.iter().filter(|one| !waits || one.is_manual()).map(|one| one.by);
    let by = by.reduce(|a, b| if a == b { a } else { Mover::Both }).unwrap_or(Mover::You);
    Block {
        symbol: if waits { '!' } else { symbol(kind, operations) },
        title: campaign.to_string(),
        who: match by {
            Mover::You if waits => "manual",
            Mover::Dashboard if waits => "manual · dashboard",
            Mover::Both if waits => "manual · both",
            _ => mover(by),
        },
        place: operations.iter().find_map(|one| one.place.as_ref()).map(place),
        rows,
    }
}

fn symbol(kind: Kind, operations: &[&Operation]) -> char {
    let whole = operations.iter().any(|one| one.kind == kind && one.message.is_none());
    match kind {
        Kind::Create | Kind::Restore if whole => '+',
        Kind::Replace => '±',
        Kind::Retire => '-',
        _ => '~',
    }
}

fn rows(operation: &Operation, grouped: &dyn Fn(&Difference) -> bool) -> Vec<Row> {
    let mut rows = Vec::new();
    let message = operation.message.as_ref().map(ToString::to_string);
    if let Some(verb) = verb(operation) {
        let mark = if message.is_none() { Mark::Whole } else { Mark::Plain };
        rows.push(Row { label: message.clone().unwrap_or_default(), mark, text: verb });
    }
    for difference in operation.differences.iter().filter(|difference| !grouped(difference)) {
        rows.extend(difference_rows(message.as_deref(), difference));
    }
    rows.extend(operation.steps.iter().map(|step| plain(&text::escaped(step))));
    rows
}

/// What the fields alone would not say.
fn verb(operation: &Operation) -> Option<String> {
    let verb = match (operation.kind, &operation.message) {
        (Kind::AddMessage, _) => "new message",
        (Kind::RemoveMessage, _) => "removed; its id stays reserved",
        (Kind::Retire, _) => "retired; its ids stay reserved",
        (Kind::Replace, None) => "new ids; statistics begin anew",
        _ => return None,
    };
    Some(verb.to_owned())
}

fn difference_rows(message: Option<&str>, difference: &Difference) -> Vec<Row> {
    let field = text::escaped(&difference.field);
    let label = match message {
        Some(message) => format!("{message}.{field}"),
        None => field,
    };
    let row = |mark, text| Row { label: String::new(), mark, text };
    let mut rows = match &difference.shown {
        Shown::Value { old: Some(Value::Array(old)), new: Some(Value::Array(new)) } => {
            let gone = old.iter().filter(|one| !new.contains(one));
            let come = new.iter().filter(|one| !old.contains(one));
            let gone = gone.map(|one| row(Mark::Removed, text::value(one)));
            gone.chain(come.map(|one| row(Mark::Added, text::value(one)))).collect()
        }
        Shown::Value { old, new } => {
            let old = old.iter().map(|old| row(Mark::Removed, text::value(old)));
            old.chain(new.iter().map(|new| row(Mark::Added, text::value(new)))).collect()
        }
        Shown::Remark(remark) => vec![row(Mark::Plain, text::escaped(remark))],
        Shown::Text { path, hunks } => {
            let mut rows = Vec::new();
            for hunk in hunks {
                let place = format!("{}:{}", text::escaped(path), hunk.new_start);
                rows.push(row(Mark::Plain, place));
                rows.extend(hunk.lines.iter().map(|line| match line.kind {
                    LineKind::Kept => row(Mark::Plain, format!("  {}", text::escaped(&line.text))),
                    LineKind::Removed => row(Mark::Removed, text::escaped(&line.text)),
                    LineKind::Added => row(Mark::Added, text::escaped(&line.text)),
                }));
            }
            let more = rows.len().saturating_sub(MAX_LINES);
            rows.truncate(MAX_LINES);
            rows.extend((more > 0).then(|| plain(&format!("… {more} more lines"))));
            rows
        }
    };
    if let Some(first) = rows.first_mut() {
        first.label = label;
    }
    rows
}

/// Remarks on one campaign; what can be done about several of them is said once.
fn notice_block(notices: &[Notice]) -> Block {
    let first = &notices[0];
    let mut rows: Vec<_> = notices.iter().flat_map(notice_rows).collect();
    let mut helps: Vec<_> = notices.iter().filter_map(|notice| notice.help.as_ref()).collect();
    helps.dedup();
    rows.extend(helps.into_iter().map(|help| plain(&text::escaped(help))));
    Block {
        symbol: '≠',
        title: first.campaign.as_ref().map_or_else(|| "the plan".to_owned(), ToString::to_string),
        who: mover(first.by),
        place: None,
        rows,
    }
}

fn notice_rows(notice: &Notice) -> Vec<Row> {
    let message = notice.message.as_ref().map(ToString::to_string);
    let mut rows = Vec::new();
    if notice.differences.is_empty() {
        let label = message.clone().unwrap_or_default();
        let mark = if label.is_empty() { Mark::Whole } else { Mark::Plain };
        rows.push(Row { label, mark, text: text::escaped(&notice.text) });
    }
    let differences = notice.differences.iter();
    rows.extend(differences.flat_map(|one| difference_rows(message.as_deref(), one)));
    rows
}

/// One change that many have in common.
struct Group<'a> {
    difference: &'a Difference,
    by: Mover,
    campaigns: BTreeSet<&'a CampaignKey>,
}

fn groups(plan: &Plan) -> Vec<Group<'_>> {
    let mut found: BTreeMap<String, Group<'_>> = BTreeMap::new();
    for operation in plan.operations.iter().filter(|one| !one.is_manual()) {
        for difference in &operation.differences {
            if matches!(difference.shown, Shown::Remark(_)) {
                continue;
            }
            let campaigns = BTreeSet::new();
            let group = Group { difference, by: operation.by, campaigns };
            let group = found.entry(format!("{difference:?}")).or_insert(group);
            group.campaigns.insert(&operation.campaign);
        }
    }
    found.into_values().filter(|group| group.campaigns.len() >= GROUP_FROM).collect()
}

fn group_block(group: &Group<'_>) -> Block {
    let mut rows = difference_rows(None, group.difference);
    let mut names: Vec<_> =
        group.campaigns.iter().take(MAX_NAMES).map(|key| key.as_str()).collect();
    let more = group.campaigns.len() - names.len();
    let rest = format!("{more} more");
    names.extend((more > 0).then_some(rest.as_str()));
    rows.push(plain(&names.join(", ")));
    Block {
        symbol: '~',
        title: format!("{} campaigns", group.campaigns.len()),
        who: mover(group.by),
        place: None,
        rows,
    }
}

fn plain(text: &str) -> Row {
    Row { label: String::new(), mark: Mark::Whole, text: text.to_owned() }
}

fn mover(by: Mover) -> &'static str {
    match by {
        Mover::You => "you",
        Mover::Dashboard => "dashboard",
        Mover::Both => "both",
    }
}

fn place(Place { file, line }: &Place) -> String {
    format!("{}:{line}", text::escaped(file))
}
