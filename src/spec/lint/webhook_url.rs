//! A webhook whose address Braze does not call.

use super::url::address;
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

pub(super) const RULE: Rule = Rule {
    id: "webhook-url",
    severity: Severity::Error,
    summary: "a webhook calls `http` or `https` on port 80 or 443",
    why: "Braze reaches no other port (\"Webhook object\").",
    example: "channel: webhook\nrequest_method: POST\nurl: https://erp.example.com:8443/hooks\n",
    mend: "channel: webhook\nrequest_method: POST\nurl: https://erp.example.com/hooks\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let Some(url) = message.text("url").filter(|_| message.is(Channel::Webhook)) else {
        return Vec::new();
    };
    let address = address(url);
    let told = match (address.scheme.as_deref(), address.port.as_deref()) {
        (Some("http" | "https") | None, None | Some("80" | "443" | "")) => return Vec::new(),
        (Some("http" | "https") | None, Some(_)) => "Braze reaches only the ports 80 and 443",
        (Some(_), _) => "expected an address that begins with `https://`",
    };
    vec![Found::new("url", told)]
}
