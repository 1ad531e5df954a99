//! Where Liquid is in a text.

use std::ops::Range;

/// A stretch of Liquid, in bytes of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    pub range: Range<usize>,
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `{{ … }}`
    Output,
    /// `{% … %}`
    Tag,
    /// `{% raw %}` to `{% endraw %}`, both included.
    Raw,
    /// `{% comment %}` to `{% endcomment %}`, both included.
    Comment,
}

/// Every stretch of Liquid, in order. One that is not closed reaches to the end of the text.
///
/// Where engines disagree (a `}}` in quotes), the longer reading is taken: what might be inside
/// counts as inside.
pub fn spans(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = opening(text, at) {
        let span = read(text, start);
        at = span.range.end;
        found.push(span);
    }
    found
}

/// Whether there is any, even one that is not closed.
pub fn has_liquid(text: &str) -> bool {
    opening(text, 0).is_some()
}

pub(super) fn opening(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let braces = memchr::memchr_iter(b'{', &bytes[from..]).map(|at| from + at);
    braces.into_iter().find(|at| matches!(bytes.get(at + 1), Some(b'{' | b'%')))
}

fn read(text: &str, start: usize) -> Span {
    if text[start..].starts_with("{{") {
        return Span { range: start..end(text, start, *b"}}"), kind: Kind::Output };
    }
    let tag = end(text, start, *b"%}");
    let (kind, closing) = match name(&text[start..tag]) {
        "raw" => (Kind::Raw, "endraw"),
        "comment" => (Kind::Comment, "endcomment"),
        _ => return Span { range: start..tag, kind: Kind::Tag },
    };
    Span { range: start..end_of_block(text, tag, closing).0, kind }
}

pub(super) fn name(tag: &str) -> &str {
    let inside = tag[2..].trim_start_matches('-').trim_start();
    let word = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    &inside[..word.unwrap_or(inside.len())]
}

/// Where a block ends, and whether it has an end.
pub(super) fn end_of_block(text: &str, from: usize, closing: &str) -> (usize, bool) {
    let tags = text[from..].match_indices("{%").map(|(at, _)| from + at);
    for start in tags {
        if name(&text[start..]) == closing {
            let end = plain_end(text, start + 2, *b"%}");
            return (end, text[..end].ends_with("%}"));
        }
    }
    (text.len(), false)
}

/// The end of an output or tag: past strings, `${names}` and outputs within it, or, if that never
/// ends, at the first closing pair.
fn end(text: &str, start: usize, close: [u8; 2]) -> usize {
    let bytes = text.as_bytes();
    let mut at = start + 2;
    let mut depth = 1;
    while at < bytes.len() {
        let rest = &bytes[at..];
        at += match rest {
            [quote @ (b'\'' | b'"'), inside @ ..] => past(inside, *quote).map_or(1, |n| n + 1),
            [b'$', b'{', inside @ ..] => past(inside, b'}').map_or(2, |n| n + 2),
            [b'{', b'{', ..] if close == *b"}}" => {
                depth += 1;
                2
            }
            [a, b, ..] if [*a, *b] == close => {
                depth -= 1;
                if depth == 0 {
                    return at + 2;
                }
                2
            }
            _ => 1,
        };
    }
    plain_end(text, start + 2, close)
}

fn past(bytes: &[u8], end: u8) -> Option<usize> {
    bytes.iter().position(|&byte| byte == end).map(|at| at + 1)
}

fn plain_end(text: &str, from: usize, close: [u8; 2]) -> usize {
    let pair = text.as_bytes()[from..].windows(2).position(|pair| *pair == close);
    pair.map_or(text.len(), |at| from + at + 2)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str) -> String {
        let shown = |span: &Span| format!("{:?} {}", span.kind, &text[span.range.clone()]);
        spans(text).iter().map(shown).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn outputs_and_tags_are_found() {
        let found = check("Hi {{${first_name} | default: 'you'}}, {% if a %}b{% endif %} {c} 5%");
        insta::assert_snapshot!(found, @r"
        Output {{${first_name} | default: 'you'}}
        Tag {% if a %}
        Tag {% endif %}
        ");
    }

    #[test]
    fn braces_within_names_outputs_and_quotes_do_not_close() {
        let text = "{{${a}}} {{ 'now' | time_zone: {{${tz}}} }} {{ '}}' }} {% if {{x}} == '%}' %}";
        insta::assert_snapshot!(check(text), @r"
        Output {{${a}}}
        Output {{ 'now' | time_zone: {{${tz}}} }}
        Output {{ '}}' }}
        Tag {% if {{x}} == '%}' %}
        ");
    }

    #[test]
    fn raw_and_comments_reach_to_their_ends() {
        let text = "a{%- raw -%}{{x}}{% if %}{%endraw%}b{% comment %}it's{% endcomment %}c";
        insta::assert_snapshot!(check(text), @r"
        Raw {%- raw -%}{{x}}{% if %}{%endraw%}
        Comment {% comment %}it's{% endcomment %}
        ");
    }

    #[test]
    fn what_is_not_closed_reaches_to_the_end() {
        assert_eq!(check("a {{ b"), "Output {{ b");
        assert_eq!(check("a {% raw %} b"), "Raw {% raw %} b");
        assert_eq!(check("{{ it's }} b"), "Output {{ it's }}");
        assert_eq!(check("{{ a {{ b }} c"), "Output {{ a {{ b }}");
    }

    proptest! {
        #[test]
        fn spans_are_in_order_and_on_boundaries(text in "[{}%$'\"ä rawend-]{0,40}") {
            let mut at = 0;
            for span in spans(&text) {
                prop_assert!(span.range.start >= at && span.range.end > span.range.start);
                prop_assert!(text.get(span.range.clone()).is_some());
                at = span.range.end;
            }
        }
    }
}
