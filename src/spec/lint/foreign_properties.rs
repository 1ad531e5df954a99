//! Liquid that reads what a request of ours never carries.

use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::liquid::{Kind, spans};
use crate::model::{Segment, segments};

pub(super) const RULE: Rule = Rule {
    id: "foreign-properties",
    severity: Severity::Warning,
    summary: "Liquid reads nothing that belongs to other kinds of campaigns",
    why: "Properties of triggers, events and Canvases do not come with a message of an API campaign, so they are \
        empty for everybody (\"Supported personalization tags\").",
    example: "channel: sms\nbody: \"Order {{api_trigger_properties.${order}}} is on its way\"\n",
    mend: "channel: sms\nbody: \"Your parcel, {{${first_name} | default: 'dear customer'}}, is on its way\"\n",
};

/// Namespaces, and where their values come from.
const FOREIGN: [(&str, &str); 6] = [
    ("api_trigger_properties.", "API-triggered campaigns"),
    ("event_properties.", "action-based campaigns"),
    ("canvas_entry_properties.", "Canvases"),
    ("canvas.", "Canvases"),
    ("context.", "Canvases"),
    ("sms.${inbound", "answers to an inbound message"),
];

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    message.texts().filter_map(|(path, text)| told(path, text)).collect()
}

fn told(path: &str, text: &str) -> Option<Found> {
    if !text.contains('{') {
        return None;
    }
    let literal: String = segments(text)
        .into_iter()
        .filter_map(|segment| match segment {
            Segment::Literal(literal) => Some(literal),
            Segment::Reference(_) => None,
        })
        .collect();
    let found = spans(&literal);
    let code = found.iter().filter(|span| matches!(span.kind, Kind::Output | Kind::Tag));
    let code = code.map(|span| &literal[span.range.clone()]);
    let (name, from) = code.flat_map(named).next()?;
    let name = name.split(['.', '$']).next().unwrap_or(name);
    let told = format!("`{name}` is always empty here: it belongs to {from}");
    Some(Found::new(path, told).help("declare it under `params` and write `@{param.name}`"))
}

/// The foreign names in a piece of Liquid that begin a word.
fn named(code: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    FOREIGN.into_iter().filter(|(name, _)| {
        code.match_indices(name).any(|(at, _)| {
            // `a.context.b` is another's field, and `${context.x}` an attribute.
            !code[..at].ends_with(|c: char| c.is_alphanumeric() || "_.{$'\"".contains(c))
                || code[..at].ends_with("{{")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        let found = told("body", text);
        let name = found.as_ref().and_then(|found| found.message.split('`').nth(1));
        assert_eq!(name, expected, "{text}");
    }

    #[test]
    fn only_liquid_is_read() {
        check("{{api_trigger_properties.${order}}}", Some("api_trigger_properties"));
        check("{{ api_trigger_properties.order }}", Some("api_trigger_properties"));
        check("{% if {{event_properties.${a}}} == 1 %}b{% endif %}", Some("event_properties"));
        check("{% assign a = context.${b} %}", Some("context"));
        check("{{sms.${inbound_message_body}}}", Some("sms"));
        check("api_trigger_properties.order", None);
        check("{% raw %}{{api_trigger_properties.${a}}}{% endraw %}", None);
        check("{{custom_attribute.${context.of}}}", None);
        check("{{ order.context.x }}", None);
        check("{{ 'canvas.png' }}", None);
        check("@{param.canvas} {{${first_name}}}", None);
    }
}
