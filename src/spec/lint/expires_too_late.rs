//! A Content Card that would stay longer than cards may.

use super::already_expired::moment;
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::{Channel, Timestamp};

const DAYS: i64 = 30;

pub(super) const RULE: Rule = Rule {
    id: "expires-too-late",
    severity: Severity::Error,
    summary: "a Content Card expires within 30 days",
    why: "Braze takes no later `expire_at`, and removes every card 30 days after it was sent \
        (\"Content Cards object\").",
    example: "channel: content_card\ntype: CLASSIC\ntitle: Parcel\ndescription: On its way.\n\
        expire_at: 2999-01-31T18:00:00Z\n",
    mend: "channel: content_card\ntype: CLASSIC\ntitle: Parcel\ndescription: On its way.\n\
        time_to_live: 604800\n",
};

pub(super) fn find(message: &Message<'_>, now: Timestamp) -> Vec<Found> {
    let at =
        message.text("expire_at").filter(|_| message.is(Channel::ContentCard)).and_then(moment);
    // The zone may be the user's: a day more is left.
    let late = at.is_some_and(|at| at.duration_since(now.0).as_hours() > (DAYS + 1) * 24);
    if !late {
        return Vec::new();
    }
    let told = "this is more than 30 days ahead, but a Content Card stays at most 30";
    vec![Found::new("expire_at", told).help("`time_to_live` counts from the send")]
}
