//! Buttons of an iOS push that do not fit their category.

use serde_json::Value;

use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

/// The categories that Braze's SDK registers.
const DEFAULTS: [&str; 4] =
    ["ab_cat_accept_decline", "ab_cat_yes_no", "ab_cat_confirm_cancel", "ab_cat_more"];

pub(super) const RULE: Rule = Rule {
    id: "apple-category",
    severity: Severity::Warning,
    summary: "the buttons of an iOS push fit their category",
    why: "Braze's default categories have their own buttons. Those of a category that the app \
        registered do something only with the action `URI` or `DEEP_LINK` and a `uri` \
        (\"Apple push object\").",
    example: "channel: apple_push\nalert: Your cart\ncategory: cart\nbuttons:\n  - { action_id: view }\n",
    mend: "channel: apple_push\nalert: Your cart\ncategory: cart\nbuttons:\n  \
        - { action_id: view, action: DEEP_LINK, uri: \"shop://cart\" }\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let category = message.text("category").filter(|_| message.is(Channel::ApplePush));
    let Some(category) = category.filter(|category| !category.contains("@{")) else {
        return Vec::new();
    };
    if category.starts_with("ab_cat_") && !DEFAULTS.contains(&category) {
        let told = "Braze's SDK has no category of this name";
        let help = format!("one of {}", DEFAULTS.map(|name| format!("`{name}`")).join(", "));
        return vec![Found::new("category", told).help(help)];
    }
    let buttons = message.items("buttons").iter().enumerate();
    buttons.filter_map(|(at, button)| misfit(category, at, button)).collect()
}

fn misfit(category: &str, at: usize, button: &Value) -> Option<Found> {
    let literal =
        |field: &str| button.get(field).and_then(Value::as_str).filter(|it| !it.contains("@{"));
    if !DEFAULTS.contains(&category) {
        let action = button.get("action").and_then(Value::as_str).unwrap_or("OPEN_APP");
        let opens = matches!(action, "URI" | "DEEP_LINK") || action.contains("@{");
        let told = "a button of the app's own category needs the action `URI` or `DEEP_LINK`";
        return (!opens).then(|| Found::new(format!("buttons[{at}]/action"), told));
    }
    let id = literal("action_id")?;
    let known =
        category != "ab_cat_accept_decline" || matches!(id, "ab_pb_accept" | "ab_pb_decline");
    let told = "`ab_cat_accept_decline` has no button of this name";
    let help = "its buttons are `ab_pb_accept` and `ab_pb_decline`";
    (!known).then(|| Found::new(format!("buttons[{at}]/action_id"), told).help(help))
}
