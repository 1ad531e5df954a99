//! Webhooks.

use super::one_of;
use crate::sandbox::answer::Refusal;
use crate::sandbox::call::Fields;

pub(super) fn check(fields: &Fields<'_>) -> Result<(), Refusal> {
    fields.required_text("url")?;
    one_of(fields, "request_method", &["POST", "PUT", "DELETE", "GET"])?
        .ok_or_else(|| fields.wrong("request_method", "is required"))?;
    if let Some(headers) = fields.object("request_headers")?
        && let Some((name, _)) = headers.entries().find(|(_, value)| !value.is_string())
    {
        return Err(headers.wrong(name, "is a string"));
    }
    // A body is a string, even when it holds JSON ("Webhook object").
    fields.text("body").map(drop)
}
