//! A Content Card that is larger than Braze delivers.

use super::message::{grouped, least_text};
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

const LIMIT: usize = 2_048;

const COUNTED: [&str; 8] =
    ["title", "description", "image_url", "uri_text", "ios_uri", "android_uri", "web_uri", "extra"];

pub(super) const RULE: Rule = Rule {
    id: "content-card-size",
    severity: Severity::Error,
    summary: "a Content Card has at most 2 KB",
    why: "Title, text, image, links and key-value pairs count. The API accepts a larger card, and the \
        card is dropped when it is sent: `Content card maximum size exceeded` \
        (\"Content Card creative details\").",
    example: "channel: content_card\ntype: CLASSIC\ntitle: Parcel\ndescription: \"… three thousand \
        characters …\"\ntime_to_live: 86400\n",
    mend: "channel: content_card\ntype: CLASSIC\ntitle: Parcel\ndescription: On its way.\n\
        time_to_live: 86400\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    if !message.is(Channel::ContentCard) {
        return Vec::new();
    }
    let sizes = COUNTED.map(|field| (message.get(field).map_or(0, least_text), field));
    let size: usize = sizes.iter().map(|(size, _)| size).sum();
    if size <= LIMIT {
        return Vec::new();
    }
    let (_, largest) = sizes.into_iter().max().expect("a card has counted fields");
    let told = format!("at least {} bytes, but a Content Card has at most 2,048", grouped(size));
    vec![Found::new(largest, told).help("Braze drops a larger card without telling the API")]
}
