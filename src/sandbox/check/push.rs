//! The four kinds of push.

use serde_json::Value;

use super::{one_of, present_text, within};
use crate::sandbox::answer::Refusal;
use crate::sandbox::call::Fields;

/// Bytes of an iOS payload ("Apple push object").
const LARGEST_APPLE: usize = 1_912;
/// Bytes of `alert` and `extra` ("Android push object").
const LARGEST_ANDROID: usize = 4_000;
/// 28 days.
const LONGEST_TO_LIVE: i64 = 2_419_200;

const INTERRUPTION_LEVELS: &[&str] = &["passive", "active", "time-sensitive", "critical"];
const ASSET_TYPES: &[&str] = &["aif", "gif", "jpg", "m4a", "mp3", "mp4", "png", "wav"];
const ACTIONS: &[&str] = &["OPEN_APP", "URI", "DEEP_LINK", "CLOSE"];
const WEB_ACTIONS: &[&str] = &["OPEN_APP", "URI", "CLOSE"];

pub(super) fn apple(fields: &Fields<'_>, object: &Value) -> Result<(), Refusal> {
    let silent = fields.flag("content-available")?;
    match fields.get("alert") {
        None if silent => {}
        Some(Value::String(_)) => {}
        Some(Value::Object(_)) => {
            let alert = fields.object("alert")?;
            let has_body = alert.map(|alert| alert.text("body")).transpose()?.flatten().is_some();
            if !has_body && !silent {
                return Err(fields.wrong("alert.body", "is required"));
            }
        }
        None => return Err(fields.wrong("alert", "is required")),
        Some(_) => return Err(fields.wrong("alert", "is a string or an object")),
    }
    extra(fields, &["ab", "aps"])?;
    one_of(fields, "interruption_level", INTERRUPTION_LEVELS)?;
    let asset_type = one_of(fields, "asset_file_type", ASSET_TYPES)?;
    if fields.text("asset_url")?.is_some() && asset_type.is_none() {
        return Err(fields.wrong("asset_url", "needs `asset_file_type`"));
    }
    within(fields, "apns_priority", 1..=10)?;
    fields.time("expiry")?;
    for button in fields.objects("buttons")? {
        button.required_text("action_id")?;
        one_of(&button, "action", ACTIONS)?;
    }
    let payload = bytes(object, |name| name != "message_variation_id");
    if payload > LARGEST_APPLE {
        return Err(Refusal::fatal("Apple Push Length Exceeded"));
    }
    Ok(())
}

pub(super) fn android(fields: &Fields<'_>) -> Result<(), Refusal> {
    if fields.flag("send_to_sync")? {
        for name in ["alert", "title"] {
            if fields.get(name).is_some() {
                return Err(fields.wrong(name, "does not go with `send_to_sync`"));
            }
        }
    } else {
        titled(fields)?;
    }
    extra(fields, &[])?;
    one_of(fields, "android_priority", &["normal", "high"])?;
    within(fields, "time_to_live", 0..=LONGEST_TO_LIVE)?;
    fields.integer("priority")?;
    buttons(fields, ACTIONS)?;
    let size = ["alert", "extra"].into_iter().filter_map(|name| fields.get(name)).map(length);
    if size.sum::<usize>() > LARGEST_ANDROID {
        return Err(Refusal::fatal("Android Push Length Exceeded"));
    }
    Ok(())
}

pub(super) fn kindle(fields: &Fields<'_>) -> Result<(), Refusal> {
    titled(fields)?;
    extra(fields, &[])?;
    fields.integer("priority").map(drop)
}

pub(super) fn web(fields: &Fields<'_>) -> Result<(), Refusal> {
    titled(fields)?;
    extra(fields, &[])?;
    fields.integer("time_to_live")?;
    fields.flag("require_interaction")?;
    buttons(fields, WEB_ACTIONS)
}

fn titled(fields: &Fields<'_>) -> Result<(), Refusal> {
    present_text(fields, "alert")?;
    present_text(fields, "title").map(drop)
}

fn buttons(fields: &Fields<'_>, actions: &[&str]) -> Result<(), Refusal> {
    for button in fields.objects("buttons")? {
        button.required_text("text")?;
        one_of(&button, "action", actions)?;
    }
    Ok(())
}

/// Key-value pairs for the app.
fn extra(fields: &Fields<'_>, reserved: &[&str]) -> Result<(), Refusal> {
    let invalid = || Refusal::fatal("Invalid Extra Push Payload");
    match fields.get("extra") {
        None => Ok(()),
        Some(Value::Object(extra)) if !reserved.iter().any(|key| extra.contains_key(*key)) => {
            Ok(())
        }
        Some(_) => Err(invalid()),
    }
}

/// The size of an object without some of its fields.
fn bytes(object: &Value, counts: impl Fn(&str) -> bool) -> usize {
    let fields = object.as_object().into_iter().flatten();
    fields.filter(|(name, _)| counts(name)).map(|(name, value)| name.len() + length(value)).sum()
}

/// A text counts by its own bytes, everything else by those of its JSON.
fn length(value: &Value) -> usize {
    value.as_str().map_or_else(|| value.to_string().len(), str::len)
}
