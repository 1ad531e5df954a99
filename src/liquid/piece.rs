//! Liquid as its author meant it: each stretch, and what is missing from it.

use std::ops::Range;

use super::spans::{Kind, end_of_block, name, opening};

/// A stretch of Liquid, in bytes of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub range: Range<usize>,
    pub kind: Kind,
    pub fault: Option<Fault>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It does not end. The piece goes to where this is certain.
    Unclosed,
    /// `{{${name}}`: a brace ends the name, and only one follows.
    Brace,
}

/// Every stretch of Liquid, in order.
///
/// Unlike [`super::spans`], which counts as inside whatever may be, one that lacks its end
/// swallows none of those that follow.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = opening(text, at) {
        let piece = read(text, start);
        at = piece.range.end;
        found.push(piece);
    }
    found
}

fn read(text: &str, start: usize) -> Piece {
    let kind = if text[start..].starts_with("{{") { Kind::Output } else { Kind::Tag };
    let bytes = text.as_bytes();
    // Quotes count first; where that leads nowhere, one of them is not closed.
    let end = end(bytes, start, kind, true).or_else(|stop| match stop {
        Stop { fault: Fault::Brace, .. } => Err(stop),
        Stop { fault: Fault::Unclosed, .. } => end(bytes, start, kind, false),
    });
    let end = match end {
        Ok(end) => end,
        Err(Stop { at, fault }) => return Piece { range: start..at, kind, fault: Some(fault) },
    };
    let (kind, closing) = match name(&text[start..end]) {
        "raw" if kind == Kind::Tag => (Kind::Raw, "endraw"),
        "comment" if kind == Kind::Tag => (Kind::Comment, "endcomment"),
        _ => return Piece { range: start..end, kind, fault: None },
    };
    let (end, closed) = end_of_block(text, end, closing);
    let fault = (!closed).then_some(Fault::Unclosed);
    Piece { range: start..end, kind, fault }
}

/// Outputs within outputs are filters' arguments. More of them lack their ends, and are not worth
/// reading to the end of the text from each.
const DEEPEST: usize = 4;

struct Stop {
    at: usize,
    fault: Fault,
}

fn end(bytes: &[u8], start: usize, kind: Kind, quotes: bool) -> Result<usize, Stop> {
    let output = kind == Kind::Output;
    let close = if output { *b"}}" } else { *b"%}" };
    let (mut depth, mut inner) = (0_usize, None);
    let mut at = start + 2;
    let stop = |at: usize, fault: Fault| Err(Stop { at, fault });
    while at < bytes.len() {
        match &bytes[at..] {
            [b'\'' | b'"', ..] if quotes => at = string(bytes, at, close).unwrap_or(at + 1),
            [b'$', b'{', inside @ ..] => {
                at += 2 + past_name(inside).unwrap_or(0);
                if (output || depth > 0)
                    && bytes.get(at) == Some(&b'}')
                    && bytes.get(at + 1) != Some(&b'}')
                    && bytes[at - 1] == b'}'
                {
                    return stop(at + 1, Fault::Brace);
                }
            }
            [b'{', b'{', ..] => {
                let inner = *inner.get_or_insert(at);
                depth += 1;
                at += 2;
                if depth > DEEPEST && output {
                    return stop(inner, Fault::Unclosed);
                }
            }
            [b'{', b'%', ..] => return stop(at, Fault::Unclosed),
            [b'}', b'}', ..] if depth > 0 => {
                depth -= 1;
                at += 2;
            }
            [a, b, ..] if [*a, *b] == close => return Ok(at + 2),
            [b'}', ..] if output && depth == 0 => return stop(at + 1, Fault::Unclosed),
            _ => at += 1,
        }
    }
    stop(inner.filter(|_| output).unwrap_or(bytes.len()), Fault::Unclosed)
}

/// The end of the string that begins here, unless it goes over an end of Liquid and on into what
/// looks like the text after it.
fn string(bytes: &[u8], start: usize, close: [u8; 2]) -> Option<usize> {
    let inside = &bytes[start + 1..];
    let length = memchr::memchr(bytes[start], inside)?;
    let inside = &inside[..length];
    let over = memchr::memmem::find(inside, &close).is_some_and(|at| {
        let opens = |part: &[u8]| part.windows(2).any(|pair| pair == b"{{" || pair == b"{%");
        let after = &inside[at + 2..];
        !opens(&inside[..at]) && (opens(after) || after.contains(&b'<') || after.contains(&b'\n'))
    });
    (!over).then_some(start + length + 2)
}

