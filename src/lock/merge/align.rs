//! Which entries of three locks are the same thing. Where one has an id it is its id that tells,
//! so that an entry is found again under another key.

use std::collections::BTreeMap;

use super::Disagreement;
use crate::{
    lock::{Entry, MessageEntry},
    model::{CampaignId, VariationId},
};

/// What may have an id, or several over time.
pub(super) trait Identified {
    /// Every id that it had, the present one first.
    fn ids(&self) -> Vec<&str>;
}

impl Identified for Entry {
    fn ids(&self) -> Vec<&str> {
        let former = self.former.iter().filter_map(|former| former.campaign_id.as_ref());
        self.campaign_id.iter().chain(former).map(CampaignId::as_str).collect()
    }
}

impl Identified for &MessageEntry {
    fn ids(&self) -> Vec<&str> {
        self.message_variation_id.iter().map(VariationId::as_str).collect()
    }
}

/// One thing in the three locks, and the key that it will have. At least one side has it.
pub(super) struct Trio<'a, K, V> {
    pub(super) key: &'a K,
    pub(super) base: Option<&'a V>,
    pub(super) ours: Option<&'a V>,
    pub(super) theirs: Option<&'a V>,
}

/// Which sides have it.
pub(super) enum Known<'a, V> {
    Both(&'a V, &'a V),
    One(&'a V),
}

impl<'a, K, V> Trio<'a, K, V> {
    pub(super) fn known(&self) -> Known<'a, V> {
        match (self.ours, self.theirs) {
            (Some(ours), Some(theirs)) => Known::Both(ours, theirs),
            (ours, theirs) => Known::One(ours.or(theirs).expect("one side has it")),
        }
    }
}

/// One id under two keys, or one key for two ids.
pub(super) enum Split {
    Keys { id: String, first: String, second: String },
    Ids { key: String, ours: String, theirs: String },
}

impl Split {
    /// The disagreement; `prefix` comes before the keys (`campaign.`).
    pub(super) fn told(self, prefix: &str) -> Disagreement {
        let full = |key: String| format!("{prefix}{key}");
        match self {
            Self::Keys { id, first, second } => {
                Disagreement::Moved { id, first: full(first), second: full(second) }
            }
            Self::Ids { key, ours, theirs } => Disagreement::Ids { key: full(key), ours, theirs },
        }
    }
}

pub(super) struct Aligned<'a, K, V> {
    /// One for each key of the merged lock.
    pub(super) trios: Vec<Trio<'a, K, V>>,
    pub(super) split: Vec<Split>,
}

/// Brings together what is the same thing.
pub(super) fn align<'a, K: Ord + ToString, V: Identified + PartialEq>(
    base: Option<&'a BTreeMap<K, V>>,
    ours: &'a BTreeMap<K, V>,
    theirs: &'a BTreeMap<K, V>,
) -> Aligned<'a, K, V> {
    let mut families = Families::default();
    for (at, lock) in [(BASE, base), (OURS, Some(ours)), (THEIRS, Some(theirs))] {
        lock.into_iter().flatten().for_each(|(key, value)| families.add(at, key, value));
    }
    let mut aligned = Aligned { trios: Vec::new(), split: Vec::new() };
    let mut taken: BTreeMap<&K, Trio<'a, K, V>> = BTreeMap::new();
    for (id, family) in families.with_ids() {
        match place(&family) {
            Place::Gone => {}
            Place::At(trio) => aligned.split.extend(join(&mut taken, trio)),
            Place::Torn => aligned.split.push(keys(id, &family)),
        }
    }
    for (key, [base, ours, theirs]) in families.without {
        // It never had an id, and the side that still has it left it as it was: it may go.
        let unchanged = base.is_some() && (base == ours || base == theirs);
        let dropped = unchanged && (ours.is_none() || theirs.is_none());
        let only_base = ours.is_none() && theirs.is_none();
        if taken.contains_key(key) || !(dropped || only_base) {
            aligned.split.extend(join(&mut taken, Trio { key, base, ours, theirs }));
        }
    }
    aligned.trios = taken.into_values().collect();
    aligned
}

const BASE: usize = 0;
const OURS: usize = 1;
const THEIRS: usize = 2;

/// Where a thing stands in each of the three locks. Git's own merging of lines may have left it
/// under its old and its new key.
type Family<'a, K, V> = [Vec<(&'a K, &'a V)>; 3];

struct Families<'a, K, V> {
    /// By the first id in the order of texts that leads to it.
    with: BTreeMap<&'a str, Family<'a, K, V>>,
    without: BTreeMap<&'a K, [Option<&'a V>; 3]>,
    /// Id → another id of the same thing, itself at the end.
    same: BTreeMap<&'a str, &'a str>,
}

impl<K, V> Default for Families<'_, K, V> {
    fn default() -> Self {
        Self { with: BTreeMap::new(), without: BTreeMap::new(), same: BTreeMap::new() }
    }
}

