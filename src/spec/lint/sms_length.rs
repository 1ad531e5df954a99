//! An SMS that is longer than Braze takes.

use super::known::known;
use super::message::grouped;
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

const LIMIT: usize = 1_600;

pub(super) const RULE: Rule = Rule {
    id: "sms-length",
    severity: Severity::Error,
    summary: "an SMS has at most 1,600 characters",
    why: "Braze refuses a longer `body` (\"SMS object\").",
    example: "channel: sms\nbody: \"… seventeen hundred characters …\"\n",
    mend: "channel: sms\nbody: Your parcel is on its way.\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let body = message.text("body").filter(|_| message.is(Channel::Sms));
    let length = body.map_or(0, |body| known(body).text.chars().count());
    if length <= LIMIT {
        return Vec::new();
    }
    let told = format!("at least {} characters, but an SMS has at most 1,600", grouped(length));
    vec![Found::new("body", told)]
}
