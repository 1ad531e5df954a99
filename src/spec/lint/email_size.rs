//! An email that Gmail cuts off.

use super::known::known;
use super::message::grouped;
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

const LIMIT: usize = 102 * 1_024;

pub(super) const RULE: Rule = Rule {
    id: "email-size",
    severity: Severity::Warning,
    summary: "the HTML of an email has at most 102 KB",
    why: "Gmail clips a longer one, and with it the unsubscribe link and the image that counts opens \
        (\"Email guidelines\").",
    example: "channel: email\napp_id: shop\nfrom: Shop <a@shop.example.com>\nsubject: News\n\
        body: \"… one hundred and ten thousand characters …\"\n",
    mend: "channel: email\napp_id: shop\nfrom: Shop <a@shop.example.com>\nsubject: News\n\
        body: <p>News</p>\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let body = message.text("body").filter(|body| message.is(Channel::Email) && body.len() > LIMIT);
    let size = body.map_or(0, |body| known(body).text.len());
    if size <= LIMIT {
        return Vec::new();
    }
    let told = format!("at least {} bytes, but Gmail clips an email at 102 KB", grouped(size));
    vec![Found::new("body", told)]
}
