//! A plan as blocks of rows: what the drawings have in common.

use std::collections::BTreeMap;

use super::{
    group::{self, Group, Shared},
    row::{Mark, Row, difference_rows, plain},
    text,
};
use crate::{
    model::{CampaignKey, Place},
    plan::{Kind, Mode, Mover, Notice, Operation, Plan, Shown},
};

/// What happens to one campaign, or the same thing that happens to many.
#[derive(Clone)]
pub(super) struct Block {
    pub(super) symbol: char,
    pub(super) title: String,
    pub(super) who: &'static str,
    pub(super) place: Option<String>,
    pub(super) rows: Vec<Row>,
    /// Nothing but remarks on a change that a group shows.
    beside: bool,
}

/// From so many on, blocks that say the same become one.
const MERGE_FROM: usize = 10;
/// Names of those that share a change.
const MAX_NAMES: usize = 5;
/// Names where each begins, ends or waits: people look for theirs.
const MAX_LISTED: usize = 100;
/// Characters of a row of names.
const NAMES_WIDTH: usize = 90;
/// Rows about the rest of a change that a group shows.
const MAX_BESIDE: usize = 20;

/// Every block, in the order in which people read: what many share, then campaign by campaign.
pub(super) fn blocks(plan: &Plan) -> Vec<Block> {
    let (groups, shared) = group::of(plan);
    let mut blocks: Vec<_> = groups.iter().map(group_block).collect();
    let mut campaigns: BTreeMap<_, Vec<&Operation>> = BTreeMap::new();
    for operation in &plan.operations {
        let mode = operation.mode as u8;
        campaigns.entry((&operation.campaign, mode)).or_default().push(operation);
    }
    let own = campaigns
        .into_iter()
        .filter_map(|((campaign, _), operations)| campaign_block(campaign, &operations, &shared));
    let (beside, own): (Vec<_>, Vec<_>) = own.partition(|block| block.beside);
    if beside.len() >= MERGE_FROM {
        blocks.push(beside_block(&beside));
        blocks.extend(merged(own));
    } else {
        let mut own = [beside, own].concat();
        own.sort_by(|a, b| a.title.cmp(&b.title));
        blocks.extend(merged(own));
    }
    let same =
        |a: &Notice, b: &Notice| a.campaign.is_some() && (&a.campaign, a.by) == (&b.campaign, b.by);
    blocks.extend(plan.notices.chunk_by(same).map(notice_block));
    blocks
}

/// `None` where a group says all of it.
fn campaign_block(
    campaign: &CampaignKey,
    operations: &[&Operation],
    shared: &Shared,
) -> Option<Block> {
    let rows: Vec<_> = operations.iter().flat_map(|one| rows(one, shared)).collect();
    let differences =
        || operations.iter().flat_map(|one| one.differences.iter().map(move |d| (one, d)));
    if rows.is_empty() && differences().next().is_some() {
        return None;
    }
    let mut left = differences().filter(|(one, difference)| !shared.has(one, difference));
    let beside = differences().any(|(one, difference)| shared.has(one, difference))
        && left.all(|(_, difference)| matches!(difference.shown, Shown::Remark(_)))
        && operations.iter().all(|one| one.steps.is_empty());
    let kind = operations.iter().map(|one| one.kind).min().unwrap_or(Kind::Edit);
    let by = operations.iter().map(|one| one.by);
    let by = by.reduce(|a, b| if a == b { a } else { Mover::Both }).unwrap_or(Mover::You);
    let mode = operations.first().map_or(Mode::Automatic, |one| one.mode);
    Some(Block {
        symbol: waiting(mode).map_or_else(|| symbol(kind, operations), |(symbol, _)| symbol),
        title: campaign.to_string(),
        who: waiting(mode).map_or_else(|| mover(by), |(_, who)| who),
        place: operations.iter().find_map(|one| one.place.as_ref()).map(place),
        rows,
        beside,
    })
}

/// What stands in place of symbol and mover while it waits.
fn waiting(mode: Mode) -> Option<(char, &'static str)> {
    match mode {
        Mode::Automatic => None,
        Mode::Manual => Some(('!', "manual")),
        Mode::Later => Some(('…', "later")),
    }
}

fn symbol(kind: Kind, operations: &[&Operation]) -> char {
    let whole = operations.iter().any(|one| one.kind == kind && one.message.is_none());
    match kind {
        Kind::Create | Kind::Bind | Kind::Restore if whole => '+',
        Kind::Replace => '±',
        Kind::Retire => '-',
        _ => '~',
    }
}

fn rows(operation: &Operation, shared: &Shared) -> Vec<Row> {
    let mut rows = Vec::new();
    let message = operation.message.as_ref().map(ToString::to_string);
    if let Some(verb) = verb(operation) {
        let mark = if message.is_none() { Mark::Whole } else { Mark::Plain };
        rows.push(Row { label: message.clone().unwrap_or_default(), mark, text: verb.to_owned() });
    }
    let own = operation.differences.iter().filter(|one| !shared.has(operation, one));
    rows.extend(own.flat_map(|one| difference_rows(message.as_deref(), one)));
    rows.extend(operation.steps.iter().map(|step| plain(&text::escaped(step))));
    rows
}

