//! Scalars: what they are, their tags, and what cannot be seen of them.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use granit_parser::{ScalarStyle, Span, Tag};

use crate::diagnostic::Diagnostic;

use super::super::{Kind, Node, Style, scalar};
use super::Reader;

impl Reader<'_> {
    pub(super) fn scalar(
        &mut self,
        text: Cow<'_, str>,
        style: ScalarStyle,
        tag: Option<&Tag>,
        span: &Span,
    ) -> Arc<Node> {
        let range = self.range(span);
        let style = match style {
            ScalarStyle::SingleQuoted => Style::SingleQuoted,
            ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
            ScalarStyle::Plain => Style::Plain,
        };
        let as_text = match tag {
            Some(tag) => self.check_tag(tag, span),
            None => false,
        };
        if let Some(text) = self.scalars.get(&range.start) {
            self.filled.push(range.start);
            return Arc::new(Node::new(range, Kind::Text(text.clone(), Style::Plain)));
        }
        if style == Style::Plain {
            self.refuse_no_break_space(&text, &range);
        }
        let kind = if style != Style::Plain || as_text {
            Kind::Text(text.into_owned(), style)
        } else {
            scalar::plain(&text).unwrap_or_else(|why| {
                let message = format!("`{text}` {why}");
                let help = format!("quote it, \"{text}\", or write a plain number");
                self.problem(Diagnostic::error("odd-number", message).help(help), &range);
                Kind::Text(text.into_owned(), style)
            })
        };
        Arc::new(Node::new(range, kind))
    }

    /// At the ends of a plain text a no-break space is there and cannot be seen.
    fn refuse_no_break_space(&mut self, text: &str, range: &Range<usize>) {
        const NO_BREAK: char = '\u{a0}';
        let at = match (text.starts_with(NO_BREAK), text.ends_with(NO_BREAK)) {
            (true, _) => range.start,
            (false, true) => range.end - NO_BREAK.len_utf8(),
            (false, false) => return,
        };
        let diagnostic = Diagnostic::error("syntax", "a no-break space is no space in YAML")
            .help("replace it by a plain space, or remove it; quote a text that is to have it");
        self.problem(diagnostic, &(at..at + NO_BREAK.len_utf8()));
    }

    /// Reports a tag that means nothing here; says whether it asks for a text.
    pub(super) fn check_tag(&mut self, tag: &Tag, span: &Span) -> bool {
        let shown = tag.to_string();
        let name = shown.rsplit([':', '!']).next().unwrap_or_default();
        let core = tag.is_yaml_core_schema() || shown == "!";
        if !core {
            let message = format!("the tag `{shown}` means nothing here");
            let diagnostic = Diagnostic::error("unknown-tag", message).help(
                "for a file write `{ file: path }`, for a secret `{ secret: NAME }`; quote a text that begins with `!`",
            );
            let place = span.tag_span().map_or_else(|| self.range(span), |tag| self.range(&tag));
            self.problem(diagnostic, &place);
        }
        core && matches!(name, "str" | "")
    }
}
