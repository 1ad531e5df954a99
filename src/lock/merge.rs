//! Two lockfiles that grew apart, as one.
//!
//! Nothing is guessed. Keys and ids of both sides are kept; a tombstone beats an update; what is
//! recorded differently on both sides is taken from the side that changed it, if a common ancestor
//! tells, and otherwise forgotten, so that the next apply records it again. Two ids for one key, or
//! two keys for one id, are a disagreement that a person settles.

use std::collections::{BTreeMap, BTreeSet};

use super::{Entry, Former, Lock, MessageEntry, ids};

/// What two lockfiles say about one key that cannot both be true.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Disagreement {
    #[error("`{key}` has the id `{ours}` on one side and `{theirs}` on the other")]
    Ids { key: String, ours: String, theirs: String },
    #[error("`{key}` is {ours} on one side and {theirs} on the other")]
    Channels { key: String, ours: &'static str, theirs: &'static str },
    #[error("the id `{id}` belongs to `{first}` on one side and to `{second}` on the other")]
    Moved { id: String, first: String, second: String },
    #[error("one side is of another project or workspace")]
    Project,
}

/// Merges two sides, with their common ancestor if it is known. The order of the sides does not
/// matter, and merging a lock with itself changes nothing.
///
/// # Errors
/// Everything that a person has to settle.
pub fn merge(base: Option<&Lock>, ours: &Lock, theirs: &Lock) -> Result<Lock, Vec<Disagreement>> {
    if (&ours.workspace, ours.lineage) != (&theirs.workspace, theirs.lineage) {
        return Err(vec![Disagreement::Project]);
    }
    let (sides, mut base) = ((ours, theirs), base.cloned());
    let (mut ours, mut theirs) = (ours.clone(), theirs.clone());
    if let Some(base) = &mut base {
        let ancestor = base.clone();
        follow_moves(&ancestor, sides.0, &mut [&mut theirs, base]);
        follow_moves(&ancestor, sides.1, &mut [&mut ours, base]);
    }
    let base = base.as_ref();
    let mut merge = Merge { found: Vec::new() };
    let mut merged = Lock::new(ours.workspace.clone(), ours.lineage);
    let base_unknown = base.map(|base| &base.unknown);
    merged.unknown = pick(base_unknown, &ours.unknown, &theirs.unknown).unwrap_or_default();
    let keys: BTreeSet<_> = ours.campaigns.keys().chain(theirs.campaigns.keys()).collect();
    for key in keys {
        let base = base.and_then(|base| base.campaigns.get(key));
        let entry = match (ours.campaigns.get(key), theirs.campaigns.get(key)) {
            (Some(ours), Some(theirs)) => merge.entry(key.as_str(), base, ours, theirs),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => continue,
        };
        merged.campaigns.insert(key.clone(), entry);
    }
    if let Some(repeated) = ids::repeated_id(&merged) {
        let ids::RepeatedId { id, first, second } = repeated;
        merge.found.push(Disagreement::Moved { id, first, second });
    }
    if merge.found.is_empty() { Ok(merged) } else { Err(merge.found) }
}

/// Where one side gave a campaign or message another key, the others' entries follow.
fn follow_moves(base: &Lock, moved: &Lock, others: &mut [&mut Lock]) {
    let known = base
        .campaigns
        .iter()
        .filter_map(|(key, old)| Some((old.campaign_id.as_ref()?, (key, old))));
    let known: BTreeMap<_, _> = known.collect();
    for (to, entry) in &moved.campaigns {
        let Some((from, old)) = entry.campaign_id.as_ref().and_then(|id| known.get(id)) else {
            continue;
        };
        for other in &mut *others {
            let free = !other.campaigns.contains_key(to) && !moved.campaigns.contains_key(*from);
            if *from != to
                && free
                && let Some(entry) = other.campaigns.remove(*from)
            {
                other.campaigns.insert(to.clone(), entry);
            }
            if let Some(theirs) = other.campaigns.get_mut(to) {
                follow_message_moves(old, entry, theirs);
            }
        }
    }
}

fn follow_message_moves(base: &Entry, moved: &Entry, other: &mut Entry) {
    for (to, message) in &moved.messages {
        let Some(id) = &message.message_variation_id else { continue };
        let same = |(_, old): &(_, &MessageEntry)| old.message_variation_id.as_ref() == Some(id);
        let Some((from, _)) = base.messages.iter().find(same) else { continue };
        let free = !other.messages.contains_key(to) && !moved.messages.contains_key(from);
        if from != to
            && free
            && let Some(message) = other.messages.remove(from)
        {
            other.messages.insert(to.clone(), message);
        }
    }
}

/// The value of both sides, or of the side that changed it; `None` when nobody can tell.
fn pick<T: PartialEq + Clone>(base: Option<&T>, ours: &T, theirs: &T) -> Option<T> {
    match base {
        _ if ours == theirs => Some(ours.clone()),
        Some(base) if base == ours => Some(theirs.clone()),
        Some(base) if base == theirs => Some(ours.clone()),
        _ => None,
    }
}

struct Merge {
    found: Vec<Disagreement>,
}