/// What the fields alone would not say.
fn verb(operation: &Operation) -> Option<&'static str> {
    match (operation.kind, &operation.message) {
        (Kind::Create, _) if operation.mode == Mode::Later => {
            Some("new; its ids need the workspace")
        }
        (Kind::AddMessage, _) if operation.mode == Mode::Later => {
            Some("new message; its id needs the workspace")
        }
        (Kind::AddMessage, _) => Some("new message"),
        (Kind::RemoveMessage, _) => Some("removed; its id stays reserved"),
        (Kind::Retire, _) => Some("retired; its ids stay reserved"),
        (Kind::Replace, None) => Some("new ids; statistics begin anew"),
        _ => None,
    }
}

/// Blocks that say the same become one, in the place of the first.
fn merged(blocks: Vec<Block>) -> Vec<Block> {
    let mut alike: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for block in &blocks {
        let key = (block.symbol, block.who, block.rows.clone());
        alike.entry(key).or_default().push(block.title.clone());
    }
    alike.retain(|_, names| names.len() >= MERGE_FROM);
    let merge = |block: Block| {
        let key = (block.symbol, block.who, block.rows);
        match alike.get_mut(&key) {
            None => Some(Block { rows: key.2, ..block }),
            // Said already, with the first.
            Some(names) if names.is_empty() => None,
            Some(names) => {
                let names = std::mem::take(names);
                let mut rows = key.2;
                rows.extend(name_rows(&names, MAX_LISTED));
                let title = format!("{} campaigns", names.len());
                Some(Block { title, place: None, rows, ..block })
            }
        }
    };
    blocks.into_iter().filter_map(merge).collect()
}

/// What is left of a change that a group shows: numbers that differ from campaign to campaign.
fn beside_block(blocks: &[Block]) -> Block {
    let labelled = blocks.iter().flat_map(|block| {
        let rows = block.rows.iter();
        rows.map(|row| Row { label: format!("{} {}", block.title, row.label), ..row.clone() })
    });
    let mut rows: Vec<_> = labelled.collect();
    // What is too much or dearer says why, after a colon.
    rows.sort_by_key(|row| !row.text.contains(": "));
    let more = rows.len().saturating_sub(MAX_BESIDE);
    rows.truncate(MAX_BESIDE);
    rows.extend((more > 0).then(|| plain(&format!("… {more} more like these"))));
    let title = format!("{} campaigns", blocks.len());
    let who = blocks.first().map_or("", |block| block.who);
    Block { symbol: '~', title, who, place: None, rows, beside: true }
}

/// Remarks on one campaign; what can be done about several of them is said once.
fn notice_block(notices: &[Notice]) -> Block {
    let first = &notices[0];
    let mut rows: Vec<_> = notices.iter().flat_map(notice_rows).collect();
    let mut helps: Vec<_> = notices.iter().filter_map(|notice| notice.help.as_ref()).collect();
    helps.dedup();
    rows.extend(helps.into_iter().map(|help| plain(&text::escaped(help))));
    let title = first.campaign.as_ref().map(ToString::to_string);
    Block {
        symbol: '≠',
        who: if title.is_some() { mover(first.by) } else { "" },
        title: title.unwrap_or_else(|| "the plan".to_owned()),
        place: None,
        rows,
        beside: false,
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

fn group_block(group: &Group<'_>) -> Block {
    let mut rows: Vec<_> =
        group.differences.iter().flat_map(|one| difference_rows(None, one)).collect();
    let names: Vec<_> = group.campaigns.iter().map(ToString::to_string).collect();
    let waits = waiting(group.mode);
    rows.extend(name_rows(&names, if waits.is_some() { MAX_LISTED } else { MAX_NAMES }));
    Block {
        symbol: waits.map_or('~', |(symbol, _)| symbol),
        title: format!("{} campaigns", names.len()),
        who: waits.map_or_else(|| mover(group.by), |(_, who)| who),
        place: None,
        rows,
        beside: false,
    }
}

/// Names side by side, as many to a row as fit.
fn name_rows(names: &[String], most: usize) -> Vec<Row> {
    let more = names.len().saturating_sub(most);
    let more = (more > 0).then(|| format!("{more} more"));
    let mut rows: Vec<String> = Vec::new();
    for name in names.iter().take(most).chain(&more) {
        match rows.last_mut() {
            Some(row) if row.len() + name.len() < NAMES_WIDTH => {
                row.push_str(", ");
                row.push_str(name);
            }
            Some(row) => {
                row.push(',');
                rows.push(name.clone());
            }
            None => rows.push(name.clone()),
        }
    }
    rows.iter().map(|row| plain(row)).collect()
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
