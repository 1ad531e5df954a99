//! Bytes that have a limit: what a push carries, and the HTML of an email.

use crate::model::{Channel, Content};
use crate::plan::Difference;

/// "Apple push object": the alert, `extra` and all other keys.
const APPLE: (usize, &str) = (1_912, "1,912");
/// "Android push object": `alert` and `extra`.
const ANDROID: (usize, &str) = (4_000, "4,000");
/// Gmail clips a longer email ("Email guidelines").
const CLIPPED: usize = 102 * 1_024;

/// The bytes of a push, as it is written: references and Liquid count as they stand.
pub(super) fn payload(channel: Channel, old: &Content, new: &Content) -> Option<Difference> {
    let (was, _) = pushed(channel, old)?;
    let (is, (limit, shown)) = pushed(channel, new)?;
    let over = if is > limit { ": too many" } else { "" };
    let told = format!("{was} → {is} bytes of {shown}{over}");
    (was != is).then(|| Difference::remark("payload", told))
}

fn pushed(channel: Channel, content: &Content) -> Option<(usize, (usize, &'static str))> {
    match channel {
        Channel::ApplePush => Some((json(&content.0), APPLE)),
        Channel::AndroidPush => {
            let alert = content.0.get("alert");
            let alert =
                alert.map_or(0, |alert| alert.as_str().map_or_else(|| json(alert), str::len));
            Some((alert + content.0.get("extra").map_or(0, json), ANDROID))
        }
        _ => None,
    }
}

/// When an email comes to be clipped, and when it ceases to be.
pub(super) fn clipped(
    channel: Channel,
    old: Option<&Content>,
    new: &Content,
) -> Option<Difference> {
    if channel != Channel::Email {
        return None;
    }
    let is = html(new)?;
    let was = old.and_then(html);
    let told = match (was, is > CLIPPED) {
        (None, true) => format!("{}: Gmail clips from 102 KB on", kilobytes(is)),
        (Some(was), true) if was != is => {
            format!("{} → {}: Gmail clips from 102 KB on", kilobytes(was), kilobytes(is))
        }
        (Some(was), false) if was > CLIPPED => {
            format!("{} → {}: not clipped any more", kilobytes(was), kilobytes(is))
        }
        _ => return None,
    };
    Some(Difference::remark("body", told))
}

fn html(content: &Content) -> Option<usize> {
    content.0.get("body")?.as_str().map(str::len)
}

fn kilobytes(bytes: usize) -> String {
    format!("{} KB", bytes.div_ceil(1_024))
}

fn json<T: serde::Serialize>(value: &T) -> usize {
    serde_json::to_vec(value).map_or(0, |bytes| bytes.len())
}
