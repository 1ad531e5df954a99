//! Any lock at all, for properties.

use std::collections::BTreeMap;

use campaignctl::lock::{Entry, Former, Lock, MessageEntry, PieceEntry, TextEntry};
use campaignctl::model::{
    CampaignId, CampaignKey, Channel, Conversion, ConversionEvent, Delivery, Digest, Lineage,
    MessageKey, Origin, ParamType, SubscriptionState, VariationId, WorkspaceName,
};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::Value;

pub(crate) fn workspace() -> WorkspaceName {
    WorkspaceName::parse("local").unwrap()
}

pub(crate) fn lineage() -> Lineage {
    "7c9e6679-7425-40de-944b-e07fc1f90ae7".parse().unwrap()
}

pub(crate) fn lock() -> impl Strategy<Value = Lock> {
    let campaigns = vec((key(), entry()), 0..5);
    (campaigns, unknown()).prop_map(|(campaigns, unknown)| {
        let keyed = |(key, entry): (String, Entry)| (CampaignKey::parse(&key).unwrap(), entry);
        let campaigns = campaigns.into_iter().map(keyed).collect();
        let mut lock = Lock { campaigns, unknown, ..Lock::new(workspace(), lineage()) };
        number_ids(&mut lock);
        lock
    })
}

/// Three locks that could have grown from one: the same ids and channels under the same keys.
pub(crate) fn related() -> impl Strategy<Value = [Lock; 3]> {
    let one = || vec((0..4_u8, entry()), 0..4);
    [one(), one(), one()].prop_map(|sides| {
        sides.map(|campaigns| {
            let mut lock = Lock::new(workspace(), lineage());
            for (number, mut entry) in campaigns {
                settle_ids(number, &mut entry);
                lock.campaigns.insert(CampaignKey::parse(&format!("c{number}")).unwrap(), entry);
            }
            lock
        })
    })
}

fn settle_ids(number: u8, entry: &mut Entry) {
    let id = format!("id-{number}");
    entry.campaign_id = entry.origin.map(|_| CampaignId::parse(&id).unwrap());
    entry.former.clear();
    let messages =
        std::mem::take(&mut entry.messages).into_iter().map(|(_, message)| message).zip(0..);
    entry.messages = messages
        .map(|(mut message, n)| {
            message.channel = Channel::ALL[n];
            let id = VariationId::parse(&format!("{id}-{n}")).unwrap();
            message.message_variation_id = Some(id).filter(|_| message.generation % 2 == 0);
            (MessageKey::parse(&format!("m{n}")).unwrap(), message)
        })
        .collect();
}

/// The same value with the fields of each object in the opposite order.
pub(crate) fn reversed(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            fields.into_iter().rev().map(|(key, value)| (key, reversed(value))).collect()
        }
        Value::Array(items) => Value::Array(items.into_iter().map(reversed).collect()),
        leaf => leaf,
    }
}

/// Ids are unique in a lock, so they are numbered.
fn number_ids(lock: &mut Lock) {
    let mut number = 0;
    let mut next = || {
        number += 1;
        format!("id-{number}")
    };
    for entry in lock.campaigns.values_mut() {
        entry.campaign_id = entry.origin.map(|_| CampaignId::parse(&next()).unwrap());
        for (_, message) in entry.messages.iter_mut().filter(|(_, message)| !message.retired) {
            message.message_variation_id = Some(VariationId::parse(&next()).unwrap());
        }
        for former in &mut entry.former {
            former.campaign_id = Some(CampaignId::parse(&next()).unwrap());
        }
    }
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z0-9][a-z0-9_-]{0,8}", Just("no".to_owned()), Just("1e3".to_owned())]
}

/// Texts that YAML likes to take for something else.
const TRICKY: [&str; 42] = [
    "",
    "~",
    "null",
    "True",
    "no",
    "0x1f",
    "1_000",
    "12:30",
    "2024-01-01",
    "- a",
    "? a",
    "a: b",
    "a #b",
    "a:",
    " a",
    "a ",
    "@{param.x}",
    "{{${first_name}}}",
    "\u{85}\u{2028}\u{feff}",
    "a\nb\t\r",
    "\"quoted\\",
    "…",
    "👋🏽",
    "<<",
    "=",
    "!tag",
    "&a",
    "*a",
    "%d",
    "`x`",
    "a,b]",
    "nan",
    ".inf",
    "http://a.example/b?c=d#e",
    "a'b",
    "y",
    "{}",
    "[]",
    "-1",
    "1e5",
    "\u{7f}\u{1b}[31m",
    "\u{fffe}",
];

