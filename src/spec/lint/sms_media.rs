//! Media that an MMS cannot carry.

use serde_json::Value;

use super::url::extension;
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

const KINDS: [&str; 5] = ["png", "jpg", "jpeg", "gif", "vcf"];

pub(super) const RULE: Rule = Rule {
    id: "sms-media",
    severity: Severity::Warning,
    summary: "an MMS carries one PNG, JPEG or GIF, or a vCard",
    why: "Braze sends one image a message, of up to 600 KB (\"Create an SMS, MMS, or RCS message\").",
    example: "channel: sms\nbody: Look\nmedia_items: [https://cdn.example.com/parcel.webp]\n",
    mend: "channel: sms\nbody: Look\nmedia_items: [https://cdn.example.com/parcel.png]\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    if !message.is(Channel::Sms) {
        return Vec::new();
    }
    let items = message.items("media_items");
    let more = (items.len() > 1)
        .then(|| Found::new("media_items[1]", "an MMS carries one item, and this is the second"));
    let foreign = items.iter().enumerate().filter_map(|(at, item)| {
        let extension = item.as_str().and_then(extension)?;
        let strange = !extension.is_empty() && !KINDS.contains(&extension.as_str());
        let told = "an MMS carries a PNG, JPEG or GIF, or a vCard";
        strange.then(|| Found::new(format!("media_items[{at}]"), told))
    });
    let empty = items.iter().position(|item| *item == Value::String(String::new()));
    let empty = empty.map(|at| Found::new(format!("media_items[{at}]"), "this address is empty"));
    more.into_iter().chain(foreign).chain(empty).collect()
}
