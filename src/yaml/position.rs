//! From a place within a decoded text back to the byte that wrote it.

use super::{Node, Source, Style};

/// The byte of the file that wrote the `offset`th byte of a node's text. White space that folding
/// made may be off by the fold; letters are exact.
pub fn in_source(source: &Source, node: &Node, offset: usize) -> usize {
    let super::Kind::Text(text, style) = &node.kind else { return node.span.start };
    let raw = source.text.get(node.span.clone()).unwrap_or_default();
    let mut walk = Walk { raw, at: content_start(raw, *style), style: *style };
    let end = text.floor_char_boundary(offset);
    for wanted in text[..end].chars() {
        walk.pass(wanted);
    }
    if text[end..].starts_with(|next: char| !next.is_whitespace()) {
        walk.skip_layout();
    }
    node.span.start + walk.at
}

fn content_start(raw: &str, style: Style) -> usize {
    match style {
        Style::SingleQuoted | Style::DoubleQuoted => usize::from(raw.starts_with(['\'', '"'])),
        // The bytes of a block scalar begin behind its header, at its first letter.
        Style::Plain | Style::Literal | Style::Folded => 0,
    }
}

struct Walk<'a> {
    raw: &'a str,
    at: usize,
    style: Style,
}

impl Walk<'_> {
    fn rest(&self) -> &str {
        &self.raw[self.at..]
    }

    /// Steps over whatever wrote one decoded character.
    fn pass(&mut self, wanted: char) {
        if wanted.is_whitespace() && !self.rest().starts_with('\\') {
            self.pass_space(wanted);
            return;
        }
        self.skip_layout();
        let rest = self.rest();
        self.at += match self.style {
            Style::DoubleQuoted if rest.starts_with('\\') => escape_length(rest),
            Style::SingleQuoted if rest.starts_with("''") => 2,
            _ => rest.chars().next().map_or(0, char::len_utf8),
        };
    }

    fn pass_space(&mut self, wanted: char) {
        let rest = self.rest();
        if wanted == '\n' {
            let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
            self.at += blanks + usize::from(rest[blanks..].starts_with('\n'));
        } else if rest.starts_with(wanted) || rest.starts_with(['\n', ' ', '\t']) {
            self.at += rest.chars().next().map_or(0, char::len_utf8);
        }
    }

    /// Skips indentation, folds and escaped line breaks: what stands for no character.
    fn skip_layout(&mut self) {
        loop {
            let rest = self.rest();
            let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
            let folded = self.style == Style::DoubleQuoted
                && (rest[blanks..].starts_with("\\\n") || rest[blanks..].starts_with("\\\r\n"));
            self.at += blanks + usize::from(folded);
            if !folded {
                return;
            }
        }
    }
}

fn escape_length(rest: &str) -> usize {
    let digits = match rest.as_bytes().get(1) {
        Some(b'x') => 2,
        Some(b'u') => 4,
        Some(b'U') => 8,
        _ => 0,
    };
    let letter = rest[1..].chars().next().map_or(0, char::len_utf8);
    rest.floor_char_boundary(1 + letter + digits)
}

#[cfg(test)]
mod tests {
    use super::super::{Limits, read};
    use super::*;

    /// Finds `word` in the decoded text of `a` and shows what the file has at its place.
    #[track_caller]
    fn check(yaml: &str, word: &str) {
        let (source, documents, problems) = read("a.yaml", yaml.as_bytes(), &Limits::default());
        assert_eq!(problems, []);
        let node = documents[0].get("a").unwrap();
        let offset = node.text().unwrap().find(word).unwrap();
        let at = in_source(&source, node, offset);
        let shown: String = source.text[at..].chars().take(word.chars().count()).collect();
        assert_eq!(shown, word, "byte {at} of {yaml:?}");
    }

    #[test]
    fn words_are_found_in_every_style() {
        check("a: one two three\n", "three");
        check("a: one\n  two\n  three\n", "three");
        check("a: 'it''s one ''two'''\n", "two");
        check("a: \"tab\\t\\u00e9\\x41\\\"\\\\ word\"\n", "word");
        check("a: \"one \\\n   two\n\n   three\"\n", "three");
        check("a: |2-\n    deeper\n  then\n\n  word\n", "word");
        check("a: |\r\n  one\r\n\r\n  word\r\n", "word");
        check("a: >\n  fold\n  ed\n\n    kept\n    word\n  last\n", "last");
        check("a: |\n  \u{e9}\u{1F600} word\n", "word");
    }

    proptest::proptest! {
        #[test]
        fn any_offset_of_any_text_is_a_place(
            yaml in "a: (\"([a-z \n\u{e9}]|\\\\\\\\){0,12}\"|[>|][-+]?\n( {2,4}[a-z \u{e9}]{0,5}\n){0,5})",
            offset in 0_usize..40,
        ) {
            let (source, documents, _) = read("a.yaml", yaml.as_bytes(), &Limits::default());
            if let Some(node) = documents.first().and_then(|root| root.get("a")) {
                let at = in_source(&source, node, offset);
                proptest::prop_assert!(source.text.is_char_boundary(at) && at <= source.text.len());
            }
        }
    }
}
