//! A webhook on a port that Braze does not call.

use super::url::address;
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

pub(super) const RULE: Rule = Rule {
    id: "webhook-url",
    severity: Severity::Error,
    summary: "a webhook calls port 80 or 443",
    why: "Braze reaches no other port (\"Webhook object\").",
    example: "channel: webhook\nrequest_method: POST\nurl: https://erp.example.com:8443/hooks\n",
    mend: "channel: webhook\nrequest_method: POST\nurl: https://erp.example.com/hooks\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let Some(url) = message.text("url").filter(|_| message.is(Channel::Webhook)) else {
        return Vec::new();
    };
    match address(url).port.as_deref() {
        None | Some("80" | "443" | "") => Vec::new(),
        Some(_) => vec![Found::new("url", "Braze reaches only the ports 80 and 443")],
    }
}
