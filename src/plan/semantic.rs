//! What a change of content means, beside its lines: cost, size, links, names.

mod links;
mod names;
mod size;
mod sms;

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Context, Difference};
use crate::{
    lock::{MessageEntry, TextEntry},
    model::{Channel, Content, Message, Piece, flatten, unflatten},
    spec,
};

/// From what is released to what is to be. Silent where the released texts are not at hand.
pub(super) fn differences(
    context: &Context<'_>,
    old: &MessageEntry,
    message: &Message,
) -> Vec<Difference> {
    match content(context, old) {
        Some(old) => between(message.channel, &old, &message.content),
        None => Vec::new(),
    }
}

/// What deserves a word when a message is released for the first time.
pub(super) fn first(message: &Message) -> Vec<Difference> {
    let (channel, content) = (message.channel, &message.content);
    sms::first(channel, content).into_iter().chain(size::clipped(channel, None, content)).collect()
}

fn between(channel: Channel, old: &Content, new: &Content) -> Vec<Difference> {
    let mut found = Vec::new();
    found.extend(sms::change(channel, old, new));
    found.extend(size::payload(channel, old, new));
    found.extend(size::clipped(channel, Some(old), new));
    found.extend(sets("links", &links::of(&texts(old)), &links::of(&texts(new))));
    found.extend(sets("liquid", &names::liquid(&texts(old)), &names::liquid(&texts(new))));
    found.extend(sets("params", &names::params(&texts(old)), &names::params(&texts(new))));
    found
}

/// What is removed and what is added, so that the same change in many campaigns looks the same.
fn sets(field: &str, old: &BTreeSet<String>, new: &BTreeSet<String>) -> Option<Difference> {
    let only = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
        Value::Array(a.difference(b).map(|one| one.as_str().into()).collect())
    };
    (old != new).then(|| Difference::value(field, Some(only(old, new)), Some(only(new, old))))
}

/// Every text of a content, in reference form.
fn texts(content: &Content) -> Vec<String> {
    let leaves = flatten(content).into_iter().map(|(_, leaf)| leaf);
    leaves.filter_map(|leaf| leaf.as_str().map(str::to_owned)).collect()
}

/// The released content, put together again.
fn content(context: &Context<'_>, entry: &MessageEntry) -> Option<Content> {
    let short = entry.fields.iter().map(|(path, value)| Some((path.as_str(), value.clone())));
    let long = entry.texts.iter().map(|(path, text)| Some((path.as_str(), long(context, text)?)));
    unflatten(short.chain(long).collect::<Option<Vec<_>>>()?)
}

fn long(context: &Context<'_>, text: &TextEntry) -> Option<Value> {
    let pieces = text.pieces.iter().map(|piece| {
        Some(Piece { path: piece.path.clone(), text: (context.texts)(&piece.digest)? })
    });
    let pieces: Vec<Piece> = pieces.collect::<Option<_>>()?;
    spec::expand(&pieces, &text.vars).ok().map(Value::String)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::plan::Shown;

    fn content(fields: Value) -> Content {
        let Value::Object(fields) = fields else { panic!("a content is an object") };
        Content(fields)
    }

    /// The lines of a change, as `field: what`.
    #[track_caller]
    fn check(channel: Channel, old: Value, new: Value, expected: &[&str]) {
        let lines = between(channel, &content(old), &content(new)).into_iter().map(|line| {
            let shown = match line.shown {
                Shown::Remark(remark) => remark,
                Shown::Value { old, new } => format!("-{} +{}", old.unwrap(), new.unwrap()),
                Shown::Text { .. } => panic!("a text is no meaning"),
            };
            format!("{}: {shown}", line.field)
        });
        assert_eq!(lines.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn an_sms_tells_its_segments_and_what_forces_them() {
        let sms = |body: &str| json!({ "body": body });
        let plain = "a".repeat(100);
        let curly = format!("{plain}’");
        check(Channel::Sms, sms(&plain), sms(&curly), &["body: 1 → 2 segments: ’ forces UCS-2"]);
        check(Channel::Sms, sms(&curly), sms(&plain), &["body: 2 → 1 segments"]);
        check(Channel::Sms, sms("It's"), sms("It’s"), &["body: 1 segment: ’ forces UCS-2"]);
        check(Channel::Sms, sms("Hi"), sms("Hello"), &[]);
        let open = format!("{}@{{param.a}}", "a".repeat(161));
        check(
            Channel::Sms,
            sms("Hi"),
            sms(&open),
            &["body: 1 → at least 2 segments", "params: -[] +[\"a\"]"],
        );
    }

    #[test]
    fn a_push_tells_its_bytes() {
        let push = |text: &str| json!({ "alert": text });
        check(Channel::ApplePush, push("Hi"), push("Hello"), &["payload: 14 → 17 bytes of 1,912"]);
        check(Channel::AndroidPush, push("Hi"), push("Hé"), &["payload: 2 → 3 bytes of 4,000"]);
        check(Channel::Email, push("Hi"), push("Hello"), &[]);
    }

    #[test]
    fn an_email_tells_when_gmail_clips_it() {
        let mail = |size: usize| json!({ "body": "a".repeat(size) });
        let over = "body: 1 KB → 110 KB: Gmail clips from 102 KB on";
        check(Channel::Email, mail(1_000), mail(112_000), &[over]);
        check(
            Channel::Email,
            mail(112_000),
            mail(1_000),
            &["body: 110 KB → 1 KB: not clipped any more"],
        );
        check(Channel::Email, mail(1_000), mail(2_000), &[]);
    }

    #[test]
    fn links_and_names_come_and_go() {
        check(
            Channel::Email,
            json!({ "body": "<a href='https://a.example/x'>x</a> {{${first_name}}} @{param.a}" }),
            json!({ "body": "<a href=\"https://b.example/?q=1&amp;r\">x</a> {{custom_attribute.${plan} | upcase}}" }),
            &[
                "links: -[\"https://a.example/x\"] +[\"https://b.example/?q=1&amp;r\"]",
                "liquid: -[\"${first_name}\"] +[\"custom_attribute.${plan}\"]",
                "params: -[\"a\"] +[]",
            ],
        );
    }
}
