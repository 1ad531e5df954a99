//! The word that was meant by one that is none of ours.

use super::names;

/// The word that was meant: a slip of the fingers, or another tool's word for it. What only looks
/// like one of ours means nothing.
pub(super) fn meant<'a>(
    word: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Option<&'a str> {
    if OF_OTHERS.contains(&word) {
        return None;
    }
    let others = OTHER_WORDS.iter().filter(|(other, _)| *other == word);
    let mut ours = others.flat_map(|(_, ours)| *ours);
    let found = ours.find_map(|ours| known.clone().find(|known| known == ours));
    found.or_else(|| names::nearest(word, known))
}

/// Words of others that we have none for.
const OF_OTHERS: &[&str] = &["cc"];

/// Words of other tools, and ours for them.
const OTHER_WORDS: &[(&str, &[&str])] = &[
    ("and", &["AND"]),
    ("any_of", &["OR"]),
    ("all_of", &["AND"]),
    ("android", &["android_push"]),
    ("app", &["app_id"]),
    ("bool", &["boolean"]),
    ("content", &["body", "alert", "description"]),
    ("conversion_events", &["conversions"]),
    ("deeplink", &["custom_uri"]),
    ("deep_link", &["custom_uri"]),
    ("events", &["conversions"]),
    ("float", &["number"]),
    ("headers", &["request_headers"]),
    ("html", &["body"]),
    ("html_body", &["body"]),
    ("id", &["campaign"]),
    ("image", &["image_url", "large_image_url", "asset_url"]),
    ("int", &["integer"]),
    ("ios", &["apple_push"]),
    ("ios_push", &["apple_push"]),
    ("key", &["campaign"]),
    ("language", &["template_language_code"]),
    ("link", &["custom_uri", "web_uri", "url"]),
    ("media", &["media_items"]),
    ("media_urls", &["media_items"]),
    ("message", &["body", "alert", "description"]),
    ("method", &["request_method"]),
    ("or", &["OR"]),
    ("plain_text", &["plaintext_body"]),
    ("preview_text", &["preheader"]),
    ("sender", &["from"]),
    ("subscription_group", &["subscription_group_id"]),
    ("text", &["body", "alert", "description", "string"]),
    ("title", &["subject", "alert", "name"]),
    ("ttl", &["time_to_live"]),
    ("uri", &["custom_uri", "web_uri", "url"]),
    ("url", &["custom_uri", "web_uri"]),
    ("variations", &["messages"]),
    ("variants", &["messages"]),
    ("variables", &["vars"]),
];
