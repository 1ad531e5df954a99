//! HTML that mail programs and Braze do not take.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use memchr::memmem::Finder;

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

/// What the names of these elements begin with, as one number each.
const BEGINNINGS: [u32; TAGS.len()] = {
    let mut beginnings = [0; TAGS.len()];
    let mut at = 0;
    while at < TAGS.len() {
        let name = TAGS[at].as_bytes();
        beginnings[at] = beginning(name[0], name[1], name[2]);
        at += 1;
    }
    beginnings
};

/// The same number for capitals.
const fn beginning(first: u8, second: u8, third: u8) -> u32 {
    u32::from_le_bytes([first | 0x20, second | 0x20, third | 0x20, 0])
}

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
    let body = known(body).text;
    if !is_suspicious(body.as_bytes()) {
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    let told = disallowed(&body).into_iter().filter(|message| seen.insert(message.clone()));
    let found = told.map(|message| Found::new("body", message));
    found.map(|found| found.help("remove it; mail programs would")).collect()
}

/// Whether anything in a text looks like what is not allowed. In most emails nothing does, and
/// their tags need not be read.
fn is_suspicious(html: &[u8]) -> bool {
    static ON: LazyLock<[Finder<'_>; 4]> =
        LazyLock::new(|| ["on", "oN", "On", "ON"].map(Finder::new));
    let begins_refused = |at: usize| match html[at + 1..] {
        [b'/', ..] => false,
        [a, b, c, ..] => BEGINNINGS.contains(&beginning(a, b, c)),
        _ => false,
    };
    // A name of an attribute begins there, and goes on.
    let begins_handler = |at: usize| {
        let begins = html[..at].last().is_some_and(|byte| !byte.is_ascii_alphanumeric());
        let more = html[at..].get(2..5);
        begins && more.is_some_and(|more| more.iter().all(u8::is_ascii_alphabetic))
    };
    memchr::memchr_iter(b'<', html).any(begins_refused)
        || ON.iter().any(|on| on.find_iter(html).any(begins_handler))
}

/// What is said of each element and attribute that is not allowed.
fn disallowed(html: &str) -> Vec<String> {
    let mut told = Vec::new();
    for tag in tags(html) {
        let name = tag.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (name, rest) = tag.split_at(name);
        let name = name.to_ascii_lowercase();
        if TAGS.contains(&name.as_str()) {
            told.push(format!("`<{name}>` is not allowed in an email"));
        }
        for handler in attributes(rest).filter(|name| is_handler(name)) {
            let handler = handler.to_ascii_lowercase();
            told.push(format!("`{handler}` on `<{name}>` is not allowed in an email"));
        }
    }
    told
}

/// The insides of opening tags: name and attributes. Comments are left out: Outlook's conditions
/// live there.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    let mut rest = html;
    std::iter::from_fn(move || {
        loop {
            let start = memchr::memchr(b'<', rest.as_bytes())?;
            rest = &rest[start + 1..];
            if let Some(comment) = rest.strip_prefix("!--") {
                rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let (tag, after) = rest.split_at(end_of_tag(rest));
                rest = after;
                return Some(tag);
            }
        }
    })
}

/// The `>` that is in no quotes.
fn end_of_tag(tag: &str) -> usize {
    let bytes = tag.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return at,
            b'"' | b'\'' => {
                let Some(close) = memchr::memchr(byte, &bytes[at + 1..]) else { break };
                at += close + 1;
            }
            _ => {}
        }
        at += 1;
    }
    tag.len()
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
        fn what_is_not_allowed_looks_suspicious(
            words in proptest::collection::vec(
                proptest::sample::select(vec![
                    "<", "a", " ", "=", "\"", "'", ">", "onclick", "ONcut", "x", "/", "\n", "\u{2003}",
                    "Script", "base", "é",
                ]),
                0..14,
            ),
        ) {
            let html = words.concat();
            let told = disallowed(&html);
            proptest::prop_assert!(is_suspicious(html.as_bytes()) || told.is_empty(), "{told:?}");
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
