//! The parser's events into trees, within limits.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use granit_parser::{Event, Parser, ScalarStyle, Span, Tag};

use crate::diagnostic::{Diagnostic, Location};

use super::{Entry, Kind, Limits, Node, Source, Style, decode, merge, scalar, syntax};

/// How many problems of one file are told before the rest is left for the next run.
const MOST_PROBLEMS: usize = 100;

/// Reads every document of a file. With an error among the diagnostics the trees may lack what
/// could not be read.
pub fn read(
    path: &str,
    bytes: &[u8],
    limits: &Limits,
) -> (Source, Vec<Arc<Node>>, Vec<Diagnostic>) {
    let source = match decode::decode(path, bytes, limits) {
        Ok(source) => source,
        Err(diagnostic) => return (Source::new(path, ""), Vec::new(), vec![*diagnostic]),
    };
    let mut reader = Reader::new(&source, limits);
    reader.run();
    let Reader { documents, problems, .. } = reader;
    (source, documents, problems)
}

struct Reader<'a> {
    source: &'a Source,
    limits: &'a Limits,
    open: Vec<Open>,
    anchors: HashMap<usize, Option<Arc<Node>>>,
    documents: Vec<Arc<Node>>,
    problems: Vec<Diagnostic>,
    /// How many keys `<<` has copied so far.
    copied: usize,
}

/// A collection whose end has not come yet.
struct Open {
    start: usize,
    anchor: usize,
    body: Body,
}

enum Body {
    List(Vec<Arc<Node>>),
    Map { entries: Vec<Entry>, key: Option<Key>, merges: Vec<(usize, Arc<Node>)> },
}

enum Key {
    Text(String, Range<usize>),
    Merge,
    /// Was no text and has been reported; its value is dropped.
    Refused,
}

/// The rest of the file cannot be read.
struct Stop(Box<Diagnostic>);

impl<'a> Reader<'a> {
    fn new(source: &'a Source, limits: &'a Limits) -> Self {
        Self {
            source,
            limits,
            open: Vec::new(),
            anchors: HashMap::new(),
            documents: Vec::new(),
            problems: Vec::new(),
            copied: 0,
        }
    }

    fn run(&mut self) {
        let source = self.source;
        let mut options = granit_parser::options! {
            emit_unresolved_aliases: true,
            flow_nesting_limit: self.limits.depth + 1,
            block_nesting_limit: self.limits.depth + 1,
        };
        options.set_emit_comments(false);
        for event in Parser::new_from_str_with_options(&source.text, options) {
            let step = match event {
                Ok((event, span)) => self.take(event, &span),
                Err(error) => Err(Stop(Box::new(syntax::refusal(source, &error)))),
            };
            if let Err(Stop(diagnostic)) = step {
                self.problems.push(*diagnostic);
                return;
            }
            if self.problems.len() >= MOST_PROBLEMS {
                return;
            }
        }
    }

    fn take(&mut self, event: Event<'_>, span: &Span) -> Result<(), Stop> {
        let range = self.range(span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let node = self.scalar(text, style, tag.as_deref(), span);
                self.anchored(anchor, &node);
                self.place(node)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.begin(span, anchor, tag.as_deref(), Body::List(Vec::new()))
            }
            Event::MappingStart(_, anchor, tag) => {
                let body = Body::Map { entries: Vec::new(), key: None, merges: Vec::new() };
                self.begin(span, anchor, tag.as_deref(), body)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(&range),
            Event::Alias(id) => self.alias(id, range),
            Event::UnresolvedAlias(name) => {
                let message = format!("there is no anchor `&{name}` above this alias");
                self.problem(Diagnostic::error("unknown-anchor", message), &range);
                self.place(Arc::new(Node::new(range, Kind::Null)))
            }
            _ => Ok(()),
        }
    }

