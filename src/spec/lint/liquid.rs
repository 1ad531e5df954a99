//! Liquid as the lints look at it: what a text says to Braze's renderer.

mod token;

use std::borrow::Cow;
use std::ops::Range;

use super::known::literal;
use crate::liquid::{Fault, Kind, Piece, has_liquid, pieces};
use crate::model::Channel;

pub(super) use token::{Token, What, has_open_quote, is_curly, tokens};

/// The names before `.${…}` that Braze fills in when it sends an API campaign.
pub(super) const NAMESPACES: [&str; 11] = [
    "app",
    "campaign",
    "card",
    "content_blocks",
    "custom_attribute",
    "most_recently_used_device",
    "preference_center",
    "sms",
    "subscribed_state",
    "targeted_device",
    "whats_app",
];

/// The names before `.${…}` that other kinds of campaigns have, and which.
pub(super) const ELSEWHERE: [(&str, &str); 5] = [
    ("api_trigger_properties", "API-triggered campaigns have it"),
    ("canvas", "Canvases have it"),
    ("canvas_entry_properties", "Canvases have it"),
    ("context", "Canvases have it"),
    ("event_properties", "action-based campaigns have it"),
];

/// What `${…}` alone names: the profile's own attributes, and the links that Braze makes.
pub(super) const ATTRIBUTES: [&str; 21] = [
    "braze_id",
    "city",
    "country",
    "date_of_birth",
    "email_address",
    "first_name",
    "gender",
    "language",
    "last_name",
    "last_used_app_date",
    "most_recent_app_version",
    "most_recent_locale",
    "most_recent_location",
    "phone_number",
    "random_bucket_number",
    "set_user_to_opted_in_url",
    "set_user_to_subscribed_url",
    "set_user_to_unsubscribed_url",
    "time_zone",
    "unsubscribe_url",
    "user_id",
];

/// A text that has Liquid, read once for all lints.
pub(super) struct Text<'a> {
    /// As Braze's renderer gets it.
    text: Cow<'a, str>,
    pieces: Vec<Piece>,
}

impl<'a> Text<'a> {
    /// Reads a text in reference form, if it has any.
    pub(super) fn read(channel: Channel, field: &str, text: &'a str) -> Option<Self> {
        let text = has_liquid(text).then(|| rendered(channel, field, text))?;
        let pieces = pieces(&text);
        Some(Self { text, pieces })
    }

    /// A part of the text as a message quotes it first: what is quoted is looked for from the
    /// beginning, so that one of several has a few words more.
    pub(super) fn quote<'t>(&'t self, part: &'t str) -> &'t str {
        let text: &str = &self.text;
        // A part knows its place by its address.
        let start = part.as_ptr().addr().checked_sub(text.as_ptr().addr());
        let Some(start) = start.filter(|at| text.get(*at..*at + part.len()) == Some(part)) else {
            return part;
        };
        let end = start + part.len();
        let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let starts = text[line..start].char_indices().rev().map(|(at, c)| (line + at, c)).take(24);
        let starts = starts.take_while(|(_, c)| *c != '`').filter(|(_, c)| !c.is_whitespace());
        let first = |from: &usize| text.find(&text[*from..end]) == Some(*from);
        let from = std::iter::once(start).chain(starts.map(|(at, _)| at)).find(first);
        from.map_or(part, |from| &text[from..end])
    }

    /// Every stretch in order, `raw` and `comment` too.
    pub(super) fn all(&self) -> impl Iterator<Item = Stretch<'_>> {
        self.pieces.iter().map(|piece| Stretch::new(&self.text, piece))
    }

    /// Every output and tag.
    pub(super) fn stretches(&self) -> impl Iterator<Item = Stretch<'_>> {
        self.all().filter(|stretch| matches!(stretch.kind, Kind::Output | Kind::Tag))
    }

    /// What stands between the stretches, each with the number of stretches before it.
    pub(super) fn between(&self) -> impl Iterator<Item = (usize, &str)> {
        let starts = std::iter::once(0).chain(self.pieces.iter().map(|piece| piece.range.end));
        let ends = self.pieces.iter().map(|piece| piece.range.start).chain([self.text.len()]);
        starts.zip(ends).map(|(start, end)| &self.text[start..end]).enumerate()
    }
}

/// One stretch of Liquid.
#[derive(Clone, Copy)]
pub(super) struct Stretch<'a> {
    pub(super) kind: Kind,
    /// With its braces.
    pub(super) source: &'a str,
    pub(super) body: &'a str,
    pub(super) fault: Option<Fault>,
}

impl<'a> Stretch<'a> {
    fn new(text: &'a str, Piece { range, kind, fault }: &Piece) -> Self {
        let source = &text[range.clone()];
        let last = if fault.is_none() { 2 } else { 0 };
        let body = source.get(2..source.len().saturating_sub(last)).unwrap_or_default();
        let body = body.trim_start_matches('-').trim_end_matches('-').trim();
        Self { kind: *kind, source, body, fault: *fault }
    }

