//! Buttons of an iOS push that do not fit their category.

use serde_json::Value;

use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;
use crate::spec::names;

/// The categories that Braze's SDK registers, and the buttons of each.
const DEFAULTS: [(&str, &[&str]); 4] = [
    ("ab_cat_accept_decline", &["ab_pb_accept", "ab_pb_decline"]),
    ("ab_cat_yes_no", &["ab_pb_yes", "ab_pb_no"]),
    ("ab_cat_confirm_cancel", &["ab_pb_confirm", "ab_pb_cancel"]),
    ("ab_cat_more", &["ab_pb_more"]),
];

pub(super) const RULE: Rule = Rule {
    id: "apple-category",
    severity: Severity::Warning,
    summary: "the buttons of an iOS push fit their category",
    why: "Braze's default categories have their own buttons, each once. Those of a category that the app \
        registered do something only with the action `URI` or `DEEP_LINK` and a `uri` \
        (\"Apple push object\").",
    example: "channel: apple_push\nalert: Your cart\ncategory: cart\nbuttons:\n  - { action_id: view }\n",
    mend: "channel: apple_push\nalert: Your cart\ncategory: cart\nbuttons:\n  \
        - { action_id: view, action: DEEP_LINK, uri: \"shop://cart\" }\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    if !message.is(Channel::ApplePush) {
        return Vec::new();
    }
    let buttons = message.items("buttons");
    let mut found = twice(buttons);
    let category = message.text("category").filter(|category| !uncertain(category));
    let Some(category) = category else { return found };
    let own = DEFAULTS.iter().find(|(name, _)| *name == category);
    if own.is_none() && category.starts_with("ab_cat_") {
        let told = "Braze's SDK has no category of this name";
        let help = format!("one of {}", DEFAULTS.map(|(name, _)| format!("`{name}`")).join(", "));
        found.push(Found::new("category", told).help(help));
        return found;
    }
    let buttons = buttons.iter().enumerate();
    found.extend(buttons.filter_map(|(at, button)| match own {
        Some((category, ids)) => foreign(category, ids, at, button),
        None => without_link(at, button),
    }));
    found
}

/// What references and Liquid say, nobody knows.
fn uncertain(text: &str) -> bool {
    text.contains("@{") || text.contains("{{") || text.contains("{%")
}

fn literal<'a>(button: &'a Value, field: &str) -> Option<&'a str> {
    button.get(field).and_then(Value::as_str).filter(|text| !uncertain(text))
}

fn twice(buttons: &[Value]) -> Vec<Found> {
    let ids: Vec<_> = buttons.iter().map(|button| literal(button, "action_id")).collect();
    let again = ids.iter().enumerate().filter(|(at, id)| id.is_some() && ids[..*at].contains(id));
    let told = "another button has this `action_id`, too";
    again.map(|(at, _)| Found::new(format!("buttons[{at}]/action_id"), told)).collect()
}

fn foreign(category: &str, ids: &[&str], at: usize, button: &Value) -> Option<Found> {
    let id = literal(button, "action_id").filter(|id| !ids.contains(id))?;
    let field = format!("buttons[{at}]/action_id");
    let found = Found::new(field, format!("`{category}` has no button of this name"));
    let owner = DEFAULTS.iter().find(|(_, ids)| ids.contains(&id));
    let word = if ids.len() == 1 { "its button is" } else { "its buttons are" };
    let own = format!("{word} {}", names::list(ids, "and"));
    let help = match owner {
        Some((owner, _)) => format!("{own}; this one is of `{owner}`"),
        None => own,
    };
    Some(found.help(help))
}

fn without_link(at: usize, button: &Value) -> Option<Found> {
    let action = button.get("action").and_then(Value::as_str).unwrap_or("OPEN_APP");
    let opens = matches!(action, "URI" | "DEEP_LINK") || uncertain(action);
    let told = "a button of the app's own category needs the action `URI` or `DEEP_LINK`";
    (!opens).then(|| Found::new(format!("buttons[{at}]/action"), told))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::Content;

    #[track_caller]
    fn check(category: &str, ids: &[&str], expected: &[&str]) {
        let buttons: Vec<_> =
            ids.iter().map(|id| json!({ "action_id": id, "action": "URI" })).collect();
        let fields = json!({ "alert": "a", "category": category, "buttons": buttons });
        let content = Content(fields.as_object().cloned().unwrap_or_default());
        let found = find(&Message::new(Channel::ApplePush, &content));
        let told = found.into_iter().map(|it| {
            let help = it.help.map_or(String::new(), |help| format!(" ({help})"));
            format!("{}: {}{help}", it.field, it.message)
        });
        assert_eq!(told.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn each_category_has_its_own_buttons() {
        for (category, ids) in DEFAULTS {
            check(category, ids, &[]);
        }
        check("mine", &["ab_pb_accept", "x"], &[]);
        check("ab_cat_more", &["@{param.id}", "{{x}}"], &[]);
        check("@{param.c}", &["ab_pb_accept"], &[]);
        check(
            "ab_cat_yes_no",
            &["ab_pb_accept", "maybe"],
            &[
                "buttons[0]/action_id: `ab_cat_yes_no` has no button of this name (its buttons are \
                 `ab_pb_yes` and `ab_pb_no`; this one is of `ab_cat_accept_decline`)",
                "buttons[1]/action_id: `ab_cat_yes_no` has no button of this name (its buttons are \
                 `ab_pb_yes` and `ab_pb_no`)",
            ],
        );
        check(
            "ab_cat_more",
            &["x"],
            &[
                "buttons[0]/action_id: `ab_cat_more` has no button of this name (its button is `ab_pb_more`)",
            ],
        );
    }

    #[test]
    fn no_two_buttons_are_the_same() {
        check("mine", &["a", "b", "{{c}}", "{{c}}"], &[]);
        check(
            "mine",
            &["a", "b", "a"],
            &["buttons[2]/action_id: another button has this `action_id`, too"],
        );
    }
}
