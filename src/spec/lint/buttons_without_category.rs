//! Buttons of an iOS push that nobody will see.

use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

pub(super) const RULE: Rule = Rule {
    id: "buttons-without-category",
    severity: Severity::Warning,
    summary: "an iOS push with `buttons` has a `category`",
    why: "iOS shows the buttons of a notification's category; without one it shows none \
        (\"Apple push object\").",
    example: "channel: apple_push\nalert: Coming?\nbuttons:\n  - { action_id: ab_pb_accept }\n",
    mend: "channel: apple_push\nalert: Coming?\ncategory: ab_cat_accept_decline\n\
        buttons:\n  - { action_id: ab_pb_accept }\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let hidden = message.is(Channel::ApplePush)
        && !message.items("buttons").is_empty()
        && !message.has("category");
    if !hidden {
        return Vec::new();
    }
    let help = "add the `category` that the app registered, or one of Braze's, such as \
        `ab_cat_accept_decline`";
    vec![Found::new("buttons", "without `category` these buttons do not show").help(help)]
}
