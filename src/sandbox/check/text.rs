//! SMS, MMS and WhatsApp.

use super::one_of;
use crate::sandbox::answer::Refusal;
use crate::sandbox::call::Fields;

/// Characters of an SMS ("SMS object").
const LONGEST_SMS: usize = 1_600;

const MESSAGE_TYPES: &[&str] = &[
    "template_message",
    "text_response_message",
    "text_image_response_message",
    "quick_reply_response_message",
    "list_response_message",
    "flow_response_message",
];

pub(super) fn sms(fields: &Fields<'_>) -> Result<(), Refusal> {
    fields.required_text("subscription_group_id")?;
    fields.required_text("app_id")?;
    let body = super::present_text(fields, "body")?;
    if body.chars().count() > LONGEST_SMS {
        return Err(fields.wrong("body", &format!("has at most {LONGEST_SMS} characters")));
    }
    fields.list("media_items")?;
    let shortens = fields.flag("link_shortening_enabled")?;
    if fields.flag("user_click_tracking_enabled")? && !shortens {
        return Err(fields.wrong("user_click_tracking_enabled", "needs `link_shortening_enabled`"));
    }
    Ok(())
}

pub(super) fn whats_app(fields: &Fields<'_>) -> Result<(), Refusal> {
    fields.required_text("app_id")?;
    fields.required_text("subscription_group_id")?;
    one_of(fields, "message_type", MESSAGE_TYPES)?
        .ok_or_else(|| fields.wrong("message_type", "is required"))?;
    fields.object("message")?.ok_or_else(|| fields.wrong("message", "is required")).map(drop)
}
