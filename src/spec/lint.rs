//! What Braze, a provider or a reader would trip over, found in one resolved message.
//!
//! Each file holds one lint: the rule as people read it, and the function that finds it broken.
//! Contents are in reference form: a reference counts as unknown text, and what Liquid prints or
//! decides is not known either, so that sizes are the least that can come out.

mod already_expired;
mod android_push_size;
mod apple_category;
mod apple_push_size;
mod asset_file_type;
mod attachment_extension;
mod buttons_without_category;
mod click_tracking;
mod content_card_size;
mod disallowed_html;
mod email_address;
mod email_size;
mod empty_text;
mod expires_too_late;
mod insecure_link;
mod known;
mod line_break_in_header;
mod liquid;
mod liquid_slip;
mod liquid_syntax;
mod liquid_unavailable;
mod liquid_unknown;
mod literal_secret;
mod message;
mod missing_subject;
mod missing_unsubscribe;
mod push_composer_size;
mod reserved_extra_key;
mod sms_length;
mod sms_media;
mod sms_segments;
mod sms_unicode;
mod url;
mod webhook_json;
mod webhook_port;
mod webhook_url;

use crate::diagnostic::Severity;
use crate::model::{Channel, Content, Timestamp};

pub use known::{Known, known};
pub(super) use literal_secret::{has_prefix, looks_secret, names_a_credential};
pub use sms_segments::{Encoding, Segments, sms_segments};

use message::{Found, Message};

/// One thing to tell about a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id.
    pub rule: &'static str,
    pub severity: Severity,
    /// The path of the field as [`crate::model::flatten`] spells it; the field may be absent.
    pub field: String,
    /// A fragment in lower case, names in backticks. It never repeats a secret.
    pub message: String,
    pub help: Option<String>,
}

/// A rule as people read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    pub id: &'static str,
    /// What it is unless the project says otherwise.
    pub severity: Severity,
    /// What must not be.
    pub summary: &'static str,
    /// Why, with the title of the page that says so.
    pub why: &'static str,
    /// The fields of a message that breaks it, as YAML.
    pub example: &'static str,
    /// The same message, mended.
    pub mend: &'static str,
}

macro_rules! lints {
    (content: [$($lint:ident),* $(,)?], more: [$($other:ident),* $(,)?]) => {
        /// Every rule about the content of a message, by id.
        pub const RULES: &[Rule] = &[$($lint::RULE,)* $($other::RULE),*];

        /// What the rules that need nothing but the content have found.
        fn of_content(message: &Message<'_>, told: &mut Vec<Finding>) {
            // One call after the other, which the compiler sees through: most look at one channel.
            $(tell(&$lint::RULE, $lint::find(message), told);)*
        }
    };
}

lints! {
    content: [
        android_push_size,
        apple_category,
        apple_push_size,
        asset_file_type,
        attachment_extension,
        buttons_without_category,
        click_tracking,
        content_card_size,
        disallowed_html,
        email_address,
        email_size,
        empty_text,
        insecure_link,
        line_break_in_header,
        liquid_slip,
        liquid_syntax,
        liquid_unavailable,
        liquid_unknown,
        literal_secret,
        missing_subject,
        push_composer_size,
        reserved_extra_key,
        sms_length,
        sms_media,
        sms_segments,
        sms_unicode,
        webhook_json,
        webhook_port,
        webhook_url,
    ],
    more: [already_expired, expires_too_late, missing_unsubscribe]
}

/// What a message is sent for, and when, as far as it is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sent<'a> {
    /// The campaign's tags: a marketing email (`marketing`, `newsletter`, `promotion`,
    /// `promotional`) needs a way to unsubscribe.
    pub tags: &'a [String],
    /// The day that expiries are judged at; `None` leaves them alone.
    pub now: Option<Timestamp>,
}

/// Everything to tell about a resolved message.
pub fn message(channel: Channel, content: &Content, sent: Sent<'_>) -> Vec<Finding> {
    let message = Message::new(channel, content);
    let mut told = Vec::new();
    of_content(&message, &mut told);
    let unsubscribe = missing_unsubscribe::find(&message, sent.tags);
    tell(&missing_unsubscribe::RULE, unsubscribe, &mut told);
    if let Some(now) = sent.now {
        tell(&already_expired::RULE, already_expired::find(&message, now), &mut told);
        tell(&expires_too_late::RULE, expires_too_late::find(&message, now), &mut told);
    }
    told
}

fn tell(rule: &Rule, found: Vec<Found>, told: &mut Vec<Finding>) {
    if found.is_empty() {
        return;
    }
    let Rule { id, severity, .. } = *rule;
    told.extend(found.into_iter().map(|Found { field, message, help }| Finding {
        rule: id,
        severity,
        field,
        message,
        help,
    }));
}

#[cfg(test)]
mod tests;
