//! Emails.

use crate::sandbox::answer::Refusal;
use crate::sandbox::call::Fields;

pub(super) fn check(fields: &Fields<'_>) -> Result<(), Refusal> {
    fields.required_text("app_id")?;
    let from = fields.required_text("from")?;
    if !from.is_ascii() {
        return Err(fields.wrong("from", "has ASCII characters only"));
    }
    if fields.text("email_template_id")?.is_none() {
        super::present_text(fields, "body")?;
    }
    for name in ["subject", "reply_to", "bcc", "plaintext_body", "preheader"] {
        fields.text(name)?;
    }
    for name in ["extras", "headers"] {
        fields.object(name)?;
    }
    fields.flag("should_inline_css")?;
    for attachment in fields.objects("attachments")? {
        attachment.required_text("file_name")?;
        attachment.required_text("url")?;
    }
    Ok(())
}
