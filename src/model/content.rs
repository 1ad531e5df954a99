//! What a message says: a JSON object in Braze's own field names, in *reference form*.
//!
//! In reference form every string has its workspace variables and included files filled in, while
//! what only a send knows stays a reference: `@{param.order}`, `@{secret.ERP_AUTH}`. So a released
//! message can be stored, compared and digested as plain JSON and never holds a secret.
//!
//! A run of `@` right before a `{` is special unless the `{` is doubled (`@{{` begins Liquid): every
//! two of them stand for one literal `@`, and one left over begins a reference. So `@@{` is `@{`.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Digest;

/// The fields of one message object, without `message_variation_id`. Key order is the author's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Content(pub Map<String, Value>);

impl Content {
    /// The digest of the canonical form: keys sorted, no insignificant space.
    pub fn digest(&self) -> Digest {
        // As much as most messages take.
        let mut bytes = Vec::with_capacity(4096);
        push_object(&mut bytes, &self.0);
        Digest::of(&bytes)
    }
}

fn push_canonical(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Object(fields) => push_object(out, fields),
        Value::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                push_canonical(out, item);
            }
            out.push(b']');
        }
        leaf => serde_json::to_writer(out, leaf).expect("a leaf is JSON, and memory takes it"),
    }
}

fn push_object(out: &mut Vec<u8>, fields: &Map<String, Value>) {
    let mut sorted: Vec<_> = fields.iter().collect();
    sorted.sort_unstable_by_key(|(key, _)| *key);
    out.push(b'{');
    for (at, (key, value)) in sorted.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        serde_json::to_writer(&mut *out, key).expect("a text is JSON, and memory takes it");
        out.push(b':');
        push_canonical(out, value);
    }
    out.push(b'}');
}

/// A part of a text in reference form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment<'a> {
    Literal(Cow<'a, str>),
    Reference(Reference<'a>),
}

/// Something that only a send knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reference<'a> {
    /// A value that each send or recipient supplies: `@{param.order}`.
    Param(&'a str),
    /// A value read from the environment when a request is made: `@{secret.ERP_AUTH}`.
    Secret(&'a str),
}

/// Takes a text in reference form apart. Adjacent literals are one; what is no known reference is
/// literal, so every text can be read.
pub fn segments(text: &str) -> Vec<Segment<'_>> {
    let mut found: Vec<Segment<'_>> = Vec::new();
    each_stretch(text, |stretch| match (stretch, found.last_mut()) {
        (Stretch::Literal(more), Some(Segment::Literal(literal))) => {
            literal.to_mut().push_str(more);
        }
        (Stretch::Literal(text), _) => found.push(Segment::Literal(Cow::Borrowed(text))),
        (Stretch::Reference(reference), _) => found.push(Segment::Reference(reference)),
    });
    found
}

/// The literal text outside of references, and whether there are none.
pub fn literals(text: &str) -> (Cow<'_, str>, bool) {
    if special(text, 0).is_none() {
        return (Cow::Borrowed(text), true);
    }
    let (mut literal, mut whole) = (String::with_capacity(text.len()), true);
    each_stretch(text, |stretch| match stretch {
        Stretch::Literal(more) => literal.push_str(more),
        Stretch::Reference(_) => whole = false,
    });
    (Cow::Owned(literal), whole)
}

/// A part of a text in reference form, as it stands there.
enum Stretch<'a> {
    /// Never empty.
    Literal(&'a str),
    Reference(Reference<'a>),
}

fn each_stretch<'a>(text: &'a str, mut take: impl FnMut(Stretch<'a>)) {
    let mut take = |stretch: Stretch<'a>| {
        if !matches!(stretch, Stretch::Literal("")) {
            take(stretch);
        }
    };
    let mut rest = text;
    while let Some(ats) = special(rest, 0) {
        let odd = ats.len() % 2 == 1;
        let found = if odd { reference(&rest[ats.end..]) } else { None };
        // Every two stand for one; a single one before no reference stands for itself.
        let kept = ats.len() / 2 + usize::from(odd && found.is_none());
        take(Stretch::Literal(&rest[..ats.start + kept]));
        rest = &rest[ats.end..];
        if let Some((reference, length)) = found {
            take(Stretch::Reference(reference));
            rest = &rest[length..];
        }
    }
    take(Stretch::Literal(rest));
}

/// Writes segments as one text in reference form; [`segments`] reads them back.
pub fn in_reference_form<'a>(segments: impl IntoIterator<Item = Segment<'a>>) -> String {
    let mut text = String::new();
    let mut literal = String::new();
    for segment in segments {
        match segment {
            Segment::Literal(more) => literal.push_str(&more),
            Segment::Reference(reference) => {
                push_literal(&mut text, &literal, true);
                literal.clear();
                let (kind, name) = match reference {
                    Reference::Param(name) => ("param", name),
                    Reference::Secret(name) => ("secret", name),
                };
                text.extend(["@{", kind, ".", name, "}"]);
            }
        }
    }
    if text.is_empty() && special(&literal, 0).is_none() {
        return literal;
    }
    push_literal(&mut text, &literal, false);
    text
}