    fn begin(
        &mut self,
        span: &Span,
        anchor: usize,
        tag: Option<&Tag>,
        body: Body,
    ) -> Result<(), Stop> {
        let start = self.range(span).start;
        if self.open.len() >= self.limits.depth {
            return Err(self.too_deep(start));
        }
        if let Some(tag) = tag {
            self.check_tag(tag, span);
        }
        if anchor > 0 {
            self.anchors.insert(anchor, None);
        }
        self.open.push(Open { start, anchor, body });
        Ok(())
    }

    fn end(&mut self, range: &Range<usize>) -> Result<(), Stop> {
        let Some(Open { start, anchor, body }) = self.open.pop() else { return Ok(()) };
        let (kind, last) = match body {
            Body::List(items) => {
                let last = items.last().map_or(start, |item| item.span.end);
                (Kind::List(items), last)
            }
            Body::Map { entries, merges, .. } => {
                let last = entries.last().map_or(start, |e| e.value.span.end.max(e.key_span.end));
                self.refuse_duplicates(&entries);
                (Kind::Map(self.merged(entries, merges, start)?), last)
            }
        };
        // A block collection ends where the next token begins; its own end is its last value's.
        let flow = self.source.text[..range.end].ends_with([']', '}']);
        let end = if flow { range.end } else { last.max(start) };
        let node = Arc::new(Node::new(start..end, kind));
        self.anchored(anchor, &node);
        self.place(node)
    }

    fn alias(&mut self, id: usize, range: Range<usize>) -> Result<(), Stop> {
        if let Some(Some(node)) = self.anchors.get(&id) {
            let node = Arc::clone(node);
            return self.place(node);
        }
        let message = "this alias stands inside of the value that it repeats";
        self.problem(Diagnostic::error("recursive-alias", message), &range);
        self.place(Arc::new(Node::new(range, Kind::Null)))
    }

    fn anchored(&mut self, anchor: usize, node: &Arc<Node>) {
        if anchor > 0 {
            self.anchors.insert(anchor, Some(Arc::clone(node)));
        }
    }

    /// Puts a finished value where it belongs: a key, a value, an item, or a document.
    fn place(&mut self, node: Arc<Node>) -> Result<(), Stop> {
        self.within_limits(&node)?;
        let Some(Open { body, .. }) = self.open.last_mut() else {
            self.documents.push(node);
            return Ok(());
        };
        match body {
            Body::List(items) => items.push(node),
            Body::Map { key: slot @ None, .. } => {
                let plain = matches!(&node.kind, Kind::Text(text, Style::Plain) if text == "<<");
                if plain {
                    *slot = Some(Key::Merge);
                    return Ok(());
                }
                let key = self.key(&node);
                if let Some(Open { body: Body::Map { key: slot, .. }, .. }) = self.open.last_mut() {
                    *slot = Some(key);
                }
            }
            Body::Map { entries, key, merges } => match key.take() {
                Some(Key::Text(key, key_span)) => {
                    entries.push(Entry { key, key_span, value: node, merged: false });
                }
                Some(Key::Merge) => merges.push((entries.len(), node)),
                Some(Key::Refused) | None => {}
            },
        }
        Ok(())
    }

    fn key(&mut self, node: &Node) -> Key {
        let text = match &node.kind {
            Kind::Text(text, _) => text.clone(),
            Kind::Bool(value) => value.to_string(),
            Kind::Number(_) => self.source.text[node.span.clone()].to_owned(),
            Kind::Null | Kind::List(_) | Kind::Map(_) => {
                let before = &self.source.text[..node.span.start];
                // `{{…}}` is a map whose key is a map: almost always Liquid without quotes.
                let liquid = before.ends_with('{').then(|| node.span.start - 1);
                match liquid.and_then(|at| syntax::unquoted(self.source, at)) {
                    Some(diagnostic) => self.problems.push(diagnostic),
                    None => self
                        .problem(Diagnostic::error("key-type", "a key must be a text"), &node.span),
                }
                return Key::Refused;
            }
        };
        Key::Text(text, node.span.clone())
    }

