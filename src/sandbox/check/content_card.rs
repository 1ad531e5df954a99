//! Content Cards.

use super::{one_of, present_text};
use crate::sandbox::answer::Refusal;
use crate::sandbox::call::Fields;

pub(super) fn check(fields: &Fields<'_>) -> Result<(), Refusal> {
    let kind = one_of(fields, "type", &["CLASSIC", "CAPTIONED_IMAGE", "BANNER"])?
        .ok_or_else(|| fields.wrong("type", "is required"))?;
    if kind != "BANNER" {
        present_text(fields, "title")?;
        present_text(fields, "description")?;
    }
    if kind != "CLASSIC" {
        fields.required_text("image_url")?;
    }
    let expires = fields.time("expire_at")?.is_some();
    let lives = fields.integer("time_to_live")?.is_some();
    if !expires && !lives {
        return Err(fields.wrong("time_to_live", "or `expire_at` is required"));
    }
    for name in ["pinned", "expire_in_local_time", "ios_use_webview", "android_use_webview"] {
        fields.flag(name)?;
    }
    fields.object("extra").map(drop)
}
