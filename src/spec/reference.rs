//! The grammar of `@{…}` as authors write it: variables, files, params and secrets.

use std::ops::Range;

use crate::model::{is_name, special};

/// A part of a text as it was written, with its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) range: Range<usize>,
    pub(super) what: What<'a>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What<'a> {
    /// As it stands; for a run of `@` before a `{` this is the half that is meant.
    Literal(&'a str),
    Var(&'a str),
    Param(&'a str),
    Secret(&'a str),
    File(&'a str),
    /// No reference, and what is wrong with it.
    Wrong(String),
}

/// Takes a text apart. Every byte belongs to one token, in order.
pub(super) fn tokens(text: &str) -> Tokens<'_> {
    Tokens { text, from: 0, ats: special(text, 0) }
}

/// The tokens of a text.
pub(super) struct Tokens<'a> {
    text: &'a str,
    /// Where the next token begins.
    from: usize,
    /// The next run of `@` before a single `{`.
    ats: Option<Range<usize>>,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let from = self.from;
        let Some(ats) = self.ats.clone() else {
            let rest = from..self.text.len();
            return (!rest.is_empty()).then(|| self.literal(rest.clone(), rest));
        };
        // Every two `@` stand for one; a single one left over begins a reference.
        let single = ats.len() % 2;
        if from < ats.start {
            Some(self.literal(from..ats.start, from..ats.start))
        } else if from == ats.start && ats.len() > 1 {
            Some(self.literal(from..from + ats.len() / 2, from..ats.end - single))
        } else {
            let brace = ats.end;
            let (what, end) = if single == 1 {
                inside(self.text, brace)
            } else {
                (What::Literal(&self.text[brace..=brace]), brace + 1)
            };
            self.from = end;
            self.ats = special(self.text, end);
            Some(Token { range: from..end, what })
        }
    }
}

impl<'a> Tokens<'a> {
    fn literal(&mut self, meant: Range<usize>, range: Range<usize>) -> Token<'a> {
        self.from = range.end;
        Token { range, what: What::Literal(&self.text[meant]) }
    }
}

/// The name of the only reference that a text consists of, when it is a variable.
pub(super) fn only_var(text: &str) -> Option<&str> {
    if !text.starts_with("@{") {
        return None;
    }
    let mut tokens = tokens(text);
    match (tokens.next(), tokens.next()) {
        (Some(Token { what: What::Var(name), .. }), None) => Some(name),
        _ => None,
    }
}

fn inside(text: &str, brace: usize) -> (What<'_>, usize) {
    let rest = &text[brace + 1..];
    // Most are variables.
    let name =
        rest.bytes().take_while(|&byte| byte.is_ascii_alphanumeric() || byte == b'_').count();
    if rest.as_bytes().get(name) == Some(&b'}') && is_name(&rest[..name]) {
        return (What::Var(&rest[..name]), brace + name + 2);
    }
    let end = memchr::memchr3(b'\n', b'{', b'}', rest.as_bytes());
    let Some(length) = end.filter(|&end| rest.as_bytes()[end] == b'}') else {
        let what =
            What::Wrong("`@{` has no closing `}`; a literal `@{` is written `@@{`".to_owned());
        return (what, brace + 1);
    };
    (what(&rest[..length]), brace + length + 2)
}

fn what(written: &str) -> What<'_> {
    if let Some(path) = written.strip_prefix("file:") {
        return What::File(path.trim());
    }
    if is_name(written) {
        return What::Var(written);
    }
    let (kind, name) = written.split_once('.').unwrap_or(("", written));
    match kind {
        _ if !is_name(name) => What::Wrong(malformed(written)),
        "param" => What::Param(name),
        "secret" => What::Secret(name),
        _ => {
            let near = super::names::nearest(kind, ["param", "secret"]);
            let meant =
                near.map_or(String::new(), |near| format!("; did you mean `@{{{near}.{name}}}`?"));
            What::Wrong(format!(
                "`@{{{written}}}` is no reference: before the dot stands `param` or `secret`{meant}"
            ))
        }
    }
}

fn malformed(written: &str) -> String {
    let trimmed = written.trim();
    if trimmed != written && is_name(trimmed.rsplit('.').next().unwrap_or_default()) {
        return format!("`@{{{written}}}` has spaces; write `@{{{trimmed}}}`");
    }
    format!(
        "`@{{{written}}}` is no reference: a name is made of letters, digits and `_` and does not \
         begin with a digit"
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str) -> String {
        let show = |token: Token<'_>| match token.what {
            What::Literal(text) => format!("[{text}]"),
            What::Var(name) => format!("<var {name}>"),
            What::Param(name) => format!("<param {name}>"),
            What::Secret(name) => format!("<secret {name}>"),
            What::File(path) => format!("<file {path}>"),
            What::Wrong(_) => format!("<wrong {}>", &text[token.range]),
        };
        tokens(text).map(show).collect()
    }

    #[test]
    fn references_are_found() {
        assert_eq!(check("@{site}/orders"), "<var site>[/orders]");
        assert_eq!(check("a @{param.order} b"), "[a ]<param order>[ b]");
        assert_eq!(check("@{file:../a b.html}"), "<file ../a b.html>");
        assert_eq!(check("Bearer @{secret.KEY}"), "[Bearer ]<secret KEY>");
    }

    #[test]
    fn liquid_and_escapes_are_no_references() {
        assert_eq!(check("me@{{${city}}}"), "[me@{{${city}}}]");
        assert_eq!(check("a @@{site}"), "[a ][@][{][site}]");
        assert_eq!(check("a@@@{site}"), "[a][@]<var site>");
        assert_eq!(check("user@example.com"), "[user@example.com]");
    }

    #[test]
    fn what_is_no_reference_is_wrong() {
        for text in
            ["@{}", "@{ site }", "@{my-var}", "@{param.}", "@{env.HOME}", "@{a.b.c}", "@{1}"]
        {
            assert_eq!(check(text), format!("<wrong {text}>"));
        }
        assert_eq!(check("@{never\nends}"), "<wrong @{>[never\nends}]");
    }

    #[test]
    fn a_text_that_is_one_variable_is_known() {
        assert_eq!(only_var("@{ttl}"), Some("ttl"));
        assert_eq!(only_var("@{ttl} "), None);
        assert_eq!(only_var("@{param.ttl}"), None);
    }

    proptest! {
        #[test]
        fn every_byte_belongs_to_one_token(text in "[@{}a.\n: é-]{0,16}") {
            let mut at = 0;
            for token in tokens(&text) {
                prop_assert_eq!(token.range.start, at);
                at = token.range.end;
            }
            prop_assert_eq!(at, text.len());
        }

        #[test]
        fn without_variables_it_reads_as_the_reference_form_does(
            text in "(@|\\{|\\}|a|@\\{param\\.x\\}|@@\\{|@\\{\\{){0,8}"
        ) {
            use crate::model::{Segment, Reference, segments};
            let ours: Vec<_> = tokens(&text).collect();
            prop_assume!(!ours.iter().any(|token| matches!(token.what, What::Wrong(_) | What::Var(_))));
            let ours: String = ours.into_iter().map(|token| match token.what {
                What::Literal(text) => text.to_owned(),
                _ => "<x>".to_owned(),
            }).collect();
            let theirs: String = segments(&text).into_iter().map(|segment| match segment {
                Segment::Literal(text) => text.into_owned(),
                Segment::Reference(Reference::Param(_) | Reference::Secret(_)) => "<x>".to_owned(),
            }).collect();
            prop_assert_eq!(ours, theirs);
        }
    }
}