/// Those, and all others.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(&TRICKY[..]).prop_map(str::to_owned),
        "[ -~]{0,20}",
        "\\PC{0,12}",
        any::<String>(),
    ]
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        text().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        Just(Value::Null),
        Just(Value::Array(Vec::new())),
        Just(serde_json::json!({})),
    ]
}

fn tree() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(Value::Array),
            btree_map(text(), inner, 0..3).prop_map(|fields| fields.into_iter().collect()),
        ]
    })
}

fn unknown() -> impl Strategy<Value = BTreeMap<String, Value>> {
    btree_map("x[a-z ]{0,5}z", tree(), 0..3)
}

fn digest() -> impl Strategy<Value = Digest> {
    text().prop_map(|text| Digest::of(text.as_bytes()))
}

fn conversion() -> impl Strategy<Value = Conversion> {
    let event = prop_oneof![
        Just(ConversionEvent::ClicksEmail),
        text().prop_map(|name| ConversionEvent::PerformsCustomEvent { name }),
        vec(text(), 0..3).prop_map(|apps| ConversionEvent::StartsSession { apps }),
        text().prop_map(|kind| ConversionEvent::Other { kind }),
    ];
    (event, any::<u64>()).prop_map(|(event, within_seconds)| Conversion { event, within_seconds })
}

fn entry() -> impl Strategy<Value = Entry> {
    let facts = (
        proptest::option::of(Just(Origin::Adopted)),
        any::<(bool, bool, u32)>(),
        proptest::option::of(text()),
        proptest::option::of(vec(text(), 0..3)),
        proptest::option::of(vec(conversion(), 0..3)),
        btree_map(text(), Just(ParamType::Integer), 0..2),
    );
    let rest = (delivery(), 0..3_usize, vec((key(), message()), 0..3), unknown());
    (facts, rest).prop_map(|(facts, (delivery, former, messages, unknown))| {
        let (origin, (retired, protected, generation), name, tags, conversions, params) = facts;
        let keyed =
            |(key, message): (String, MessageEntry)| (MessageKey::parse(&key).unwrap(), message);
        Entry {
            campaign_id: None,
            origin,
            retired,
            protected,
            generation,
            description: name.clone(),
            name,
            tags,
            conversions,
            params,
            delivery,
            former: vec![Former::default(); former],
            messages: messages.into_iter().map(keyed).collect(),
            unknown,
        }
    })
}

fn delivery() -> impl Strategy<Value = Delivery> {
    any::<(Option<bool>, bool)>().prop_map(|(override_frequency_capping, all)| Delivery {
        override_frequency_capping,
        recipient_subscription_state: all.then_some(SubscriptionState::All),
    })
}

fn message() -> impl Strategy<Value = MessageEntry> {
    let source = (vec((text(), digest()), 0..3), btree_map(text(), text(), 0..2), unknown());
    let source = source.prop_map(|(pieces, vars, unknown)| {
        let piece = |(path, digest)| PieceEntry { path, digest };
        TextEntry {
            pieces: pieces.into_iter().map(piece).collect(),
            vars: vars.into_iter().collect(),
            unknown,
        }
    });
    let facts = (proptest::sample::select(&Channel::ALL[..]), any::<(bool, u32)>(), text());
    let content = (digest(), btree_map(text(), leaf(), 0..4), btree_map(text(), source, 0..2));
    (facts, content, unknown()).prop_map(|(facts, (digest, fields, texts), unknown)| {
        let (channel, (retired, generation), name) = facts;
        MessageEntry {
            channel,
            message_variation_id: None,
            retired,
            generation,
            name: Some(name),
            released: Some(digest),
            fields: fields.into_iter().collect(),
            texts: texts.into_iter().collect(),
            unknown,
        }
    })
}
