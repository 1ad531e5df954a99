//! A credential that is written where everybody reads it.

use super::known::known;
use super::url::address;
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

pub(super) const RULE: Rule = Rule {
    id: "literal-secret",
    severity: Severity::Error,
    summary: "a webhook's credentials are `{ secret: NAME }`",
    why: "What is written here is in git, in the lockfile and in every plan. A secret is read from the \
        environment when a request is made (\"Webhook object\").",
    example: "channel: webhook\nrequest_method: POST\nurl: https://erp.example.com/hooks\n\
        request_headers: { Authorization: Bearer not-a-real-token-0123456789 }\n",
    mend: "channel: webhook\nrequest_method: POST\nurl: https://erp.example.com/hooks\n\
        request_headers: { Authorization: \"@{secret.ERP_AUTH}\" }\n",
};

/// How the keys of well-known services begin.
const PREFIXES: [&str; 14] = [
    "AKIA",
    "ASIA",
    "AIza",
    "SG.",
    "eyJ",
    "ghp_",
    "gho_",
    "github_pat_",
    "glpat-",
    "rk_live_",
    "sk_live_",
    "sk_test_",
    "xoxb-",
    "xoxp-",
];

/// Parts of the names of headers and parameters that hold credentials.
const NAMES: [&str; 10] = [
    "authorization",
    "api-key",
    "api_key",
    "apikey",
    "token",
    "secret",
    "password",
    "passwd",
    "credential",
    "signature",
];

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    if !message.is(Channel::Webhook) {
        return Vec::new();
    }
    let headers = message.entries("request_headers").filter_map(|(path, name, value)| {
        let value = known(value.as_str()?).text;
        let secret = names_a_credential(name) && looks_secret(name, &value) || has_prefix(&value);
        secret.then(|| told(path))
    });
    let url = message.text("url").filter(|url| url_has_credentials(url)).map(|_| told("url"));
    let body = message.text("body").filter(|body| has_prefix(&known(body).text));
    let body = body.map(|_| told("body"));
    headers.chain(url).chain(body).collect()
}

fn told(field: impl Into<String>) -> Found {
    Found::new(field, "this looks like a credential that is written out")
        .help("write `{ secret: NAME }`, or `@{secret.NAME}` within a text, and set CAMPAIGNCTL_SECRET_NAME")
}

pub(in crate::spec) fn names_a_credential(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    NAMES.iter().any(|part| name.contains(part)) || name == "cookie"
}

/// A literal that may be a credential, after the scheme that an `Authorization` header begins with.
pub(in crate::spec) fn looks_secret(name: &str, value: &str) -> bool {
    let credential = match value.trim().split_once(' ') {
        Some((scheme, rest))
            if ["basic", "bearer", "token"].contains(&&*scheme.to_ascii_lowercase()) =>
        {
            rest.trim()
        }
        _ => value.trim(),
    };
    // Other headers have words in their values: `X-Token-Type: access`.
    let certain = name.eq_ignore_ascii_case("authorization") || name.eq_ignore_ascii_case("cookie");
    let mixed = credential.bytes().any(|byte| byte.is_ascii_digit()) || credential.len() >= 20;
    credential.len() >= 8 && (certain || mixed)
}

/// A word that begins as the keys of a well-known service do, and is as long as they are.
pub(in crate::spec) fn has_prefix(text: &str) -> bool {
    let inside = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    text.split(|c| !inside(c))
        .filter(|word| word.len() >= 20)
        .any(|word| PREFIXES.iter().any(|prefix| word.starts_with(prefix)))
}

fn url_has_credentials(url: &str) -> bool {
    let certain = known(url);
    let query = certain.text.split_once('?').map_or("", |(_, query)| query);
    let parameters = query.split('&').filter_map(|pair| pair.split_once('='));
    let named = parameters
        .into_iter()
        .any(|(name, value)| names_a_credential(name) && looks_secret(name, value));
    address(url).credentials || named || has_prefix(&certain.text)
}
