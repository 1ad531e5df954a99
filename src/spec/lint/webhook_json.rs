//! A webhook that says it sends JSON, and does not.

use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::liquid::{Kind, spans};
use crate::model::{Channel, Segment, segments};

pub(super) const RULE: Rule = Rule {
    id: "webhook-json",
    severity: Severity::Warning,
    summary: "the body of a webhook with `Content-Type: application/json` is JSON",
    why: "Braze sends the body as the text that it is, and counts whatever the other side answers \
        (\"Webhook object\").",
    example: "channel: webhook\nrequest_method: POST\nurl: https://erp.example.com/hooks\n\
        request_headers: { Content-Type: application/json }\nbody: \"{ order: '{{${user_id}}}' }\"\n",
    mend: "channel: webhook\nrequest_method: POST\nurl: https://erp.example.com/hooks\n\
        request_headers: { Content-Type: application/json }\nbody: '{ \"order\": \"{{${user_id}}}\" }'\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let json = message.entries("request_headers").any(|(_, name, value)| {
        let value = value.as_str().unwrap_or_default().to_ascii_lowercase();
        name.eq_ignore_ascii_case("content-type") && value.starts_with("application/json")
    });
    let body = message.text("body").filter(|_| json && message.is(Channel::Webhook));
    let sample = body.and_then(sample).filter(|sample| !sample.trim().is_empty());
    let Some(sample) = sample else { return Vec::new() };
    match serde_json::from_str::<serde_json::Value>(&sample) {
        Ok(_) => Vec::new(),
        Err(error) => {
            let why = error.to_string();
            let why = why.split(" at line ").next().unwrap_or_default();
            let place = match (error.line(), sample.lines().count()) {
                (line, 2..) => format!(" in its line {line}"),
                _ => String::new(),
            };
            vec![Found::new("body", format!("this body is no JSON{place}: {why}"))]
        }
    }
}

/// The body with a digit for each value that is not known; `None` when tags decide what there is.
fn sample(body: &str) -> Option<String> {
    let mut filled = String::new();
    for segment in segments(body) {
        match segment {
            Segment::Literal(text) => filled.push_str(&text),
            Segment::Reference(_) => filled.push('0'),
        }
    }
    let mut sample = String::new();
    let mut at = 0;
    for span in spans(&filled) {
        if span.kind != Kind::Output {
            return None;
        }
        sample.push_str(&filled[at..span.range.start]);
        sample.push('0');
        at = span.range.end;
    }
    Some(sample + &filled[at..])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::Content;

    #[test]
    fn unknown_values_are_values() {
        let check = |body: &str, expected: Option<&str>| {
            let headers = json!({ "content-type": "application/json; charset=utf-8" });
            let fields = json!({ "body": body, "request_headers": headers });
            let content = Content(fields.as_object().cloned().unwrap_or_default());
            let found = find(&Message::new(Channel::Webhook, &content));
            let told = found.first().map(|found| found.message.as_str());
            assert_eq!(told, expected, "{body}");
        };
        check(r#"{ "a": @{param.a}, "b": "x @{param.b}", "c": "{{${city}}}" }"#, None);
        check(r#"{ "a": {{custom_attribute.${n}}} }"#, None);
        check(r#"{ "a": {% if x %}1{% else %}2{% endif %} }"#, None);
        check("{ a: 1 }", Some("this body is no JSON: key must be a string"));
        check("{\n  \"a\": 1,\n}", Some("this body is no JSON in its line 3: trailing comma"));
        check("", None);
    }
}
