//! A link that is not encrypted.

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

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let texts = message.texts().filter_map(|(path, text)| {
        let links = insecure(text);
        let count = links.len();
        let first = links.into_iter().next()?;
        let told = match count {
            1 => format!("`{first}` is not encrypted"),
            _ => format!("`{first}` is not encrypted, and {} more", count - 1),
        };
        Some(Found::new(path, told).help("write `https:`"))
    });
    texts.collect()
}

/// The hosts of links that a person could follow, in order.
fn insecure(text: &str) -> Vec<String> {
    if memchr::memmem::find(text.as_bytes(), b"http://").is_none() {
        return Vec::new();
    }
    let certain = known(text).text;
    let starts = certain.match_indices("http://").filter(|(at, _)| {
        // A name within another word is no link; neither is what follows another scheme.
        !certain[..*at].ends_with(|c: char| c.is_alphanumeric())
    });
    let links = starts.filter_map(|(at, scheme)| {
        let rest = &certain[at + scheme.len()..];
        let end = rest.find(|c: char| !(c.is_alphanumeric() || "-._:[]".contains(c)));
        let host = &rest[..end.unwrap_or(rest.len())];
        (!named(host)).then(|| format!("http://{host}"))
    });
    links.collect()
}

/// Names of XML namespaces, which nobody follows, and this machine, which nobody overhears.
fn named(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    matches!(name, "www.w3.org" | "schemas.microsoft.com" | "localhost" | "127.0.0.1")
        || host.starts_with("[::1]")
}
