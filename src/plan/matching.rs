//! Which message is which variation: by its channel, then by its title, then by being the only one.

use std::collections::BTreeMap;

use crate::model::{Channel, MessageKey, ObservedMessage, VariationId};

/// A message that has no id yet.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    pub key: &'a MessageKey,
    pub channel: Channel,
    pub title: &'a str,
}

/// The variation of each message of which there is no doubt. `free` are the variations that nobody
/// has yet.
pub fn match_messages(
    wanted: &[Wanted<'_>],
    free: &[(&VariationId, &ObservedMessage)],
) -> BTreeMap<MessageKey, VariationId> {
    let mut found = BTreeMap::new();
    for one in wanted {
        let alike =
            wanted.iter().filter(|other| (other.channel, other.title) == (one.channel, one.title));
        let mut named = free.iter().filter(|(_, seen)| {
            seen.channel == Some(one.channel) && seen.name.as_deref() == Some(one.title)
        });
        if alike.count() == 1
            && let (Some((id, _)), None) = (named.next(), named.next())
        {
            found.insert(one.key.clone(), (*id).clone());
        }
    }
    let taken: Vec<VariationId> = found.values().cloned().collect();
    for channel in Channel::ALL {
        let mut left =
            wanted.iter().filter(|one| one.channel == channel && !found.contains_key(one.key));
        let mut slots =
            free.iter().filter(|(id, seen)| seen.channel == Some(channel) && !taken.contains(id));
        if let (Some(one), None, Some((id, _)), None) =
            (left.next(), left.next(), slots.next(), slots.next())
        {
            found.insert(one.key.clone(), (*id).clone());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both sides as `channel:title` (of messages, after their key) and what is found of them.
    #[track_caller]
    fn check(wanted: &[(&str, &str)], free: &[(&str, &str)], expected: &[(&str, &str)]) {
        let split = |text: &str| {
            let (channel, title) = text.split_once(':').unwrap();
            (Channel::from_sends(channel).unwrap(), title.to_owned())
        };
        let messages: Vec<_> = wanted
            .iter()
            .map(|(key, text)| (MessageKey::parse(key).unwrap(), split(text)))
            .collect();
        let messages: Vec<_> = messages
            .iter()
            .map(|(key, (channel, title))| Wanted { key, channel: *channel, title })
            .collect();
        let slots: Vec<_> = free
            .iter()
            .map(|(id, text)| {
                let (channel, title) = split(text);
                let name = Some(title).filter(|title| !title.is_empty());
                let seen = ObservedMessage { channel: Some(channel), name };
                (VariationId::parse(id).unwrap(), seen)
            })
            .collect();
        let slots: Vec<_> = slots.iter().map(|(id, seen)| (id, seen)).collect();
        let found = match_messages(&messages, &slots);
        let found: Vec<_> = found.iter().map(|(key, id)| (key.as_str(), id.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn titles_tell_messages_of_one_channel_apart() {
        let wanted = [("a", "email:Plain"), ("b", "email:Photo")];
        check(&wanted, &[("1", "email:Photo"), ("2", "email:Plain")], &[("a", "2"), ("b", "1")]);
    }

    #[test]
    fn the_only_one_of_a_channel_needs_no_title() {
        check(&[("a", "email:Plain")], &[("1", "email:"), ("2", "sms:")], &[("a", "1")]);
        let wanted = [("a", "email:Plain"), ("b", "email:Photo")];
        check(&wanted, &[("1", "email:x"), ("2", "email:Plain")], &[("a", "2"), ("b", "1")]);
    }

    #[test]
    fn where_there_is_doubt_nothing_is_found() {
        let wanted = [("a", "email:Plain"), ("b", "email:Photo")];
        check(&wanted, &[("1", "email:x"), ("2", "email:y")], &[]);
        check(&[("a", "email:Plain")], &[("1", "email:Plain"), ("2", "email:Plain")], &[]);
        check(&[("a", "email:Plain")], &[("1", "sms:Plain")], &[]);
    }
}
