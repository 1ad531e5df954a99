//! A webhook whose address is no web address.

use super::url::address;
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

pub(super) const RULE: Rule = Rule {
    id: "webhook-url",
    severity: Severity::Error,
    summary: "a webhook's address begins with `https://` or `http://`",
    why: "Braze takes any text when it is sent, and calls nothing (\"Webhook object\").",
    example: "channel: webhook\nrequest_method: POST\nurl: erp.example.com/hooks\n",
    mend: "channel: webhook\nrequest_method: POST\nurl: https://erp.example.com/hooks\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let Some(url) = message.text("url").filter(|_| message.is(Channel::Webhook)) else {
        return Vec::new();
    };
    let found = match address(url).scheme.as_deref() {
        None | Some("http" | "https") => return Vec::new(),
        Some("") => {
            Found::new("url", "this address has no scheme").help("begin it with `https://`")
        }
        Some(other) => Found::new("url", format!("Braze does not call `{other}:` addresses"))
            .help("expected an address that begins with `https://`"),
    };
    vec![found]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::Content;

    #[test]
    fn an_address_has_a_scheme() {
        let check = |url: &str, expected: Option<&str>| {
            let fields = json!({ "url": url }).as_object().cloned().unwrap_or_default();
            let content = Content(fields);
            let found = find(&Message::new(Channel::Webhook, &content));
            let told = found.first().map(|found| found.message.as_str());
            assert_eq!(told, expected, "{url}");
        };
        check("https://erp.example.com/hooks", None);
        check("HTTP://erp.example.com:80", None);
        check("@{secret.URL}", None);
        check("{{custom_attribute.${hook}}}", None);
        check("nope", Some("this address has no scheme"));
        check("erp.example.com:443/hooks", Some("this address has no scheme"));
        check("erp.example.com/@{param.order}", Some("this address has no scheme"));
        check("ftp://erp.example.com/", Some("Braze does not call `ftp:` addresses"));
    }
}
