//! A Kindle or web push that is larger than the dashboard's composer takes.

use super::message::grouped;
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

pub(super) const RULE: Rule = Rule {
    id: "push-composer-size",
    severity: Severity::Warning,
    summary: "a Kindle push has at most 5,985 bytes, a web push 3,807",
    why: "The dashboard's composer stops there because the providers do; the API accepts the request, \
        and the push may not be sent (\"Reducing push notification payload size\").",
    example: "channel: web_push\ntitle: Parcel\nalert: \"… four thousand characters …\"\n",
    mend: "channel: web_push\ntitle: Parcel\nalert: Your parcel is on its way.\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let limit = match message.channel {
        Channel::KindlePush => 5_985,
        Channel::WebPush => 3_807,
        _ => return Vec::new(),
    };
    let size = message.least_size();
    if size <= limit {
        return Vec::new();
    }
    let told = format!(
        "at least {} bytes, but a {} has at most {}",
        grouped(size),
        message.channel.label(),
        grouped(limit)
    );
    vec![Found::new("alert", told)]
}
