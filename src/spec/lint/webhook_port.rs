//! A webhook on a port that Braze does not reach.

use super::url::address;
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

pub(super) const RULE: Rule = Rule {
    id: "webhook-port",
    severity: Severity::Error,
    summary: "a webhook's address is on port 80 or 443",
    why: "Braze reaches no other port (\"Webhook object\"). A sandbox calls nothing, so there any port will do.",
    example: "channel: webhook\nrequest_method: POST\nurl: https://erp.example.com:8443/hooks\n",
    mend: "channel: webhook\nrequest_method: POST\nurl: https://erp.example.com/hooks\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let url = message.text("url").filter(|_| message.is(Channel::Webhook));
    match url.and_then(|url| address(url).port).as_deref() {
        None | Some("80" | "443" | "") => Vec::new(),
        Some(_) => vec![Found::new("url", "Braze reaches only the ports 80 and 443")],
    }
}
