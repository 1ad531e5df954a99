//! An Android push that is larger than Braze takes.

use super::message::{grouped, least_json, least_text};
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

const LIMIT: usize = 4_000;

pub(super) const RULE: Rule = Rule {
    id: "android-push-size",
    severity: Severity::Error,
    summary: "`alert` and `extra` of an Android push have at most 4,000 bytes",
    why: "Braze refuses a larger one: `Android Push Length Exceeded` (\"Android push object\").",
    example: "channel: android_push\ntitle: Parcel\nalert: \"… five thousand characters …\"\n",
    mend: "channel: android_push\ntitle: Parcel\nalert: Your parcel is on its way.\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    if !message.is(Channel::AndroidPush) {
        return Vec::new();
    }
    let alert = message.get("alert").map_or(0, least_text);
    let size = alert + message.get("extra").map_or(0, least_json);
    if size <= LIMIT {
        return Vec::new();
    }
    let told = format!(
        "`alert` and `extra` have at least {} bytes, but an Android push has at most 4,000",
        grouped(size)
    );
    let field = if alert > LIMIT || !message.has("extra") { "alert" } else { "extra" };
    vec![Found::new(field, told).help("shorten the text, or let the app fetch what is in `extra`")]
}
