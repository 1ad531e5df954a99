//! What is certain of a text before references and Liquid have values.

use std::borrow::Cow;

use crate::liquid::{Kind, Span, spans};
use crate::model::{Segment, literals, segments};

/// The part of a text that every recipient gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known<'a> {
    /// The literal text outside of references, of Liquid, and of what Liquid may leave out.
    pub text: Cow<'a, str>,
    /// The text holds nothing but that.
    pub whole: bool,
}

/// Reads a text in reference form.
pub fn known(text: &str) -> Known<'_> {
    let known = literal(text);
    let found = spans(&known.text);
    if found.is_empty() {
        return known;
    }
    Known { text: Cow::Owned(outside(&known.text, &found)), whole: false }
}

/// The text outside of references, with its Liquid.
pub(super) fn literal(text: &str) -> Known<'_> {
    let (text, whole) = literals(text);
    Known { text, whole }
}

/// The text before the first reference or Liquid: what it certainly begins with.
pub(super) fn beginning(text: &str) -> String {
    let first = match segments(text).into_iter().next() {
        Some(Segment::Literal(literal)) => literal.into_owned(),
        Some(Segment::Reference(_)) | None => String::new(),
    };
    let end = spans(&first).first().map_or(first.len(), |span| span.range.start);
    first[..end].to_owned()
}

fn outside(text: &str, found: &[Span]) -> String {
    let mut kept = String::new();
    let mut depth = 0_usize;
    let mut at = 0;
    for span in found {
        if depth == 0 {
            kept.push_str(&text[at..span.range.start]);
        }
        at = span.range.end;
        let source = &text[span.range.clone()];
        match span.kind {
            Kind::Raw if depth == 0 => kept.push_str(raw(source)),
            Kind::Tag => depth = step(depth, source),
            Kind::Raw | Kind::Output | Kind::Comment => {}
        }
    }
    if depth == 0 {
        kept.push_str(&text[at..]);
    }
    kept
}

/// Inside a block, text may be left out, repeated or kept for later.
fn step(depth: usize, tag: &str) -> usize {
    let inside = tag.trim_start_matches("{%").trim_start_matches('-').trim_start();
    let end = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inside.len());
    match &inside[..end] {
        "if" | "unless" | "case" | "for" | "tablerow" | "capture" => depth + 1,
        "endif" | "endunless" | "endcase" | "endfor" | "endtablerow" | "endcapture" => {
            depth.saturating_sub(1)
        }
        _ => depth,
    }
}

/// What stands between `{% raw %}` and `{% endraw %}`.
fn raw(source: &str) -> &str {
    let start = source.find("%}").map_or(source.len(), |at| at + 2);
    let end = source.rfind("{%").filter(|end| *end >= start).unwrap_or(source.len());
    &source[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, certain: &str, whole: bool) {
        assert_eq!(known(text), Known { text: certain.into(), whole });
    }

    #[test]
    fn references_and_liquid_are_not_certain() {
        check("plain", "plain", true);
        check("a @@{b}", "a @{b}", true);
        check("a @{param.x} b", "a  b", false);
        check("a {{${name}}} b", "a  b", false);
        check("a {% if x %}b{% else %}c{% endif %}d", "a d", false);
        check("{% if x %}{% if y %}b{% endif %}c{% endif %}d", "d", false);
        check("{% assign a = 1 %}d", "d", false);
        check("{% raw %}{{a}}{% endraw %}", "{{a}}", false);
        check("a{% comment %}b{% endcomment %}", "a", false);
        check("{% endif %}a", "a", false);
        check("{% if", "", false);
    }

    #[test]
    fn the_beginning_ends_where_something_unknown_is() {
        assert_eq!(beginning("https://a.example/@{param.x}"), "https://a.example/");
        assert_eq!(beginning("https://{{host}}/x"), "https://");
        assert_eq!(beginning("@{secret.URL}"), "");
        assert_eq!(beginning(""), "");
    }
}
