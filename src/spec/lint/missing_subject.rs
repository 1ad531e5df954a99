//! An email without a subject.

use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

pub(super) const RULE: Rule = Rule {
    id: "missing-subject",
    severity: Severity::Warning,
    summary: "an email has a `subject`, or a template that gives one",
    why: "Braze takes the subject from the template only when there is one (\"Email object\").",
    example: "channel: email\napp_id: shop\nfrom: Shop <a@shop.example.com>\nbody: <p>Hi</p>\n",
    mend: "channel: email\napp_id: shop\nfrom: Shop <a@shop.example.com>\nsubject: Hi\nbody: <p>Hi</p>\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let missing =
        message.is(Channel::Email) && !message.has("subject") && !message.has("email_template_id");
    if missing {
        vec![Found::new("subject", "this email has no `subject`").help("add `subject: …`")]
    } else {
        Vec::new()
    }
}
