//! A link that is not encrypted.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::known::known;
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;

pub(super) const RULE: Rule = Rule {
    id: "insecure-link",
    severity: Severity::Warning,
    summary: "links begin with `https:`",
    why: "iOS refuses to load `http:` addresses, and mail programs warn of them (\"Email guidelines\", \
        \"Apple push object\").",
    example: "channel: apple_push\nalert: Hi\ncustom_uri: http://shop.example.com/orders\n",
    mend: "channel: apple_push\nalert: Hi\ncustom_uri: https://shop.example.com/orders\n",
};

/// How many are told one by one; a text with more has a habit.
const EACH: usize = 10;

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (path, text) in message.texts() {
        let links = insecure(text);
        if links.is_empty() {
            continue;
        }
        let each = if links.len() > EACH + 1 { EACH } else { links.len() };
        let (each, rest) = links.split_at(each);
        // Each is told alone: what several texts include reads the same in all of them.
        let mut told: Vec<_> =
            each.iter().map(|link| format!("`{link}` is not encrypted")).collect();
        if let Some((first, more)) = rest.split_first() {
            told.push(format!("`{first}` is not encrypted, and {} more are not", more.len()));
        }
        found.extend(told.into_iter().map(|told| Found::new(path, told).help("write `https:`")));
    }
    found
}

/// The hosts of links that a person could follow, each once, in order.
fn insecure(text: &str) -> Vec<String> {
    static SCHEME: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("http://"));
    if SCHEME.find(text.as_bytes()).is_none() {
        return Vec::new();
    }
    let certain = known(text).text;
    let starts = certain.match_indices("http://").filter(|(at, _)| {
        // A name within another word is no link; neither is what follows another scheme.
        !certain[..*at].ends_with(|c: char| c.is_alphanumeric())
    });
    let mut hosts: Vec<String> = Vec::new();
    for (at, scheme) in starts {
        let rest = &certain[at + scheme.len()..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || "-._:[]".contains(c)));
        // The end of a sentence is none of its host.
        let host = rest[..end.unwrap_or(rest.len())].trim_end_matches(['.', ':']);
        let host = format!("http://{host}");
        if !named(&host["http://".len()..]) && !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    hosts
}

/// Names of XML namespaces, which nobody follows, and this machine, which nobody overhears.
fn named(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    matches!(name, "www.w3.org" | "schemas.microsoft.com" | "localhost" | "127.0.0.1")
        || host.starts_with("[::1]")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{Channel, Content};

    fn told(text: &str) -> Vec<String> {
        let fields = json!({ "body": text }).as_object().cloned().unwrap_or_default();
        let content = Content(fields);
        let found = find(&Message::new(Channel::Email, &content));
        found.into_iter().map(|it| it.message).collect()
    }

    #[test]
    fn each_host_is_told_once() {
        let check = |text: &str, expected: &[&str]| assert_eq!(told(text), expected, "{text}");
        check(
            "http://a.example/x, http://b.example. http://a.example/y",
            &["`http://a.example` is not encrypted", "`http://b.example` is not encrypted"],
        );
        check("http://{{host}}/x", &["`http://` is not encrypted"]);
        check("http://www.w3.org/1999/xhtml http://localhost:3000 https://a.example", &[]);
        check("https://a.example?to=xhttp://b.example", &[]);
    }

    #[test]
    fn the_rest_is_counted() {
        let links = |count: usize| {
            (0..count).map(|n| format!("http://h{n}.example")).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(told(&links(11)).len(), 11);
        let many = told(&links(13));
        assert_eq!(many.len(), 11);
        assert_eq!(many[10], "`http://h10.example` is not encrypted, and 2 more are not");
    }
}