/// Spells a literal text in reference form.
pub fn escape_literal(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    push_literal(&mut escaped, text, false);
    escaped
}

/// Doubles every run of `@` that would otherwise be special: before a single `{`, and at the end
/// when a reference follows.
fn push_literal(text: &mut String, literal: &str, before_reference: bool) {
    let mut rest = literal;
    while let Some(ats) = special(rest, 0) {
        text.push_str(&rest[..ats.start]);
        text.extend(std::iter::repeat_n('@', 2 * ats.len()));
        rest = &rest[ats.end..];
    }
    text.push_str(rest);
    if before_reference {
        let trailing = rest.len() - rest.trim_end_matches('@').len();
        text.extend(std::iter::repeat_n('@', trailing));
    }
}

/// The first run of `@` before a single `{`, at or after `from`: its bytes. The `{` is at its end.
pub fn special(text: &str, from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut end = from;
    loop {
        end += memchr::memchr(b'@', &bytes[end..])? + 1;
        if bytes.get(end) == Some(&b'{') && bytes.get(end + 1) != Some(&b'{') {
            let before = bytes[from..end].iter().rev().take_while(|&&byte| byte == b'@').count();
            return Some(end - before..end);
        }
    }
}

/// Reads `{param.name}`: the reference, and how many bytes it takes.
fn reference(text: &str) -> Option<(Reference<'_>, usize)> {
    let inside = text.get(1..text.find('}')?)?;
    let (kind, name) = inside.split_once('.')?;
    if !is_name(name) {
        return None;
    }
    let found = match kind {
        "param" => Reference::Param(name),
        "secret" => Reference::Secret(name),
        _ => return None,
    };
    Some((found, inside.len() + 2))
}

/// Whether a text can name a param, a secret or a variable: letters, digits and `_`, not beginning
/// with a digit.
pub fn is_name(text: &str) -> bool {
    let may_stand = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let first = text.as_bytes().first();
    first.is_some_and(|first| !first.is_ascii_digit()) && text.bytes().all(may_stand)
}

/// Where a long text came from, so that a plan can show the lines that changed in the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextSource {
    /// The text itself first, then every file it includes, in the order of first inclusion.
    pub pieces: Vec<Piece>,
    /// The workspace variables that the pieces use, with their values.
    pub vars: Vec<(String, String)>,
}

impl TextSource {
    /// A text that includes nothing and uses no variable.
    pub fn alone(path: &str, text: &str) -> Self {
        let piece = Piece { path: path.to_owned(), text: text.to_owned() };
        Self { pieces: vec![piece], vars: Vec::new() }
    }
}

/// One source text, before variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The path from the project's root, `/`-separated; the YAML's own path for a text written in it.
    pub path: String,
    pub text: String,
}

impl Piece {
    pub fn digest(&self) -> Digest {
        Digest::of(self.text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> String {
        segments(text)
            .iter()
            .map(|segment| match segment {
                Segment::Literal(text) => format!("[{text}]"),
                Segment::Reference(Reference::Param(name)) => format!("<param {name}>"),
                Segment::Reference(Reference::Secret(name)) => format!("<secret {name}>"),
            })
            .collect()
    }

    #[test]
    fn references_escapes_and_liquid_are_told_apart() {
        assert_eq!(shown("Order @{param.order} on"), "[Order ]<param order>[ on]");
        assert_eq!(shown("@{secret.ERP_AUTH}"), "<secret ERP_AUTH>");
        assert_eq!(shown("a @@{param.order}"), "[a @{param.order}]");
        assert_eq!(shown("me@@@{param.host}"), "[me@]<param host>");
        assert_eq!(shown("me@{{${city}}}"), "[me@{{${city}}}]");
        assert_eq!(shown("@{other} @{param.}"), "[@{other} @{param.}]");
        assert_eq!(shown(""), "");
    }

    proptest! {
        #[test]
        fn a_literal_reads_back_as_itself(text in "[@{}a.]{0,12}") {
            let read = segments(&escape_literal(&text)).into_iter().map(|segment| match segment {
                Segment::Literal(text) => text.into_owned(),
                Segment::Reference(_) => "a reference".to_owned(),
            }).collect::<String>();
            prop_assert_eq!(read, text);
        }

        #[test]
        fn literals_and_references_read_back_as_written(
            parts in proptest::collection::vec(prop_oneof!["[@{}a]{1,4}", Just("<>".to_owned())], 0..6)
        ) {
            let written = parts.iter().map(|part| match part.as_str() {
                "<>" => Segment::Reference(Reference::Param("x")),
                text => Segment::Literal(Cow::Borrowed(text)),
            });
            let read = shown(&in_reference_form(written)).replace("][", "");
            let expected = parts.iter().map(|part| match part.as_str() {
                "<>" => "<param x>".to_owned(),
                text => format!("[{text}]"),
            }).collect::<String>().replace("][", "");
            prop_assert_eq!(read, expected);
        }
    }
}
