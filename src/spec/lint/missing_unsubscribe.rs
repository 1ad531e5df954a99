//! A marketing email that nobody can leave.

use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

pub(super) const RULE: Rule = Rule {
    id: "missing-unsubscribe",
    severity: Severity::Warning,
    summary: "a marketing email has an unsubscribe link",
    why: "The law asks for it, and Braze adds no header or footer of its own to an API campaign \
        (\"Email object\"). Marketing is what the tags `marketing`, `newsletter`, `promotion` and \
        `promotional` say.",
    example: "channel: email   # of a campaign with tags: [marketing]\napp_id: shop\n\
        from: Shop <a@shop.example.com>\nsubject: Sale\nbody: <p>Everything must go.</p>\n",
    mend: "channel: email   # of a campaign with tags: [marketing]\napp_id: shop\n\
        from: Shop <a@shop.example.com>\nsubject: Sale\n\
        body: <p>Everything must go. <a href=\"{{${set_user_to_unsubscribed_url}}}\">Unsubscribe</a></p>\n",
};

const MARKETING: [&str; 4] = ["marketing", "newsletter", "promotion", "promotional"];

/// What shows that there is a way out, or that there may be one in a part that is not seen here.
const WAYS: [&str; 5] =
    ["unsubscribe", "subscription", "preference_center", "opt_out", "content_blocks"];

pub(super) fn find(message: &Message<'_>, tags: &[String]) -> Vec<Found> {
    let marketing = |tag: &String| MARKETING.iter().any(|word| tag.eq_ignore_ascii_case(word));
    let wanted = message.is(Channel::Email) && tags.iter().any(marketing);
    let Some(body) = message.text("body").filter(|_| wanted) else { return Vec::new() };
    let body = body.to_lowercase();
    let header = message
        .entries("headers")
        .any(|(_, name, _)| name.eq_ignore_ascii_case("List-Unsubscribe"));
    if header || WAYS.iter().any(|way| body.contains(way)) {
        return Vec::new();
    }
    let help = "link to {{${set_user_to_unsubscribed_url}}}; Braze adds nothing to an API campaign";
    vec![Found::new("body", "this marketing email has no unsubscribe link").help(help)]
}
