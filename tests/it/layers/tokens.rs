//! Rust source as words: enough of a lexer to tell code from comments and literals.

/// A word or a sign of the source. Comments are gone, and a literal is its first character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    /// From 1.
    pub(super) line: usize,
}

impl Token<'_> {
    pub(super) fn is_word(self) -> bool {
        self.text.starts_with(is_word_character)
    }
}

/// Takes a source apart.
pub(super) fn tokens(source: &str) -> Vec<Token<'_>> {
    let (mut found, mut rest, mut line) = (Vec::new(), source, 1);
    while let Some(first) = rest.chars().next() {
        let (length, kept) = if let Some(length) = comment(rest) {
            (length, 0)
        } else if let Some(length) = literal(rest) {
            (length, first.len_utf8())
        } else if is_word_character(first) {
            let length = rest.find(|c| !is_word_character(c)).unwrap_or(rest.len());
            (length, length)
        } else if rest.starts_with("::") {
            (2, 2)
        } else {
            (first.len_utf8(), if first.is_whitespace() { 0 } else { first.len_utf8() })
        };
        if kept > 0 {
            let text = if length == kept { &rest[..kept] } else { "\"" };
            found.push(Token { text, line });
        }
        line += rest[..length].matches('\n').count();
        rest = &rest[length..];
    }
    found
}

fn is_word_character(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of the comment that `rest` begins with.
fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if !rest.starts_with("/*") {
        return None;
    }
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        let here = &rest.as_bytes()[at..];
        if here.starts_with(b"/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if here.starts_with(b"*/") {
            (depth, at) = (depth - 1, at + 2);
        } else {
            at += 1;
        }
        if depth == 0 {
            break;
        }
    }
    Some(at)
}

/// The length of the string or character that `rest` begins with. A lifetime is none.
fn literal(rest: &str) -> Option<usize> {
    let prefix = ["br", "cr", "b", "c", "r"].into_iter().find(|prefix| {
        rest.strip_prefix(prefix).is_some_and(|after| after.starts_with(['"', '\'', '#']))
    });
    let prefix = prefix.unwrap_or_default();
    let after = &rest[prefix.len()..];
    let length = if prefix.ends_with('r') {
        let hashes = after.len() - after.trim_start_matches('#').len();
        let end = format!("\"{}", &after[..hashes]);
        let body = after[hashes..].strip_prefix('"')?;
        hashes + 1 + body.find(&end).map_or(body.len(), |at| at + end.len())
    } else if after.starts_with('"') {
        quoted(after, '"')
    } else if after.starts_with("'\\") || after.chars().nth(2) == Some('\'') {
        after.starts_with('\'').then(|| quoted(after, '\''))?
    } else {
        return None;
    };
    Some(prefix.len() + length)
}

/// The length of a text between two `quote`s, where a backslash takes the next character along.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if !escaped && c == quote {
            return at + c.len_utf8();
        }
        escaped = !escaped && c == '\\';
    }
    text.len()
}

#[test]
fn comments_and_literals_are_no_code() {
    let source = r##"
        // crate::a
        /* crate::b /* nested */ crate::c */
        let a = "crate::d \" crate::e"; let b = r#"crate::f " crate::g"#;
        let c = ('"', '\'', b'x', b"crate::h", c"crate::i"); fn k<'a>(x: &'a str) {}
        crate::j
    "##;
    let words: Vec<_> =
        tokens(source).into_iter().filter(|token| token.is_word()).map(|t| t.text).collect();
    assert_eq!(words.join(" "), "let a let b let c fn k a x a str crate j");
}

#[test]
fn lines_are_counted_through_literals_and_comments() {
    let source = "/*\n\n*/ a \"\n\" b\nc";
    let lines: Vec<_> = tokens(source).iter().map(|token| (token.text, token.line)).collect();
    assert_eq!(lines, [("a", 3), ("\"", 3), ("b", 4), ("c", 5)]);
}
