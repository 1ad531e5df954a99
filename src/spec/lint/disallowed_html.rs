//! HTML that mail programs and Braze do not take.

use std::collections::BTreeSet;

use super::known::known;
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::model::Channel;

/// Elements that Braze lists as not allowed. Its list has `doctype`, `meta` and `title` too; every
/// complete document has those, and nothing is lost with them.
const TAGS: [&str; 13] = [
    "applet", "bgsound", "embed", "frameset", "iframe", "ilayer", "layer", "link", "object",
    "script", "svg", "xml", "base",
];

pub(super) const RULE: Rule = Rule {
    id: "disallowed-html",
    severity: Severity::Warning,
    summary: "the HTML of an email has no scripts, frames, embedded objects or event handlers",
    why: "Braze does not allow these elements and attributes in emails, and mail programs remove them \
        (\"Email guidelines\").",
    example: "channel: email\napp_id: shop\nfrom: Shop <a@shop.example.com>\nsubject: Hi\n\
        body: <p onclick=\"go()\">Hi</p>\n",
    mend: "channel: email\napp_id: shop\nfrom: Shop <a@shop.example.com>\nsubject: Hi\n\
        body: <p>Hi</p>\n",
};

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    let Some(body) = message.text("body").filter(|_| message.is(Channel::Email)) else {
        return Vec::new();
    };
    let mut told: Vec<String> = Vec::new();
    for (tag, may_have_handler) in tags(&known(body).text) {
        let name = tag.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (name, rest) = tag.split_at(name);
        // Most names are shorter than any that is refused.
        if name.len() > 2 && TAGS.iter().any(|refused| name.eq_ignore_ascii_case(refused)) {
            told.push(format!("`<{}>` is not allowed in an email", name.to_ascii_lowercase()));
        }
        let handlers = may_have_handler.then(|| attributes(rest)).into_iter().flatten();
        for handler in handlers.filter(|name| is_handler(name)) {
            let (handler, name) = (handler.to_ascii_lowercase(), name.to_ascii_lowercase());
            told.push(format!("`{handler}` on `<{name}>` is not allowed in an email"));
        }
    }
    let mut seen = BTreeSet::new();
    told.retain(|message| seen.insert(message.clone()));
    let found = told.into_iter().map(|message| Found::new("body", message));
    found.map(|found| found.help("remove it; mail programs would")).collect()
}

/// The insides of opening tags, name and attributes, and whether an attribute may be a handler.
/// Comments are left out: Outlook's conditions live there.
fn tags(html: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = html;
    std::iter::from_fn(move || {
        loop {
            let start = memchr::memchr(b'<', rest.as_bytes())?;
            rest = &rest[start + 1..];
            if let Some(comment) = rest.strip_prefix("!--") {
                rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let (end, may_have_handler) = end_of_tag(rest);
                let (tag, after) = rest.split_at(end);
                rest = after;
                return Some((tag, may_have_handler));
            }
        }
    })
}

/// The `>` that is in no quotes; and whether there is `on` outside of them, or quotes that hold no
/// value. Most tags have neither, and their attributes need not be read.
fn end_of_tag(tag: &str) -> (usize, bool) {
    let bytes = tag.as_bytes();
    let (mut at, mut before, mut may_have_handler) = (0, b' ', false);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return (at, may_have_handler),
            b'n' | b'N' => may_have_handler |= before | 0x20 == b'o',
            b'"' | b'\'' => {
                may_have_handler |= before != b'=';
                let Some(close) = memchr::memchr(byte, &bytes[at + 1..]) else { break };
                at += close + 1;
            }
            _ => {}
        }
        before = byte;
        at += 1;
    }
    (tag.len(), true)
}

/// The names of a tag's attributes.
fn attributes(mut rest: &str) -> impl Iterator<Item = &str> {
    let separator = |c: char| c.is_whitespace() || c == '/';
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(separator);
        let end = rest.find(|c: char| separator(c) || c == '=').unwrap_or(rest.len());
        if end == 0 && !rest.starts_with('=') {
            return None;
        }
        let (name, after) = rest.split_at(end);
        rest = after.trim_start();
        if let Some(value) = rest.strip_prefix('=') {
            rest = after_value(value.trim_start());
        }
        Some(name)
    })
}

fn after_value(value: &str) -> &str {
    let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        return &value[value.find(char::is_whitespace).unwrap_or(value.len())..];
    };
    value[1..].split_once(quote).map_or("", |(_, rest)| rest)
}

fn is_handler(name: &str) -> bool {
    let on = name.get(..2).is_some_and(|on| on.eq_ignore_ascii_case("on"));
    on && name.len() > 4 && name.bytes().skip(2).all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &[&str]) {
        let content = crate::model::Content(serde_json::Map::from_iter([(
            "body".to_owned(),
            serde_json::json!(html),
        )]));
        let found = find(&Message::new(Channel::Email, &content));
        let told: Vec<_> = found.iter().map(|found| found.message.as_str()).collect();
        assert_eq!(told, expected, "{html}");
    }

    #[test]
    fn elements_and_handlers_are_found_once_each() {
        check("<p>Hi</p>", &[]);
        check(
            "<SCRIPT>a</SCRIPT><script src=x></script>",
            &["`<script>` is not allowed in an email"],
        );
        check(
            "<a href='x' ONCLICK = \"a > b\" >",
            &["`onclick` on `<a>` is not allowed in an email"],
        );
        check(
            "<img onerror=x onload=y>",
            &[
                "`onerror` on `<img>` is not allowed in an email",
                "`onload` on `<img>` is not allowed in an email",
            ],
        );
    }

    proptest::proptest! {
        #[test]
        fn attributes_that_are_not_read_hold_no_handler(
            words in proptest::collection::vec(
                proptest::sample::select(vec![
                    "<a", " ", "=", "\"", "'", ">", "onclick", "x", "/", "\n", "ON",
                ]),
                0..14,
            ),
        ) {
            let html = format!("<p {}", words.concat());
            for (tag, may_have_handler) in tags(&html) {
                let handler = attributes(tag).any(is_handler);
                proptest::prop_assert!(may_have_handler || !handler, "{tag}");
            }
        }
    }

    #[test]
    fn what_only_looks_like_it_is_fine() {
        check("<!doctype html><meta charset=utf-8><title>a</title>", &[]);
        check("<!--[if mso]><xml></xml><![endif]-->", &[]);
        check("<a title='onclick=x <script>'>1 < 2 onclick=3</a>", &[]);
        check("<a one=1 on=2 data-onclick=3>", &[]);
        check("{% if x %}<script>{% endif %}", &[]);
        check("<", &[]);
        check("<a href=", &[]);
        check("<a =x onclick", &["`onclick` on `<a>` is not allowed in an email"]);
    }
}
