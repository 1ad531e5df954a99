//! What holds for any history of definitions.

use std::collections::BTreeMap;

use campaignctl::{
    lock::{self, Lock},
    model::{Campaign, Channel, Conversion, ConversionEvent, Desired, Message},
    plan::{Permissions, settle},
};
use proptest::{collection::vec, option, prelude::*, sample::select};
use serde_json::json;

use super::world::{World, brief, campaign, desired, message, with_text};

fn world() -> World {
    let permissions = Permissions {
        retire_many: true,
        retire_protected: ["a", "b", "c"].map(super::world::key).into(),
        replace: true,
        not_renamed: true,
    };
    World { permissions, ..World::default() }
}

fn any_message() -> impl Strategy<Value = Message> {
    let channel = select(vec![Channel::Email, Channel::Email, Channel::Sms]);
    let text = option::of(select(vec!["<p>\none\n</p>", "<p>\ntwo\n</p>"]));
    let title = option::of(select(vec!["Plain", "Photo"]));
    (select(vec!["x", "y", "z"]), channel, 0..3_u8, text, title, prop::bool::weighted(0.2))
        .prop_map(|(key, channel, content, text, title, draft)| {
            let mut made = message(key, channel, json!({ "subject": content, "list": [content] }));
            made.name = title.map(str::to_owned);
            made.draft = draft;
            match text {
                Some(text) => with_text(made, "body", text),
                None => made,
            }
        })
}

fn any_campaign() -> impl Strategy<Value = Campaign> {
    let facts = (
        option::of(select(vec!["One", "Two"])),
        option::of(select(vec![vec![], vec!["t".to_owned()]])),
        option::of(0..3_u64),
        any::<bool>(),
    );
    (select(vec!["a", "b", "c"]), facts, vec(any_message(), 0..4)).prop_map(
        |(key, (name, tags, within, protected), messages)| {
            let mut made = campaign(key);
            made.name = name.map(str::to_owned);
            made.description = made.name.clone();
            made.tags = tags;
            made.protected = protected;
            made.conversions = within.map(|within_seconds| {
                let event = ConversionEvent::ClicksEmail;
                vec![Conversion { event, within_seconds }; usize::from(within_seconds > 0)]
            });
            let keyed = messages.into_iter().map(|message| (message.key.clone(), message));
            made.messages = keyed.collect::<BTreeMap<_, _>>().into_values().collect();
            made
        },
    )
}

fn any_desired() -> impl Strategy<Value = Desired> {
    vec(any_campaign(), 0..4).prop_map(desired)
}

fn ids(lock: &Lock) -> BTreeMap<String, String> {
    let mut ids = BTreeMap::new();
    lock.each_id(|id, owner| {
        ids.insert(id.to_owned(), owner.replace(" (former)", ""));
    });
    ids
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_plan_after_an_apply_is_empty(history in vec((any_desired(), any::<bool>()), 1..5)) {
        let world = world();
        for (desired, offline_first) in history {
            if offline_first {
                world.apply_offline(&desired);
                let again = world.plan_offline(&desired);
                prop_assert_eq!(again.writes().count(), 0, "{:?}", brief(&again));
            }
            world.apply(&desired);
            let lock = world.lock();
            let settled = |one: &Campaign| settle(one.clone(), &lock).settled;
            prop_assert!(desired.campaigns.values().all(settled));
            prop_assert_eq!(brief(&world.plan(&desired)), Vec::<String>::new());
            prop_assert_eq!(brief(&world.plan_offline(&desired)), Vec::<String>::new());
        }
    }

    #[test]
    fn an_id_stays_with_its_key_for_ever(history in vec(any_desired(), 1..6)) {
        let world = world();
        let mut known = BTreeMap::new();
        for desired in history {
            let lock = world.apply(&desired).lock;
            let now = ids(&lock);
            for (id, owner) in &known {
                prop_assert_eq!(now.get(id), Some(owner));
            }
            prop_assert_eq!(lock::parse(&lock::print(&lock)).unwrap(), lock);
            known = now;
        }
    }

    #[test]
    fn the_order_of_messages_does_not_matter(first in any_desired(), second in any_desired()) {
        let (one, two) = (world(), world());
        for desired in [first, second] {
            let mut reversed = desired.clone();
            reversed.campaigns.values_mut().for_each(|campaign| campaign.messages.reverse());
            let locks = (one.apply(&desired).lock, two.apply(&reversed).lock);
            prop_assert_eq!(lock::print(&locks.0), lock::print(&locks.1));
        }
    }

    #[test]
    fn every_live_campaign_and_message_has_an_id(history in vec(any_desired(), 1..4)) {
        let world = world();
        for desired in history {
            let lock = world.apply(&desired).lock;
            for (key, campaign) in &desired.campaigns {
                let entry = &lock.campaigns[key];
                prop_assert!(entry.campaign_id.is_some() && !entry.retired);
                for message in &campaign.messages {
                    let recorded = &entry.messages[&message.key];
                    prop_assert!(recorded.message_variation_id.is_some() && !recorded.retired);
                    prop_assert!(message.draft || lock::is_released(recorded, message));
                }
            }
        }
    }
}