    /// The name of a tag; empty for an output.
    pub(super) fn tag(&self) -> &'a str {
        if self.kind == Kind::Tag { word(self.body) } else { "" }
    }

    /// What follows the name of a tag; all of an output.
    pub(super) fn arguments(&self) -> &'a str {
        self.body[self.tag().len()..].trim_start()
    }
}

/// A text as Braze's renderer gets it: references are left out, and so are HTML comments of an
/// email, which Braze removes first.
pub(super) fn rendered<'a>(channel: Channel, field: &str, text: &'a str) -> Cow<'a, str> {
    let literal = literal(text).text;
    let comments = channel == Channel::Email && field == "body" && literal.contains("<!--");
    if comments { without_comments(&literal).into() } else { literal }
}

/// The HTML comments of a text, with their ends.
pub(super) fn comments(html: &str) -> impl Iterator<Item = &str> {
    let mut rest = html;
    std::iter::from_fn(move || {
        let comment = &rest[rest.find("<!--")?..];
        let end = comment.find("-->").map_or(comment.len(), |end| end + 3);
        let (comment, after) = comment.split_at(end);
        rest = after;
        Some(comment)
    })
}

/// A name in `${…}`, with what stands before it.
pub(super) struct Lookup<'a> {
    /// The word before `.${`, if there is one.
    pub(super) namespace: Option<&'a str>,
    pub(super) name: &'a str,
    /// As it is written, from the namespace to the brace.
    pub(super) written: &'a str,
}

/// Every `${…}` of a stretch, but those that go on from another.
pub(super) fn names(body: &str) -> Vec<Lookup<'_>> {
    let found = body.match_indices("${").filter_map(|(at, _)| {
        let end = at + body[at..].find('}')?;
        let name = body[at + 2..end].trim();
        let before = &body[..at];
        let Some(owner) = before.strip_suffix('.') else {
            return Some(Lookup { namespace: None, name, written: &body[at..=end] });
        };
        if owner.ends_with(['}', ']']) {
            return None;
        }
        let start = owner.rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let start = start.map_or(0, |before| before + 1);
        Some(Lookup { namespace: Some(&owner[start..]), name, written: &body[start..=end] })
    });
    found.collect()
}

/// The filters that a stretch applies.
pub(super) fn filters(body: &str) -> Vec<&str> {
    let pipes = outside(body, b'|');
    let named = pipes.into_iter().map(|at| word(&body[at + 1..]));
    named.filter(|name| !name.is_empty()).collect()
}

/// Where a byte stands outside of quotes and `${…}`.
fn outside(body: &str, wanted: u8) -> Vec<usize> {
    let bytes = body.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let past: Option<Range<usize>> = match &bytes[at..] {
            [quote @ (b'\'' | b'"'), ..] => closing(bytes, at + 1, *quote),
            [b'$', b'{', ..] => closing(bytes, at + 2, b'}'),
            _ => None,
        };
        if let Some(past) = past {
            at = past.end;
            continue;
        }
        if bytes[at] == wanted {
            found.push(at);
        }
        at += 1;
    }
    found
}

fn closing(bytes: &[u8], from: usize, end: u8) -> Option<Range<usize>> {
    let at = bytes.get(from..)?.iter().position(|byte| *byte == end)?;
    Some(from..from + at + 1)
}

/// The word that a text begins with.
pub(super) fn word(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    &text[..end.unwrap_or(text.len())]
}

/// The beginning of something that is written out, on one line.
pub(super) fn short(source: &str) -> &str {
    let line = source.lines().next().unwrap_or_default().trim_end();
    let end = line.char_indices().nth(40).map_or(line.len(), |(at, _)| at);
    &line[..end]
}

fn without_comments(html: &str) -> String {
    let mut kept = String::new();
    let mut rest = html;
    while let Some(start) = rest.find("<!--") {
        kept.push_str(&rest[..start]);
        rest = rest[start..].find("-->").map_or("", |end| &rest[start + end + 3..]);
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_filters_are_read() {
        let read = |body: &str| {
            let names = names(body).into_iter().map(|it| it.written.to_owned()).collect::<Vec<_>>();
            (names.join(" "), filters(body).join(" "))
        };
        let check = |body: &str, names: &str, filters: &str| {
            assert_eq!(read(body), (names.to_owned(), filters.to_owned()), "{body}");
        };
        check("${first_name} | default: 'a | b'", "${first_name}", "default");
        check("custom_attribute.${loyalty tier}", "custom_attribute.${loyalty tier}", "");
        check("'now' | time_zone: ${time_zone} | date: '%F'", "${time_zone}", "time_zone date");
        check("api_trigger_properties.${a}.${b}", "api_trigger_properties.${a}", "");
        check("custom_attribute.${a | b}|upcase", "custom_attribute.${a | b}", "upcase");
        check("it's", "", "");
    }

    #[test]
    fn comments_are_no_part_of_an_email() {
        assert_eq!(without_comments("a<!-- {{ -->b<!-- c"), "ab");
    }
}
