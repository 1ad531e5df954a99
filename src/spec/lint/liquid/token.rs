//! The words, strings and signs of an output or tag.

use std::ops::Range;

/// One of them, in bytes of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Token {
    pub(in super::super) what: What,
    pub(in super::super) range: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum What {
    /// A name, a number, a keyword.
    Word,
    /// A string in straight quotes.
    Text,
    /// A straight quote that nothing closes, to the end of the body.
    Open,
    /// `${…}`
    Name,
    /// What begins with a curly quote, up to the one that ends it.
    Curly,
    /// `==`, `&&` and the like, right or wrong.
    Operator,
    Mark(u8),
}

/// The tokens of a body. The braces of outputs within it are none.
pub(in super::super) fn tokens(body: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(c) = body[at..].chars().next() {
        let rest = &body[at..];
        let (what, length) = match c {
            _ if c.is_whitespace() => (None, c.len_utf8()),
            '\'' | '"' => match rest[1..].find(c) {
                Some(end) => (Some(What::Text), end + 2),
                None => (Some(What::Open), rest.len()),
            },
            '$' if rest.starts_with("${") => match rest.find('}') {
                Some(end) => (Some(What::Name), end + 1),
                None => (Some(What::Name), rest.len()),
            },
            '{' if rest.starts_with("{{") => (None, 2),
            '}' if rest.starts_with("}}") => (None, 2),
            _ if is_curly(c) => (Some(What::Curly), curly(rest, c)),
            '=' | '!' | '<' | '>' | '&' | '|' => {
                let length = run(rest, |c| "=!<>&|".contains(c));
                let pipe = &rest[..length] == "|";
                (Some(if pipe { What::Mark(b'|') } else { What::Operator }), length)
            }
            _ if is_word(c) => (Some(What::Word), run(rest, is_word)),
            _ => (Some(What::Mark(u8::try_from(c).unwrap_or(b'?'))), c.len_utf8()),
        };
        if let Some(what) = what {
            found.push(Token { what, range: at..at + length });
        }
        at += length;
    }
    found
}

/// Whether a straight quote of a body has no other end.
pub(in super::super) fn has_open_quote(body: &str) -> bool {
    let bytes = body.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr3(b'\'', b'"', b'$', &bytes[at..]) {
        let start = at + found;
        let after = &bytes[start + 1..];
        let end = match bytes[start] {
            b'$' if after.first() == Some(&b'{') => memchr::memchr(b'}', after),
            b'$' => Some(0),
            quote => memchr::memchr(quote, after),
        };
        let Some(end) = end else { return bytes[start] != b'$' };
        at = start + end + if bytes[start] == b'$' && end == 0 { 1 } else { 2 };
    }
    false
}

/// A quote that word processors make of a straight one.
pub(in super::super) fn is_curly(c: char) -> bool {
    matches!(c, '‘' | '’' | '‚' | '“' | '”' | '„')
}

fn curly(rest: &str, open: char) -> usize {
    let single = matches!(open, '‘' | '’' | '‚');
    let ends =
        |c: char| if single { matches!(c, '‘' | '’') } else { matches!(c, '“' | '”') };
    let from = open.len_utf8();
    let end = rest[from..].char_indices().find(|(_, c)| ends(*c));
    end.map_or(from, |(at, c)| from + at + c.len_utf8())
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

fn run(rest: &str, of: impl Fn(char) -> bool) -> usize {
    rest.find(|c| !of(c)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expected: &str) {
        let shown = |it: Token| format!("{:?} {}", it.what, &body[it.range]);
        assert_eq!(tokens(body).into_iter().map(shown).collect::<Vec<_>>().join("; "), expected);
    }

    #[test]
    fn words_strings_and_signs_are_read() {
        check("${a b} | x: 'y'", "Name ${a b}; Mark(124) |; Word x; Mark(58) :; Text 'y'");
        check("a=='x'&&{{b}}", "Word a; Operator ==; Text 'x'; Operator &&; Word b");
        check("x: ‘du’ “ja”", "Word x; Mark(58) :; Curly ‘du’; Curly “ja”");
        check("'it’s' \"du'", "Text 'it’s'; Open \"du'");
        check("ä-1 (", "Word ä-1; Mark(40) (");
        check("„du“", "Curly „du“");
        check("’", "Curly ’");
    }

    #[test]
    fn a_quote_is_open_when_nothing_closes_it() {
        for (body, open) in [
            ("a | default: \"du'", true),
            ("it's", true),
            ("'a' \"b\"", false),
            ("'it\"s'", false),
            ("custom_attribute.${it's}", false),
            ("$", false),
            ("$'", true),
            ("${'", false),
            ("", false),
        ] {
            assert_eq!(has_open_quote(body), open, "{body}");
        }
    }
}