impl Merge {
    fn entry(&mut self, key: &str, base: Option<&Entry>, ours: &Entry, theirs: &Entry) -> Entry {
        // Whoever has set the other's id aside came after it.
        if replaced(ours, theirs) {
            return Self::later(theirs, ours);
        }
        if replaced(theirs, ours) {
            return Self::later(ours, theirs);
        }
        let ids = (&ours.campaign_id, &theirs.campaign_id);
        let campaign_id = self.id(key, ids.0.as_ref(), ids.1.as_ref());
        // Spelled out so that a new field cannot be forgotten here.
        Entry {
            campaign_id,
            origin: pick(base.map(|base| &base.origin), &ours.origin, &theirs.origin)
                .unwrap_or(ours.origin.max(theirs.origin)),
            retired: tombstone(base.map(|base| base.retired), ours.retired, theirs.retired),
            protected: pick(base.map(|base| &base.protected), &ours.protected, &theirs.protected)
                .unwrap_or(true),
            generation: ours.generation.max(theirs.generation),
            name: pick(base.map(|base| &base.name), &ours.name, &theirs.name).flatten(),
            description: pick(
                base.map(|base| &base.description),
                &ours.description,
                &theirs.description,
            )
            .flatten(),
            tags: pick(base.map(|base| &base.tags), &ours.tags, &theirs.tags).flatten(),
            conversions: pick(
                base.map(|base| &base.conversions),
                &ours.conversions,
                &theirs.conversions,
            )
            .flatten(),
            params: pick(base.map(|base| &base.params), &ours.params, &theirs.params)
                .unwrap_or_default(),
            delivery: pick(base.map(|base| &base.delivery), &ours.delivery, &theirs.delivery)
                .unwrap_or_default(),
            former: union(&ours.former, &theirs.former),
            messages: self.messages(key, base, ours, theirs),
            unknown: pick(base.map(|base| &base.unknown), &ours.unknown, &theirs.unknown)
                .unwrap_or_default(),
        }
    }

    fn later(earlier: &Entry, later: &Entry) -> Entry {
        Entry { former: union(&earlier.former, &later.former), ..later.clone() }
    }

    fn messages(
        &mut self,
        key: &str,
        base: Option<&Entry>,
        ours: &Entry,
        theirs: &Entry,
    ) -> BTreeMap<crate::model::MessageKey, MessageEntry> {
        let keys: BTreeSet<_> = ours.messages.keys().chain(theirs.messages.keys()).collect();
        let merged = keys.into_iter().filter_map(|message| {
            let base = base.and_then(|base| base.messages.get(message));
            let merged = match (ours.messages.get(message), theirs.messages.get(message)) {
                (Some(one), Some(two)) => {
                    let sides = ((ours, one), (theirs, two));
                    self.message(&format!("{key}.{message}"), base, sides)
                }
                (one, two) => one.or(two)?.clone(),
            };
            Some((message.clone(), merged))
        });
        merged.collect()
    }

    fn message(
        &mut self,
        key: &str,
        base: Option<&MessageEntry>,
        ((our_entry, ours), (their_entry, theirs)): Sides<'_>,
    ) -> MessageEntry {
        if set_aside(our_entry, theirs) {
            return ours.clone();
        }
        if set_aside(their_entry, ours) {
            return theirs.clone();
        }
        if ours.channel != theirs.channel {
            self.found.push(Disagreement::Channels {
                key: key.to_owned(),
                ours: ours.channel.in_sends(),
                theirs: theirs.channel.in_sends(),
            });
        }
        let ids = (ours.message_variation_id.as_ref(), theirs.message_variation_id.as_ref());
        let content =
            |entry: &MessageEntry| (entry.released, entry.fields.clone(), entry.texts.clone());
        let released = pick(base.map(content).as_ref(), &content(ours), &content(theirs));
        let (released, fields, texts) = released.unwrap_or_default();
        MessageEntry {
            channel: ours.channel,
            message_variation_id: self.id(key, ids.0, ids.1),
            retired: tombstone(base.map(|base| base.retired), ours.retired, theirs.retired),
            generation: ours.generation.max(theirs.generation),
            name: pick(base.map(|base| &base.name), &ours.name, &theirs.name).flatten(),
            released,
            fields,
            texts,
            unknown: pick(base.map(|base| &base.unknown), &ours.unknown, &theirs.unknown)
                .unwrap_or_default(),
        }
    }

    fn id<T: PartialEq + Clone + ToString>(
        &mut self,
        key: &str,
        ours: Option<&T>,
        theirs: Option<&T>,
    ) -> Option<T> {
        if let (Some(ours), Some(theirs)) = (ours, theirs)
            && ours != theirs
        {
            let (ours, theirs) = (ours.to_string(), theirs.to_string());
            self.found.push(Disagreement::Ids { key: key.to_owned(), ours, theirs });
        }
        ours.or(theirs).cloned()
    }
}

type Sides<'a> = ((&'a Entry, &'a MessageEntry), (&'a Entry, &'a MessageEntry));

/// A tombstone beats an update. Taking up again counts only where the ancestor was a tombstone.
fn tombstone(base: Option<bool>, ours: bool, theirs: bool) -> bool {
    if base == Some(true) { ours && theirs } else { ours || theirs }
}

/// Whether `later` has set the campaign of `earlier` aside.
fn replaced(later: &Entry, earlier: &Entry) -> bool {
    let Some(id) = &earlier.campaign_id else { return false };
    later.former.iter().any(|former| former.campaign_id.as_ref() == Some(id))
}

/// Whether the entry has set this message's id aside.
fn set_aside(entry: &Entry, message: &MessageEntry) -> bool {
    let Some(id) = &message.message_variation_id else { return false };
    entry.former.iter().any(|former| former.messages.values().any(|old| old == id))
}

fn union(ours: &[Former], theirs: &[Former]) -> Vec<Former> {
    let mut entry = Entry::default();
    for former in ours.iter().chain(theirs) {
        if !entry.former.contains(former) {
            entry.set_aside(former.clone());
        }
    }
    entry.former
}
