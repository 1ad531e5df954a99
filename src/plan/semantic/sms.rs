//! The segments of an SMS, which are what it costs.

use crate::model::{Channel, Content};
use crate::plan::Difference;
use crate::spec::lint::{Encoding, Segments, known, sms_segments};

pub(super) fn change(channel: Channel, old: &Content, new: &Content) -> Option<Difference> {
    let (_, was) = segments(channel, old)?;
    let (open, is) = segments(channel, new)?;
    if was.count == is.count && was.encoding == is.encoding {
        return None;
    }
    let least = if open { "at least " } else { "" };
    let told = if was.count == is.count {
        format!("{least}{}", counted(is.count))
    } else {
        format!("{} → {least}{} segments", was.count, is.count)
    };
    Some(Difference::remark("body", format!("{told}{}", forced(&is))))
}

/// More than one, from the beginning.
pub(super) fn first(channel: Channel, content: &Content) -> Option<Difference> {
    let (open, is) = segments(channel, content).filter(|(_, is)| is.count > 1)?;
    let least = if open { "at least " } else { "" };
    let told = format!("{least}{}{}", counted(is.count), forced(&is));
    Some(Difference::remark("body", told))
}

/// Whether more may come when it is sent, and what is certain. An MMS has no segments.
fn segments(channel: Channel, content: &Content) -> Option<(bool, Segments)> {
    let media = content.0.get("media_items").and_then(|items| items.as_array());
    if channel != Channel::Sms || media.is_some_and(|items| !items.is_empty()) {
        return None;
    }
    let known = known(content.0.get("body")?.as_str()?);
    Some((!known.whole, sms_segments(&known.text)))
}

fn counted(count: usize) -> String {
    format!("{count} segment{}", if count == 1 { "" } else { "s" })
}

fn forced(segments: &Segments) -> String {
    match segments.forced_by {
        Some(character) if segments.encoding == Encoding::Ucs2 => {
            format!(": {character} forces {}", segments.encoding.label())
        }
        _ => String::new(),
    }
}
