//! What each message object must hold ("Messaging objects").
//!
//! Braze judges sizes of emails and Content Cards when it renders them, so they are not refused
//! here.

mod content_card;
mod email;
mod push;
mod text;
mod webhook;

use serde_json::Value;

use super::answer::Refusal;
use super::call::Fields;
use super::channel::Channel;

/// Checks one object: required fields, types, enumerations, sizes.
pub(super) fn object(channel: Channel, object: &Value) -> Result<(), Refusal> {
    let fields = Fields::of(&format!("messages.{}", channel.in_sends()), object)?;
    match channel {
        Channel::ApplePush => push::apple(&fields, object),
        Channel::AndroidPush => push::android(&fields),
        Channel::KindlePush => push::kindle(&fields),
        Channel::WebPush => push::web(&fields),
        Channel::Email => email::check(&fields),
        Channel::Sms => text::sms(&fields),
        Channel::WhatsApp => text::whats_app(&fields),
        Channel::ContentCard => content_card::check(&fields),
        Channel::Webhook => webhook::check(&fields),
    }
}

/// A text that has to be there, though it may be empty.
fn present_text(fields: &Fields<'_>, name: &str) -> Result<String, Refusal> {
    fields.text(name)?.ok_or_else(|| fields.wrong(name, "is required"))
}

/// A text out of a few, if it is there.
fn one_of(fields: &Fields<'_>, name: &str, known: &[&str]) -> Result<Option<String>, Refusal> {
    let text = fields.text(name)?;
    if text.as_deref().is_some_and(|text| !known.contains(&text)) {
        return Err(fields.wrong(name, &format!("is one of {}", known.join(", "))));
    }
    Ok(text)
}

/// A whole number within bounds, if it is there.
fn within(
    fields: &Fields<'_>,
    name: &str,
    bounds: std::ops::RangeInclusive<i64>,
) -> Result<(), Refusal> {
    let outside = fields.integer(name)?.is_some_and(|number| !bounds.contains(&number));
    let (least, most) = (bounds.start(), bounds.end());
    if outside { Err(fields.wrong(name, &format!("is from {least} to {most}"))) } else { Ok(()) }
}
