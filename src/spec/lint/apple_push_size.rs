//! An iOS push that is larger than Braze takes.

use super::message::grouped;
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

const LIMIT: usize = 1_912;

pub(super) const RULE: Rule = Rule {
    id: "apple-push-size",
    severity: Severity::Error,
    summary: "an iOS push has at most 1,912 bytes",
    why: "Braze refuses a larger one: `Apple Push Length Exceeded`. The alert, `extra` and all other \
        keys count (\"Apple push object\").",
    example: "channel: apple_push\nalert: Parcel\nextra: { note: \"… two thousand characters …\" }\n",
    mend: "channel: apple_push\nalert: Parcel\nextra: { note: parcel-7 }\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    if !message.is(Channel::ApplePush) {
        return Vec::new();
    }
    let size = message.least_size();
    if size <= LIMIT {
        return Vec::new();
    }
    let told = format!("at least {} bytes, but an iOS push has at most 1,912", grouped(size));
    vec![
        Found::new("alert", told)
            .help("shorten the texts, or let the app fetch what is in `extra`"),
    ]
}