impl<'a, K: Ord, V: Identified> Families<'a, K, V> {
    fn add(&mut self, at: usize, key: &'a K, value: &'a V) {
        let ids = value.ids();
        let Some(first) = ids.first() else {
            self.without.entry(key).or_default()[at] = Some(value);
            return;
        };
        self.with.entry(first).or_default()[at].push((key, value));
        for id in &ids {
            let (a, b) = (self.root(first), self.root(id));
            // The least id is the root, whatever came first.
            self.same.insert(a.max(b), a.min(b));
        }
    }

    fn root(&self, id: &'a str) -> &'a str {
        let mut id = id;
        while let Some(next) = self.same.get(id).filter(|next| **next != id) {
            id = next;
        }
        id
    }

    fn with_ids(&mut self) -> BTreeMap<&'a str, Family<'a, K, V>> {
        let mut families: BTreeMap<&str, Family<'a, K, V>> = BTreeMap::new();
        for (id, family) in std::mem::take(&mut self.with) {
            let whole = families.entry(self.root(id)).or_default();
            for (at, found) in family.into_iter().enumerate() {
                whole[at].extend(found);
            }
        }
        families
    }
}

/// Where a thing goes.
enum Place<'a, K, V> {
    At(Trio<'a, K, V>),
    /// Only the ancestor has it.
    Gone,
    /// Nobody can tell which key is the new one.
    Torn,
}

fn place<'a, K: Ord, V>(family: &Family<'a, K, V>) -> Place<'a, K, V> {
    let [base, ours, theirs] = family;
    let found = match (ours.as_slice(), theirs.as_slice()) {
        ([], []) => return Place::Gone,
        ([(key, one)], []) => Some((*key, Some(*one), None)),
        ([], [(key, one)]) => Some((*key, None, Some(*one))),
        ([(a, one)], [(b, two)]) => settled(base, a, b).map(|key| (key, Some(*one), Some(*two))),
        ([(key, one)], doubled @ [_, _]) => {
            left_behind(doubled, key).map(|two| (*key, Some(*one), Some(two)))
        }
        (doubled @ [_, _], [(key, two)]) => {
            left_behind(doubled, key).map(|one| (*key, Some(one), Some(*two)))
        }
        _ => None,
    };
    let Some((key, ours, theirs)) = found else { return Place::Torn };
    let base = match base.as_slice() {
        doubled @ [_, _] => left_behind(doubled, key),
        found => found.first().map(|(_, value)| *value),
    };
    Place::At(Trio { key, base, ours, theirs })
}

/// The key that is new, of two.
fn settled<'a, K: Ord, V>(base: &[(&K, &V)], a: &'a K, b: &'a K) -> Option<&'a K> {
    match base {
        _ if a == b => Some(a),
        [(old, _)] if *old == a => Some(b),
        [(old, _)] if *old == b => Some(a),
        _ => None,
    }
}

/// Lines around a conflict are merged already: the entry under the new key came from the other
/// side, and the one that is left under the old key is this side's own.
fn left_behind<'a, K: Ord, V>(doubled: &[(&'a K, &'a V)], new: &K) -> Option<&'a V> {
    match doubled {
        [(a, _), (_, old)] if *a == new => Some(old),
        [(_, old), (b, _)] if *b == new => Some(old),
        _ => None,
    }
}

/// Two things under one key are one if each side knows one of them. `Some` if they cannot be.
fn join<'a, K: Ord + ToString, V: Identified>(
    taken: &mut BTreeMap<&'a K, Trio<'a, K, V>>,
    trio: Trio<'a, K, V>,
) -> Option<Split> {
    let Some(other) = taken.get_mut(trio.key) else {
        taken.insert(trio.key, trio);
        return None;
    };
    let both = |a: Option<&V>, b: Option<&V>| a.is_some() && b.is_some();
    if both(other.ours, trio.ours) || both(other.theirs, trio.theirs) {
        let id = |trio: &Trio<'_, K, V>| {
            let ids = trio.ours.or(trio.theirs).map(Identified::ids).unwrap_or_default();
            (*ids.first().unwrap_or(&"no id yet")).to_owned()
        };
        let (ours, theirs) = (id(other), id(&trio));
        return Some(Split::Ids { key: trio.key.to_string(), ours, theirs });
    }
    other.base = other.base.or(trio.base);
    other.ours = other.ours.or(trio.ours);
    other.theirs = other.theirs.or(trio.theirs);
    None
}

/// Each side's key of an id; two of one side where only one side tells.
fn keys<K: ToString, V>(id: &str, family: &Family<'_, K, V>) -> Split {
    let mut keys = Vec::new();
    for (key, _) in family[OURS].iter().chain(&family[THEIRS]) {
        let key = (*key).to_string();
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys.sort();
    let mut keys = keys.into_iter();
    let first = keys.next().unwrap_or_default();
    let second = keys.next().unwrap_or_else(|| first.clone());
    Split::Keys { id: id.to_owned(), first, second }
}
