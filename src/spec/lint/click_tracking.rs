//! Clicks of an SMS that are counted only when its links are shortened.

use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

pub(super) const RULE: Rule = Rule {
    id: "click-tracking",
    severity: Severity::Error,
    summary: "`user_click_tracking_enabled` comes with `link_shortening_enabled`",
    why: "Only shortened links can be told apart by user (\"SMS object\").",
    example: "channel: sms\nbody: https://shop.example.com\nuser_click_tracking_enabled: true\n",
    mend: "channel: sms\nbody: https://shop.example.com\nuser_click_tracking_enabled: true\n\
        link_shortening_enabled: true\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let on = |field: &str| message.get(field).is_some_and(|value| *value == true);
    let may_be = |field: &str| on(field) || message.text(field).is_some();
    let lost = message.is(Channel::Sms)
        && on("user_click_tracking_enabled")
        && !may_be("link_shortening_enabled");
    if !lost {
        return Vec::new();
    }
    let told = "clicks are counted only with `link_shortening_enabled: true`";
    vec![Found::new("user_click_tracking_enabled", told)]
}
