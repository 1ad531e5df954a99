//! An address of an email that is none.

use super::known::known;
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

pub(super) const RULE: Rule = Rule {
    id: "email-address",
    severity: Severity::Error,
    summary: "`from` is `Name <address>` in ASCII; `reply_to` and `bcc` are addresses",
    why: "Braze takes only ASCII in `from`, and refuses addresses with white space (\"Email object\").",
    example: "channel: email\napp_id: shop\nfrom: Café <hello@shop.example.com>\nsubject: Hi\nbody: Hi\n",
    mend: "channel: email\napp_id: shop\nfrom: Cafe <hello@shop.example.com>\nsubject: Hi\nbody: Hi\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    if !message.is(Channel::Email) {
        return Vec::new();
    }
    let from = message.text("from").and_then(wrong_sender);
    let from = from.map(|told| {
        let letters = told.contains("ASCII").then(|| "write the name in plain letters".to_owned());
        Found { help: letters, ..Found::new("from", told) }
    });
    let plain = ["reply_to", "bcc"].into_iter().filter_map(|field| {
        let certain = known(message.text(field)?);
        let fine = !certain.whole
            || is_address(&certain.text)
            || field == "reply_to" && certain.text == "NO_REPLY_TO";
        (!fine).then(|| Found::new(field, "expected one address, such as help@shop.example.com"))
    });
    from.into_iter().chain(plain).collect()
}

fn wrong_sender(from: &str) -> Option<String> {
    let certain = known(from);
    if let Some(character) = certain.text.chars().find(|c| !c.is_ascii()) {
        let letter = character.escape_debug();
        return Some(format!("`{letter}` is not ASCII, which is all that Braze takes in a sender"));
    }
    let address = match certain.text.split_once('<') {
        Some((_, rest)) => rest.strip_suffix('>').unwrap_or_default(),
        None => &*certain.text,
    };
    let wrong = certain.whole && !is_address(address);
    wrong.then(|| "expected `Name <address>`, such as Acme <hello@shop.example.com>".to_owned())
}

/// One `@` with something on both sides, a host with letters, digits, dots and hyphens, and nothing
/// that would end the address.
fn is_address(text: &str) -> bool {
    let Some((mailbox, host)) = text.rsplit_once('@') else { return false };
    let stop = |c: char| c.is_whitespace() || c.is_control() || "<>,;:@\"()[]\\".contains(c);
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let dotted = !mailbox.starts_with('.') && !mailbox.ends_with('.') && !mailbox.contains("..");
    !mailbox.is_empty() && dotted && !mailbox.contains(stop) && host.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senders_are_addresses_with_or_without_a_name() {
        let fine = [
            "hello@shop.example.com",
            "Acme <hello@shop.example.com>",
            "Acme, Inc. <hello+news@shop.example.com>",
            "@{param.name} <hello@shop.example.com>",
            "{{${brand}}} <hello@shop.example.com>",
        ];
        for from in fine {
            assert_eq!(wrong_sender(from), None, "{from}");
        }
        let wrong = [
            "Acme",
            "Acme <hello>",
            "Acme <hello@shop.example.com",
            "Acme <he llo@shop.example.com>",
            "Acme <hello@shop..com>",
            "Acme <.hello@shop.example.com>",
            "",
            "Café <hello@shop.example.com>",
            "é @{param.name} <hello@shop.example.com>",
        ];
        for from in wrong {
            assert!(wrong_sender(from).is_some(), "{from}");
        }
    }
}
