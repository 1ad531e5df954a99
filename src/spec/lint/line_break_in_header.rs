//! A line break where a header ends at one.

use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

pub(super) const RULE: Rule = Rule {
    id: "line-break-in-header",
    severity: Severity::Error,
    summary: "headers, subjects and addresses are one line",
    why: "A header ends at a line break; what follows would be another header. YAML's `>` and `|` keep \
        the last line break, `>-` and `|-` do not (\"Email object\", \"Webhook object\").",
    example: "channel: email\napp_id: shop\nfrom: Shop <a@shop.example.com>\nbody: <p>Hi</p>\n\
        subject: >\n  Your parcel is on its way\n",
    mend: "channel: email\napp_id: shop\nfrom: Shop <a@shop.example.com>\nbody: <p>Hi</p>\n\
        subject: >-\n  Your parcel is on its way\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let header = |path: &str| match message.channel {
        Channel::Email => {
            matches!(path, "subject" | "from" | "reply_to" | "bcc") || path.starts_with("headers/")
        }
        Channel::Webhook => path == "url" || path.starts_with("request_headers/"),
        _ => false,
    };
    let broken = message.texts().filter(|(path, text)| header(path) && text.contains(['\n', '\r']));
    broken
        .map(|(path, text)| {
            let found = Found::new(path, "this has a line break, but it is one line");
            if text.trim_end_matches(['\n', '\r']).contains(['\n', '\r']) {
                return found;
            }
            found.help("the last line break stays with `>` and `|`; write `>-` or `|-`")
        })
        .collect()
}
