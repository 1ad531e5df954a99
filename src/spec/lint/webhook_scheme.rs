//! A webhook whose URL does not say how to call it.

use super::url::address;
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

pub(super) const RULE: Rule = Rule {
    id: "webhook-scheme",
    severity: Severity::Error,
    summary: "a webhook's URL begins with `https://`, or with `http://`",
    why: "Braze makes an HTTP request, and an address without a scheme or with another is none that it could call \
        (\"Webhook object\").",
    example: "channel: webhook\nrequest_method: POST\nurl: erp.example.com/hooks\n",
    mend: "channel: webhook\nrequest_method: POST\nurl: https://erp.example.com/hooks\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let Some(url) = message.text("url").filter(|_| message.is(Channel::Webhook)) else {
        return Vec::new();
    };
    match address(url).scheme.as_deref() {
        None | Some("http" | "https") => Vec::new(),
        Some(_) => {
            let told = "expected an address that begins with `https://`";
            vec![Found::new("url", told)]
        }
    }
}
