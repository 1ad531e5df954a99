//! Keys of an iOS push's `extra` that are not the author's.

use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

pub(super) const RULE: Rule = Rule {
    id: "reserved-extra-key",
    severity: Severity::Error,
    summary: "`extra` of an iOS push has no key `ab` or `aps`",
    why: "Apple owns `aps` and Braze `ab`; a push with one of them is refused (\"Apple push object\").",
    example: "channel: apple_push\nalert: Hi\nextra: { aps: loud }\n",
    mend: "channel: apple_push\nalert: Hi\nextra: { volume: loud }\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    if !message.is(Channel::ApplePush) {
        return Vec::new();
    }
    let Some(extra) = message.get("extra") else { return Vec::new() };
    let reserved = ["ab", "aps"].into_iter().filter(|key| extra.get(*key).is_some());
    reserved
        .map(|key| {
            let told = format!("Braze refuses the key `{key}`");
            Found::new(format!("extra/{key}"), told).help("give it another name")
        })
        .collect()
}
