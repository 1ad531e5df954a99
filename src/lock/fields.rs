//! Reads an entry straight from the lines that the printer writes, without a tree in between: most
//! of a large lockfile. Whatever else is there is left to the readers that know how to complain.

use std::borrow::Cow;

use litemap::LiteMap;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    Entry, MessageEntry, PieceEntry, TextEntry, bind, scalar,
    text::{self, Lines},
};
use crate::model::{CampaignId, CampaignKey, Channel, Digest, MessageKey, Origin, VariationId};

/// One campaign, at this indentation. `None` when a line is written in another way, or says
/// something that this version does not know.
pub(super) fn campaign(block: &str, indent: usize) -> Option<(CampaignKey, Entry)> {
    let mut lines = Lines::new(block);
    let (key, None) = field(&mut lines, indent)?? else { return None };
    let key = CampaignKey::parse(&key).ok()?;
    let entry = entry(&mut lines, indent + 2)?;
    lines.peek().is_none().then_some((key, entry))
}

/// The next field at this indentation: its name, and its value if that stands on the same line.
/// `Some(None)` when the fields end here.
#[expect(clippy::option_option, reason = "to give up is not to be at the end")]
fn field<'a>(
    lines: &mut Lines<'a>,
    indent: usize,
) -> Option<Option<(Cow<'a, str>, Option<&'a str>)>> {
    match lines.peek() {
        Some((at, line)) if at == indent => {
            let split = scalar::split_key(line)?;
            lines.advance();
            Some(Some(split))
        }
        Some((at, _)) if at > indent => None,
        _ => Some(None),
    }
}

/// Fields come in the printer's order, so that none comes twice.
struct Order(usize);

impl Order {
    fn step(&mut self, rank: usize) -> Option<()> {
        let forward = rank > self.0;
        self.0 = rank;
        forward.then_some(())
    }
}

fn entry(lines: &mut Lines<'_>, indent: usize) -> Option<Entry> {
    let mut entry = Entry::default();
    let mut order = Order(0);
    let inner = indent + 2;
    while let Some((key, leaf)) = field(lines, indent)? {
        order.step(match (&*key, leaf) {
            ("campaign_id", Some(id)) => {
                entry.campaign_id = Some(CampaignId::parse(&text(id)?).ok()?);
                1
            }
            ("origin", Some(origin)) => {
                entry.origin = Some(word::<Origin>(origin)?);
                2
            }
            ("retired", Some("true")) => {
                entry.retired = true;
                3
            }
            ("protected", Some("true")) => {
                entry.protected = true;
                4
            }
            ("generation", Some(number)) => {
                entry.generation = number.parse().ok()?;
                5
            }
            ("name", Some(name)) => {
                entry.name = Some(text(name)?.into_owned());
                6
            }
            ("description", Some(description)) => {
                entry.description = Some(text(description)?.into_owned());
                7
            }
            ("tags", leaf) => {
                entry.tags = Some(value(lines, leaf, inner)?);
                8
            }
            ("conversions", leaf) => {
                entry.conversions = Some(value(lines, leaf, inner)?);
                9
            }
            ("params", None) => {
                entry.params = value(lines, None, inner)?;
                10
            }
            ("delivery", None) => {
                entry.delivery = value(lines, None, inner)?;
                11
            }
            ("former", None) => {
                entry.former = value(lines, None, inner)?;
                12
            }
            ("messages", None) => {
                let key = |key: &str| MessageKey::parse(key).ok();
                let id = entry.campaign_id.as_ref();
                entry.messages = map(lines, inner, key, |lines, leaf, indent| match leaf {
                    None => message(lines, indent, id),
                    Some(_) => None,
                })?;
                13
            }
            _ => return None,
        })?;
    }
    Some(entry)
}

