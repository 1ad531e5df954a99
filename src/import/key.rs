//! Keys made of titles: the same title gives the same key, on every machine.

use std::collections::BTreeSet;

use crate::model::{CampaignKey, Channel, Digest, MessageKey};

/// So long that a suffix still fits: a key has 63 characters.
const LONGEST: usize = 48;
/// Characters of the digest that stands for what a key cannot say.
const DIGITS: usize = 6;

/// The key for a title, before it is compared with other keys.
pub fn key_of(title: &str) -> CampaignKey {
    let key = slug(title, "campaign");
    CampaignKey::parse(&key).expect("a slug is a key")
}

/// `key`, or the first of `key-2`, `key-3`, … that is free.
pub(super) fn free(key: &CampaignKey, taken: &dyn Fn(&CampaignKey) -> bool) -> CampaignKey {
    let numbered = (2_u32..).map(|number| {
        CampaignKey::parse(&format!("{key}-{number}")).expect("a slug has room for a number")
    });
    let mut keys = std::iter::once(key.clone()).chain(numbered);
    keys.find(|key| !taken(key)).expect("numbers do not end")
}

/// A key for each message, given as channel and name: the channel's word where it is the only one,
/// and with the name, or a number, where several share it.
pub fn message_keys(
    messages: &[(Channel, Option<&str>)],
    taken: &BTreeSet<String>,
) -> Vec<MessageKey> {
    let mut used = taken.clone();
    let mut keys = Vec::new();
    for (channel, name) in messages {
        let word = word(*channel);
        let sharing = messages.iter().filter(|(other, _)| other == channel).count();
        let alone = sharing == 1 && !taken.contains(word);
        let named = match name.filter(|name| !name.is_empty()) {
            Some(name) if !alone => slug(&format!("{word} {}", without(name, word)), word),
            _ => word.to_owned(),
        };
        let numbered = (2_u32..).map(|number| format!("{named}-{number}"));
        let key = std::iter::once(named.clone())
            .chain(numbered)
            .find(|key| !used.contains(key))
            .expect("numbers do not end");
        used.insert(key.clone());
        keys.push(MessageKey::parse(&key).expect("a slug has room for a number"));
    }
    keys
}

/// `Email B` of an email is `B`.
fn without<'a>(name: &'a str, word: &str) -> &'a str {
    match name.get(..word.len()) {
        Some(start) if start.eq_ignore_ascii_case(word) && name.len() > word.len() => {
            &name[word.len()..]
        }
        _ => name,
    }
}

fn word(channel: Channel) -> &'static str {
    match channel {
        Channel::AndroidPush => "android",
        Channel::ApplePush => "ios",
        Channel::ContentCard => "card",
        Channel::Email => "email",
        Channel::KindlePush => "kindle",
        Channel::Sms => "sms",
        Channel::WebPush => "web",
        Channel::Webhook => "webhook",
        Channel::WhatsApp => "whatsapp",
    }
}

/// Words in lower case with `-` between them. What is left out or cut off, and might tell two titles
/// apart, is there as a digest.
fn slug(title: &str, otherwise: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut lost = false;
    for c in title.chars().flat_map(char::to_lowercase) {
        match latin(c) {
            Some(letters) => word.push_str(letters),
            None if c.is_ascii_alphanumeric() => word.push(c),
            // `Don't` is one word, and combining marks belong to the letter before.
            None if "'’\u{300}\u{301}\u{302}\u{303}\u{307}\u{308}\u{30a}\u{30c}\u{327}"
                .contains(c) => {}
            None => {
                lost |= c.is_alphanumeric();
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    let mut key = String::new();
    for word in words {
        let gap = usize::from(!key.is_empty());
        let room = LONGEST.saturating_sub(key.len() + gap);
        if word.len() > room {
            lost = true;
            if key.is_empty() {
                key.push_str(&word[..room]);
            }
            break;
        }
        if gap == 1 {
            key.push('-');
        }
        key.push_str(&word);
    }
    if !key.contains(|c: char| c.is_ascii_lowercase()) && (lost || key.is_empty()) {
        key = format!("{otherwise}{}{key}", if key.is_empty() { "" } else { "-" });
        lost = true;
    }
    if lost {
        let digest = Digest::of(title.as_bytes()).to_string();
        let digits = digest.rsplit(':').next().unwrap_or_default();
        key = format!("{key}-{}", &digits[..DIGITS.min(digits.len())]);
    }
    key
}

/// Letters that are written with a mark or in one sign, without them.
fn latin(c: char) -> Option<&'static str> {
    Some(match c {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ä' | 'æ' => "ae",
        'ç' | 'ć' | 'č' | 'ĉ' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' | 'ģ' | 'ĝ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'ķ' => "k",
        'ł' | 'ļ' | 'ľ' | 'ĺ' => "l",
        'ñ' | 'ń' | 'ň' | 'ņ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' | 'ő' => "o",
        'ö' | 'œ' => "oe",
        'ř' | 'ŕ' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'ť' | 'ţ' | 'ț' => "t",
        'þ' => "th",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'ü' => "ue",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(title: &str, key: &str) {
        assert_eq!(key_of(title).as_str(), key);
    }

    #[test]
    fn titles_become_words() {
        check("Order shipped", "order-shipped");
        check("  [EN] Order — shipped! 🎉 (v2) ", "en-order-shipped-v2");
        check("Don't miss out", "dont-miss-out");
        check("Größe geändert: Crème brûlée", "groesse-geaendert-creme-brulee");
        check("2024", "2024");
    }

    #[test]
    fn what_cannot_be_spelled_is_there_as_a_digest() {
        check("Заказ отправлен", "campaign-d2e4ca");
        check("注文 2", "campaign-2-339aad");
        check("", "campaign-e3b0c4");
        check("🎉", "campaign-614629");
        let long = key_of(&"very long title ".repeat(10));
        assert!(long.as_str().starts_with("very-long-title-very-long-title"), "{long}");
        assert_ne!(long, key_of(&"very long title ".repeat(11)));
        key_of(&"x".repeat(500));
    }

    #[test]
    fn a_key_that_is_taken_is_numbered() {
        let taken = |key: &CampaignKey| ["promo", "promo-2"].contains(&key.as_str());
        assert_eq!(free(&key_of("Promo"), &taken).as_str(), "promo-3");
    }

    #[track_caller]
    fn check_messages(messages: &[(Channel, Option<&str>)], expected: &[&str]) {
        let keys = message_keys(messages, &BTreeSet::new());
        assert_eq!(keys.iter().map(MessageKey::as_str).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn messages_are_called_by_their_channel_and_if_need_be_by_their_name() {
        use Channel::{ApplePush, Email};
        check_messages(&[(Email, Some("Plain")), (ApplePush, None)], &["email", "ios"]);
        check_messages(
            &[
                (Email, Some("Email B")),
                (Email, Some("Photo")),
                (Email, None),
                (Email, Some("Photo")),
            ],
            &["email-b", "email-photo", "email", "email-photo-2"],
        );
    }
}