    fn scalar(
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

    /// Reports a tag that means nothing here; says whether it asks for a text.
    fn check_tag(&mut self, tag: &Tag, span: &Span) -> bool {
        let shown = tag.to_string();
        let name = shown.rsplit([':', '!']).next().unwrap_or_default();
        let core = tag.is_yaml_core_schema() || shown == "!";
        if !core {
            let message = format!("the tag `{shown}` means nothing here");
            let diagnostic = Diagnostic::error("unknown-tag", message)
                .help("for a file write `{ file: path }`, for a secret `{ secret: NAME }`");
            let place = span.tag_span().map_or_else(|| self.range(span), |tag| self.range(&tag));
            self.problem(diagnostic, &place);
        }
        core && matches!(name, "str" | "")
    }

    fn refuse_duplicates(&mut self, entries: &[Entry]) {
        let mut seen: HashMap<&str, &Range<usize>> = HashMap::with_capacity(entries.len());
        for Entry { key, key_span, .. } in entries {
            match seen.get(key.as_str()) {
                Some(&first) if self.problems.len() < MOST_PROBLEMS => {
                    let message = format!("`{key}` is given twice");
                    let diagnostic = Diagnostic::error("duplicate-key", message)
                        .related(self.locate(first), "first given here");
                    self.problem(diagnostic, key_span);
                }
                Some(_) => {}
                None => {
                    seen.insert(key, key_span);
                }
            }
        }
    }

    fn merged(
        &mut self,
        entries: Vec<Entry>,
        merges: Vec<(usize, Arc<Node>)>,
        start: usize,
    ) -> Result<Vec<Entry>, Stop> {
        if merges.is_empty() {
            return Ok(entries);
        }
        let copies =
            merges.iter().map(|(_, from)| from.weight.nodes).fold(0, usize::saturating_add);
        self.copied = self.copied.saturating_add(copies);
        if self.copied > self.limits.nodes {
            return Err(self.too_many(start));
        }
        let own = entries.clone();
        Ok(merge::merge(entries, merges).unwrap_or_else(|wrong| {
            let message = "`<<` takes a map or a list of maps";
            self.problem(Diagnostic::error("merge-key", message), &wrong.span);
            own
        }))
    }

    fn within_limits(&self, node: &Node) -> Result<(), Stop> {
        let weight = node.weight;
        if self.open.len() + weight.height > self.limits.depth {
            return Err(self.too_deep(node.span.start));
        }
        if weight.nodes > self.limits.nodes || weight.text > self.limits.text {
            return Err(self.too_many(node.span.start));
        }
        Ok(())
    }

    fn too_many(&self, at: usize) -> Stop {
        let message = "the file is too large once its aliases are written out";
        let diagnostic = Diagnostic::error("too-many-values", message)
            .help(format!("a file has at most {} values", self.limits.nodes));
        Stop(Box::new(diagnostic.at(self.locate(&(at..at)))))
    }

    fn too_deep(&self, at: usize) -> Stop {
        let message = format!("more than {} levels of values within values", self.limits.depth);
        Stop(Box::new(Diagnostic::error("too-deep", message).at(self.locate(&(at..at + 1)))))
    }

    fn problem(&mut self, diagnostic: Diagnostic, span: &Range<usize>) {
        let diagnostic = diagnostic.at(self.locate(span));
        self.problems.push(diagnostic);
    }

    fn locate(&self, span: &Range<usize>) -> Location {
        self.source.locate(span)
    }

    fn range(&self, span: &Span) -> Range<usize> {
        let length = self.source.text.len();
        let start = span.start.byte_offset().unwrap_or(0).min(length);
        start..span.end.byte_offset().unwrap_or(start).clamp(start, length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every leaf with the text of the file that its span covers, then what was said.
    fn check(text: &str) -> String {
        check_bytes(text.as_bytes(), &Limits::default())
    }

    fn check_bytes(bytes: &[u8], limits: &Limits) -> String {
        let (source, documents, problems) = read("a.yaml", bytes, limits);
        let mut lines = Vec::new();
        for document in &documents {
            leaves(&source, document, "", &mut lines);
        }
        for problem in problems {
            let at = problem.location.as_ref().unwrap();
            let mut line =
                format!("{}:{} {}: {}", at.line, at.column, problem.rule, problem.message);
            if let Some(help) = problem.help {
                line = format!("{line} ({help})");
            }
            lines.push(line);
        }
        lines.join("\n")
    }

    fn leaves(source: &Source, node: &Node, path: &str, lines: &mut Vec<String>) {
        for entry in node.entries() {
            leaves(source, &entry.value, &format!("{path}/{}", entry.key), lines);
        }
        for (index, item) in node.items().iter().enumerate() {
            leaves(source, item, &format!("{path}/{index}"), lines);
        }
        if node.entries().is_empty() && node.items().is_empty() {
            lines.push(format!(
                "{path} = {} from {:?}",
                node.to_json(),
                &source.text[node.span.clone()]
            ));
        }
    }

    #[test]
    fn every_leaf_knows_its_bytes() {
        insta::assert_snapshot!(check(
            "a: plain text\nb: 'it''s'\nc: \"x\\ty\"\nd: |\n  one\n  two\ne: >-\n  fold\n  ed\nf: [1, {g: true}]\nh:\ni: []\n"
        ), @r#"
        /a = "plain text" from "plain text"
        /b = "it's" from "'it''s'"
        /c = "x\ty" from "\"x\\ty\""
        /d = "one\ntwo\n" from "one\n  two\n"
        /e = "fold ed" from "fold\n  ed\n"
        /f/0 = 1 from "1"
        /f/1/g = true from "true"
        /h = null from ""
        /i = [] from "[]"
        "#);
    }

    #[test]
    fn anchors_aliases_and_merges_point_at_what_was_written_once() {
        insta::assert_snapshot!(check(
            "base: &b {x: 1, y: 2}\nuse: {y: 3, <<: *b, z: 4}\nlist:\n  <<: [{x: 7}, *b]\nagain: *b\n"
        ), @r#"
        /base/x = 1 from "1"
        /base/y = 2 from "2"
        /use/y = 3 from "3"
        /use/x = 1 from "1"
        /use/z = 4 from "4"
        /list/x = 7 from "7"
        /list/y = 2 from "2"
        /again/x = 1 from "1"
        /again/y = 2 from "2"
        "#);
    }

    #[test]
    fn several_documents_are_read_and_comments_are_not() {
        insta::assert_snapshot!(check("# one\na: 1 # more\n---\nb: 2\n...\n---\n# nothing\n"), @r#"
        /a = 1 from "1"
        /b = 2 from "2"
         = null from ""
        "#);
    }

    #[test]
    fn an_unquoted_reference_is_shown_quoted() {
        insta::assert_snapshot!(check("subject: {{${first_name}}} hello # greet\n"), @r#"1:10 unquoted-reference: a value that begins with `{{` needs quotes (write `subject: "{{${first_name}}} hello" # greet`)"#);
        insta::assert_snapshot!(check("subject: {{ x }}\n"), @r#"
        /subject = {} from "{{ x }}"
        1:10 unquoted-reference: a value that begins with `{{` needs quotes (write `subject: "{{ x }}"`)
        "#);
        insta::assert_snapshot!(check("a:\n  - url: @{site}/orders\n"), @r#"2:10 unquoted-reference: a value that begins with `@{` needs quotes (write `- url: "@{site}/orders"`)"#);
        insta::assert_snapshot!(check("list:\n  - @{site}\n"), @r#"2:5 unquoted-reference: a value that begins with `@{` needs quotes (write `- "@{site}"`)"#);
        insta::assert_snapshot!(check("body: {% if a %}b{% endif %}\n"), @r#"1:7 unquoted-reference: a value that begins with `{%` needs quotes (write `body: "{% if a %}b{% endif %}"`)"#);
    }

    #[test]
    fn mistakes_are_told_with_their_place() {
        insta::assert_snapshot!(check("a: 1\nb: 2\na: 3\n"), @r#"
        /a = 1 from "1"
        /b = 2 from "2"
        /a = 3 from "3"
        3:1 duplicate-key: `a` is given twice
        "#);
        insta::assert_snapshot!(check("a: 017\nb: 1_000\nc: !secret X\nd: !!str 12\n"), @r#"
        /a = "017" from "017"
        /b = "1_000" from "1_000"
        /c = "X" from "X"
        /d = "12" from "12"
        1:4 odd-number: `017` is read as an octal number by some (quote it, "017", or write a plain number)
        2:4 odd-number: `1_000` is read as a number by some and as a text by others (quote it, "1_000", or write a plain number)
        3:4 unknown-tag: the tag `!secret` means nothing here (for a file write `{ file: path }`, for a secret `{ secret: NAME }`)
        "#);
        insta::assert_snapshot!(check("a:\n\tb: 1\n"), @"2:2 tab: a tab is no indentation in YAML (indent with spaces)");
        insta::assert_snapshot!(check("a: *nowhere\nb: &x [*x]\n"), @r#"
        /a = null from "*nowhere"
        /b/0 = null from "*x"
        1:4 unknown-anchor: there is no anchor `&nowhere` above this alias
        2:8 recursive-alias: this alias stands inside of the value that it repeats
        "#);
        insta::assert_snapshot!(check("{a: 1}: 2\n? [x]\n: 3\n"), @r#"
         = {} from ""
        1:1 key-type: a key must be a text
        2:3 key-type: a key must be a text
        "#);
        insta::assert_snapshot!(check("<<: 1\na: 2\n"), @r#"
        /a = 2 from "2"
        1:5 merge-key: `<<` takes a map or a list of maps
        "#);
        insta::assert_snapshot!(check("name: Hello: you\n"), @"1:12 syntax: this is no YAML: mapping values are not allowed in this context (quote a text that has `: ` in it)");
        insta::assert_snapshot!(check("a: [1, 2\n"), @"1:4 syntax: this is no YAML: unclosed bracket '['");
    }

    #[test]
    fn odd_bytes_are_refused_at_their_place() {
        let check = |bytes: &[u8]| check_bytes(bytes, &Limits::default());
        assert_eq!(
            check(b"\xEF\xBB\xBFa: 1\r\nb: |\r\n  x\r\n  y\r\n"),
            "/a = 1 from \"1\"\n/b = \"x\\ny\\n\" from \"x\\r\\n  y\\r\\n\""
        );
        insta::assert_snapshot!(check(b"a: 1\nb: x\xFFy\n"), @"2:5 encoding: byte 0xFF is not UTF-8 (save the file as UTF-8)");
        insta::assert_snapshot!(check(b"a: 1\nb: \0\n"), @r#"2:4 control-character: U+0000 is not allowed in YAML (remove it, or write it as an escape in double quotes, such as "\t")"#);
        insta::assert_snapshot!(check(b"\xFF\xFEa\0"), @"1:1 encoding: the file is UTF-16 (save it as UTF-8)");
        assert_eq!(check(b""), "");
    }

    #[test]
    fn bombs_end_quickly() {
        let laughs = (1..10).fold("a0: &a0 [x]\n".to_owned(), |text, level| {
            let items = vec![format!("*a{}", level - 1); 9].join(", ");
            format!("{text}a{level}: &a{level} [{items}]\n")
        });
        assert!(
            check(&laughs).ends_with("(a file has at most 1000000 values)"),
            "{}",
            check(&laughs)
        );
        assert!(check(&"[".repeat(20_000)).contains("too-deep"));
        let blocks = (0..200).fold(String::new(), |text, depth| text + &" ".repeat(depth) + "a:\n");
        assert!(check(&blocks).contains("too-deep"));
        let small = Limits { bytes: 3, ..Limits::default() };
        insta::assert_snapshot!(check_bytes(b"a: 1", &small), @"1:1 too-large: the file has 4 bytes; the limit is 3");
    }
}