fn message(
    lines: &mut Lines<'_>,
    indent: usize,
    campaign: Option<&CampaignId>,
) -> Option<MessageEntry> {
    let (key, Some(channel)) = field(lines, indent)?? else { return None };
    let channel = (key == "channel").then(|| word::<Channel>(channel))??;
    let mut entry = MessageEntry::new(channel);
    let mut order = Order(0);
    let inner = indent + 2;
    while let Some((key, leaf)) = field(lines, indent)? {
        order.step(match (&*key, leaf) {
            (bind::FIELD, Some(id)) => {
                (campaign?.as_str() == text(id)?).then_some(())?;
                1
            }
            ("message_variation_id", Some(id)) => {
                entry.message_variation_id = Some(VariationId::parse(&text(id)?).ok()?);
                2
            }
            ("retired", Some("true")) => {
                entry.retired = true;
                3
            }
            ("generation", Some(number)) => {
                entry.generation = number.parse().ok()?;
                4
            }
            ("name", Some(name)) => {
                entry.name = Some(text(name)?.into_owned());
                5
            }
            ("released", Some(digest)) => {
                entry.released = Some(Digest::parse(digest).ok()?);
                6
            }
            ("fields", None) => {
                entry.fields = map(lines, inner, owned, |lines, leaf, indent| match leaf {
                    Some(leaf) => scalar::read(leaf),
                    None => text::read_inner(lines, indent),
                })?;
                7
            }
            ("texts", None) => {
                entry.texts = map(lines, inner, owned, |lines, leaf, indent| match leaf {
                    None => pieces(lines, indent),
                    Some(_) => None,
                })?;
                8
            }
            _ => return None,
        })?;
    }
    Some(entry)
}

fn pieces(lines: &mut Lines<'_>, indent: usize) -> Option<TextEntry> {
    let (key, None) = field(lines, indent)?? else { return None };
    if key != "pieces" {
        return None;
    }
    let mut entry = TextEntry::default();
    while let Some((at, line)) = lines.peek().filter(|(at, _)| *at > indent) {
        if at != indent + 2 || !line.starts_with("- ") {
            return None;
        }
        lines.step_in(2);
        let inner = indent + 4;
        let (path, Some(of)) = field(lines, inner)?? else { return None };
        let (digest, Some(hex)) = field(lines, inner)?? else { return None };
        let more = lines.peek().is_some_and(|(at, _)| at == inner);
        if path != "path" || digest != "digest" || more {
            return None;
        }
        let digest = Digest::parse(hex).ok()?;
        entry.pieces.push(PieceEntry { path: text(of)?.into_owned(), digest });
    }
    match field(lines, indent)? {
        None => Some(entry),
        Some((key, None)) if key == "vars" => {
            entry.vars =
                map(lines, indent + 2, owned, |_, leaf, _| Some(text(leaf?)?.into_owned()))?;
            field(lines, indent)?.is_none().then_some(entry)
        }
        Some(_) => None,
    }
}

/// Fields with names of somebody's own, sorted by name.
fn map<'a, K: Ord, V>(
    lines: &mut Lines<'a>,
    indent: usize,
    key: impl Fn(&str) -> Option<K>,
    value: impl Fn(&mut Lines<'a>, Option<&str>, usize) -> Option<V>,
) -> Option<LiteMap<K, V>> {
    let mut found: Vec<(K, V)> = Vec::new();
    while let Some((name, leaf)) = field(lines, indent)? {
        let key = key(&name)?;
        if found.last().is_some_and(|(last, _)| *last >= key) {
            return None;
        }
        found.push((key, value(lines, leaf, indent + 2)?));
    }
    // Thousands of these are kept.
    found.shrink_to_fit();
    (!found.is_empty()).then(|| LiteMap::from_sorted_store_unchecked(found))
}

#[expect(clippy::unnecessary_wraps, reason = "any text will do where others must be keys")]
fn owned(name: &str) -> Option<String> {
    Some(name.to_owned())
}

/// A text on one line.
fn text(leaf: &str) -> Option<Cow<'_, str>> {
    scalar::read_text(leaf)
}

/// One of a few words.
fn word<T: DeserializeOwned>(leaf: &str) -> Option<T> {
    T::deserialize(serde::de::value::StrDeserializer::<serde::de::value::Error>::new(leaf)).ok()
}

/// Anything that is rare enough to be read by way of a tree.
fn value<T: DeserializeOwned>(
    lines: &mut Lines<'_>,
    leaf: Option<&str>,
    indent: usize,
) -> Option<T> {
    let tree: Value = match leaf {
        Some(leaf) => scalar::read(leaf)?,
        None => text::read_inner(lines, indent)?,
    };
    serde_json::from_value(tree).ok()
}
