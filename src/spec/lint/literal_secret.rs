//! A credential that is written where everybody reads it.

use super::known::known;
use super::url::address;
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;
use crate::spec::names;

pub(super) const RULE: Rule = Rule {
    id: "literal-secret",
    severity: Severity::Error,
    summary: "a webhook's credentials are `{ secret: NAME }`, and an email has none",
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
    match message.channel {
        Channel::Webhook => {
            let headers = headers(message, "request_headers");
            let url = message.text("url").and_then(in_url).map(|what| ("url".to_owned(), what));
            let body = message.text("body").filter(|body| has_prefix(&known(body).text));
            let body = body.map(|_| ("body".to_owned(), "a word of this body".to_owned()));
            headers
                .chain(url)
                .chain(body)
                .map(|(field, what)| told(field, &what).help(SECRET))
                .collect()
        }
        Channel::Email => headers(message, "headers")
            .map(|(field, what)| told(field, &what).help("whoever gets an email reads its headers"))
            .collect(),
        _ => Vec::new(),
    }
}

const SECRET: &str =
    "write `{ secret: NAME }`, or `@{secret.NAME}` within a text, and set CAMPAIGNCTL_SECRET_NAME";

/// Never the value: what is told ends up in logs.
fn told(field: String, what: &str) -> Found {
    Found::new(field, format!("{what} looks like a credential that is written out"))
}

fn headers(message: &Message<'_>, field: &'static str) -> impl Iterator<Item = (String, String)> {
    message.entries(field).filter_map(|(path, name, value)| {
        let value = known(value.as_str()?).text;
        let secret = names_a_credential(name) && looks_secret(name, &value) || has_prefix(&value);
        secret.then(|| (path, format!("the header {}", names::shown(name))))
    })
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

/// Which part of an address looks like one.
fn in_url(url: &str) -> Option<String> {
    let certain = known(url);
    if address(url).credentials {
        return Some("what stands before the `@` of this address".to_owned());
    }
    let query = certain.text.split_once('?').map_or("", |(_, query)| query);
    let mut parameters = query.split('&').filter_map(|pair| pair.split_once('='));
    let named =
        parameters.find(|(name, value)| names_a_credential(name) && looks_secret(name, value));
    match named {
        Some((name, _)) => Some(format!("the parameter {} of this address", names::shown(name))),
        None => has_prefix(&certain.text).then(|| "a word of this address".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::Content;

    #[track_caller]
    fn check(channel: Channel, fields: &Value, expected: &[&str]) {
        let content = Content(fields.as_object().cloned().unwrap_or_default());
        let found = find(&Message::new(channel, &content));
        let told = found.iter().map(|it| format!("{}: {}", it.field, it.message));
        assert_eq!(told.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn it_is_told_by_its_place() {
        check(
            Channel::Webhook,
            &json!({
                "url": "https://a.example/x?api_key=0123456789",
                "request_headers": { "X-Api-Key": "0123456789", "X-Other": "sk_live_0123456789abcdef" },
                "body": "{\"k\": \"sk_live_0123456789abcdef\"}",
            }),
            &[
                "request_headers/X-Api-Key: the header `X-Api-Key` looks like a credential that is written out",
                "request_headers/X-Other: the header `X-Other` looks like a credential that is written out",
                "url: the parameter `api_key` of this address looks like a credential that is written out",
                "body: a word of this body looks like a credential that is written out",
            ],
        );
        check(
            Channel::Webhook,
            &json!({ "url": "https://me:password1@a.example" }),
            &[
                "url: what stands before the `@` of this address looks like a credential that is written out",
            ],
        );
    }

    #[test]
    fn an_email_has_none() {
        check(
            Channel::Email,
            &json!({ "body": "a", "headers": {
                "X-Api-Key": "0123456789",
                "X-Token": "{{custom_attribute.${token}}}",
                "List-Unsubscribe": "<https://a.example/u?token={{${user_id}}}>",
                "X-Entity-Ref-ID": "0123456789-0123456789-0123456789",
            } }),
            &[
                "headers/X-Api-Key: the header `X-Api-Key` looks like a credential that is written out",
            ],
        );
        check(Channel::Email, &json!({ "extras": { "token": "0123456789" } }), &[]);
    }
}