/// The bytes of a name and its brace.
fn past_name(bytes: &[u8]) -> Option<usize> {
    let end = memchr::memchr3(b'}', b'{', b'\n', bytes)?;
    (bytes[end] == b'}').then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::liquid::spans;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let shown = |piece: &Piece| {
            let fault = piece.fault.map_or(String::new(), |fault| format!(" {fault:?}"));
            format!("{}{fault}", &text[piece.range.clone()])
        };
        assert_eq!(pieces(text).iter().map(shown).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_is_not_closed_swallows_nothing() {
        check("{{${a}, {{${b}}}!", &["{{${a},  Unclosed", "{{${b}}}"]);
        check("{{${a}}, bye {{${b}}}", &["{{${a}} Brace", "{{${b}}}"]);
        check("{{ a {% if b %}", &["{{ a  Unclosed", "{% if b %}"]);
        check("{% if b {% endif %}", &["{% if b  Unclosed", "{% endif %}"]);
        check("{{ a } {{ b %} c", &["{{ a } Unclosed", "{{ b %} Unclosed"]);
        check(r#"{"a": "{{${x}}", "b": {"c": 1}} {{ y }}"#, &["{{${x}} Brace", "{{ y }}"]);
        check("{% if {{custom_attribute.${n}} > 3 %}", &["{% if {{custom_attribute.${n}} Brace"]);
        check("a {% raw %} b", &["{% raw %} b Unclosed"]);
    }

    #[test]
    fn a_text_that_only_opens_is_read_in_good_time() {
        for text in ["{{ ", "{% a ", "{{ '", "{{ a' }} ", "{% {{ ", "{{${a}} ", "{{ \" {% ' "] {
            assert!(!pieces(&text.repeat(50_000)).is_empty());
        }
    }

    #[test]
    fn a_quote_that_is_not_closed_swallows_nothing() {
        check(
            r#"{{ a | default: "du' }} and {{ b | default: "x" }}"#,
            &[r#"{{ a | default: "du' }}"#, r#"{{ b | default: "x" }}"#],
        );
        check(
            r#"{{ a | default: "du' }}<a href="x">{{ b }}</a>"#,
            &[r#"{{ a | default: "du' }}"#, "{{ b }}"],
        );
        check("{% assign x = 'a %}it's {{ y }}", &["{% assign x = 'a %}", "{{ y }}"]);
        check(
            "{% assign x = 'a %}{% if y == 'b' %}",
            &["{% assign x = 'a %}", "{% if y == 'b' %}"],
        );
    }

    #[test]
    fn what_is_right_is_read_as_it_is() {
        for text in [
            "{{${a} | default: 'you'}}, {% if a %}b{% endif %} {c} 5%",
            "{{ 'now' | time_zone: {{${tz}}} }} {{ '}}' }} {% if {{x}} == '%}' %}",
            "a{%- raw -%}{{x}}{% if %}{%endraw%}b{% comment %}it's{% endcomment %}c",
            "{{ '{\"a\":{\"b\":1}}' | json_parse }} {{ x | default: '{{${city}}}' }}",
            "{\"a\":{\"b\":{{custom_attribute.${n}}}}} {{api_trigger_properties.${a}.${b}[0]}}",
            "{% connected_content https://a.example :headers {\"a\": \"{{${b}}}\"} :save c %}",
            "<style>td{width:100%}a{b:c}}</style>{{${a}}}",
        ] {
            let spans = spans(text).into_iter().map(|span| (span.range, span.kind, None));
            let pieces = pieces(text).into_iter().map(|it| (it.range, it.kind, it.fault));
            assert_eq!(pieces.collect::<Vec<_>>(), spans.collect::<Vec<_>>(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn pieces_are_in_order_and_on_boundaries(text in "[{}%$'\"ä rawend-]{0,40}") {
            let mut at = 0;
            for piece in pieces(&text) {
                prop_assert!(piece.range.start >= at && piece.range.end > piece.range.start);
                prop_assert!(text.get(piece.range.clone()).is_some());
                at = piece.range.end;
            }
        }
    }
}
