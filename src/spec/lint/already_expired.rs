//! A message that expires before it can be sent.

use super::known::known;
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::{Channel, Timestamp};

pub(super) const RULE: Rule = Rule {
    id: "already-expired",
    severity: Severity::Warning,
    summary: "a message expires in the future",
    why: "A card whose `expire_at` is past never shows, and Apple does not deliver a push after its \
        `expiry` (\"Content Cards object\", \"Apple push object\").",
    example: "channel: apple_push\nalert: Sale\nexpiry: 2001-01-31T18:00:00Z\n",
    mend: "channel: apple_push\nalert: Sale\nexpiry: 2999-01-31T18:00:00Z\n",
};

pub(super) fn find(message: &Message<'_>, now: Timestamp) -> Vec<Found> {
    let field = match message.channel {
        Channel::ApplePush => "expiry",
        Channel::ContentCard => "expire_at",
        _ => return Vec::new(),
    };
    let at = message.text(field).and_then(moment);
    // The zone may be the user's: only what is past everywhere is past.
    let past = at.is_some_and(|at| now.0.duration_since(at).as_hours() > 24);
    if past {
        vec![Found::new(field, "this is past").help("give a later time, or leave it out")]
    } else {
        Vec::new()
    }
}

/// The instant that a text names; one without a zone is taken as UTC.
pub(super) fn moment(text: &str) -> Option<jiff::Timestamp> {
    let certain = known(text);
    let text = certain.whole.then(|| certain.text.trim())?;
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return Some(instant);
    }
    let civil = text.parse::<jiff::civil::DateTime>().ok()?;
    jiff::tz::TimeZone::UTC.to_timestamp(civil).ok()
}
