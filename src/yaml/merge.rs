//! `<<`: the keys of other maps, behind the map's own.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Entry, Kind, Node};

/// Puts the keys of the merged maps where `<<` stood. The map's own keys win, then the maps in
/// their order. `Err` is the value that is no map.
pub(super) fn merge(
    entries: Vec<Entry>,
    merges: Vec<(usize, Arc<Node>)>,
) -> Result<Vec<Entry>, Arc<Node>> {
    if merges.is_empty() {
        return Ok(entries);
    }
    let mut taken: HashSet<String> = entries.iter().map(|entry| entry.key.clone()).collect();
    let mut all = Vec::with_capacity(entries.len());
    let mut own = entries.into_iter();
    let mut used = 0;
    for (position, value) in merges {
        all.extend(own.by_ref().take(position - used));
        used = position;
        for map in maps(&value)? {
            for entry in map.entries() {
                if taken.insert(entry.key.clone()) {
                    all.push(Entry { merged: true, ..entry.clone() });
                }
            }
        }
    }
    all.extend(own);
    Ok(all)
}

fn maps(value: &Arc<Node>) -> Result<Vec<&Arc<Node>>, Arc<Node>> {
    let candidates = match &value.kind {
        Kind::List(items) => items.iter().collect(),
        _ => vec![value],
    };
    match candidates.iter().find(|node| !matches!(node.kind, Kind::Map(_))) {
        Some(wrong) => Err(Arc::clone(wrong)),
        None => Ok(candidates),
    }
}
