//! The parser's events into trees, within limits.

mod scalars;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use granit_parser::{Event, Parser, ScanError, Span, Tag};

use crate::diagnostic::{Diagnostic, Location};

use super::mended::Mended;
use super::syntax::{self, Mend, Reading, Refusal};
use super::{Entry, Kind, Limits, Node, Source, Style, decode, merge};

/// How many problems of one file are told before the rest is left for the next run.
pub(super) const MOST_PROBLEMS: usize = 100;

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
    let mut mended = Mended::new(&source);
    loop {
        let mut reader = Reader::new(&source, &mended, limits);
        let refusal = reader.run().err().map(|Stop(refusal)| *refusal);
        let Reader { documents, problems, filled, .. } = reader;
        if let Some((refusal, mend)) = mended.settle(refusal, &filled) {
            mended.mend(refusal, mend);
            continue;
        }
        let told = mended.told(problems);
        return (source, documents, told);
    }
}

struct Reader<'a> {
    source: &'a Source,
    /// The source's text, or what became of it; every byte that both have is at its place.
    text: &'a str,
    scalars: &'a HashMap<usize, String>,
    /// Which of them were read.
    filled: Vec<usize>,
    /// Where the last scalar was.
    last: Range<usize>,
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
    Map {
        entries: Vec<Entry>,
        key: Option<Key>,
        merges: Vec<(usize, Arc<Node>)>,
        merge: Option<Range<usize>>,
    },
}

enum Key {
    Text(String, Range<usize>),
    Merge,
    /// Was no text and has been reported; its value is dropped.
    Refused,
}

/// The rest of the file cannot be read as it stands.
struct Stop(Box<Refusal>);

impl Stop {
    fn for_good(diagnostic: Diagnostic, at: usize) -> Self {
        Self(Box::new(Refusal { diagnostic, at, mend: None }))
    }

    fn mendable((diagnostic, mend): (Diagnostic, Mend)) -> Self {
        let at = mend.span.start;
        Self(Box::new(Refusal { diagnostic, at, mend: Some(mend) }))
    }
}

impl<'a> Reader<'a> {
    fn new(source: &'a Source, mended: &'a Mended<'_>, limits: &'a Limits) -> Self {
        Self {
            source,
            text: &mended.text,
            scalars: &mended.scalars,
            filled: Vec::new(),
            last: 0..0,
            limits,
            open: Vec::new(),
            anchors: HashMap::new(),
            documents: Vec::new(),
            problems: Vec::new(),
            copied: 0,
        }
    }

    fn run(&mut self) -> Result<(), Stop> {
        let mut options = granit_parser::options! {
            emit_unresolved_aliases: true,
            flow_nesting_limit: self.limits.depth + 1,
            block_nesting_limit: self.limits.depth + 1,
        };
        options.set_emit_comments(false);
        for event in Parser::new_from_str_with_options(self.text, options) {
            let (event, span) = event.map_err(|error| self.refused(&error))?;
            self.take(event, &span)?;
            if self.problems.len() >= MOST_PROBLEMS {
                return Ok(());
            }
        }
        Ok(())
    }

    fn refused(&mut self, error: &ScanError) -> Stop {
        let open = self.open.iter().map(|open| open.start).collect();
        let Self { source, text, last, .. } = self;
        let refusal = Reading { source, text, open, scalar: last.clone() }.refusal(error);
        // A text that the refusal follows is the beginning of something else.
        if self.open.is_empty() {
            self.documents.pop_if(|root| matches!(root.kind, Kind::Text(_, Style::Plain)));
        }
        Stop(Box::new(refusal))
    }

    fn take(&mut self, event: Event<'_>, span: &Span) -> Result<(), Stop> {
        let range = self.range(span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.last = range;
                let node = self.scalar(text, style, tag.as_deref(), span);
                self.anchored(anchor, &node);
                self.place(node)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.begin(span, anchor, tag.as_deref(), Body::List(Vec::new()))
            }
            Event::MappingStart(_, anchor, tag) => {
                let body =
                    Body::Map { entries: Vec::new(), key: None, merges: Vec::new(), merge: None };
                self.begin(span, anchor, tag.as_deref(), body)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(&range),
            Event::Alias(id) => self.alias(id, range),
            Event::UnresolvedAlias(name) => {
                let starred = if self.in_flow(range.start) {
                    None
                } else {
                    syntax::starred(self.source, &range)
                };
                if let Some(starred) = starred {
                    return Err(Stop::mendable(starred));
                }
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
        let flow = self.text[..range.end].ends_with([']', '}']);
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
                    self.merge_again(&node.span);
                    return Ok(());
                }
                let key = self.key(&node)?;
                if let Some(Open { body: Body::Map { key: slot, .. }, .. }) = self.open.last_mut() {
                    *slot = Some(key);
                }
            }
            Body::Map { entries, key, merges, .. } => match key.take() {
                Some(Key::Text(key, key_span)) => {
                    entries.push(Entry { key, key_span, value: node, merged: false });
                }
                Some(Key::Merge) => merges.push((entries.len(), node)),
                Some(Key::Refused) | None => {}
            },
        }
        Ok(())
    }

    /// `<<` once more in one map.
    fn merge_again(&mut self, span: &Range<usize>) {
        let Some(Open { body: Body::Map { merge, .. }, .. }) = self.open.last_mut() else { return };
        match merge.clone() {
            None => *merge = Some(span.clone()),
            Some(first) => {
                let diagnostic = Diagnostic::error("duplicate-key", "`<<` is given twice")
                    .related(self.locate(&first), "first given here")
                    .help("write one `<<` with a list of maps: `<<: [*one, *two]`");
                self.problem(diagnostic, span);
            }
        }
    }

    fn key(&mut self, node: &Node) -> Result<Key, Stop> {
        let text = match &node.kind {
            Kind::Text(text, _) => text.clone(),
            Kind::Bool(value) => value.to_string(),
            Kind::Number(_) => self.text[node.span.clone()].to_owned(),
            Kind::Null | Kind::List(_) | Kind::Map(_) => {
                let before = &self.text[..node.span.start];
                // `{{…}}` is a map whose key is a map: almost always Liquid without quotes.
                let liquid = before.ends_with('{').then(|| node.span.start - 1);
                let liquid =
                    liquid.and_then(|at| syntax::unquoted(self.source, at, self.in_flow(at)));
                if let Some(liquid) = liquid {
                    return Err(Stop::mendable(liquid));
                }
                self.problem(Diagnostic::error("key-type", "a key must be a text"), &node.span);
                return Ok(Key::Refused);
            }
        };
        Ok(Key::Text(text, node.span.clone()))
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

    /// Whether a `{ … }` or `[ … ]` is open around a place.
    fn in_flow(&self, at: usize) -> bool {
        let flow = |open: &Open| self.text[open.start..].starts_with(['{', '[']);
        self.open.iter().any(|open| open.start < at && flow(open))
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
        Stop::for_good(diagnostic.at(self.locate(&(at..at))), at)
    }

    fn too_deep(&self, at: usize) -> Stop {
        let message = format!("more than {} levels of values within values", self.limits.depth);
        let diagnostic = Diagnostic::error("too-deep", message);
        Stop::for_good(diagnostic.at(self.locate(&(at..at + 1))), at)
    }

    fn problem(&mut self, diagnostic: Diagnostic, span: &Range<usize>) {
        let diagnostic = diagnostic.at(self.locate(span));
        self.problems.push(diagnostic);
    }

    fn locate(&self, span: &Range<usize>) -> Location {
        self.source.locate(span)
    }

    fn range(&self, span: &Span) -> Range<usize> {
        let length = self.text.len();
        let start = span.start.byte_offset().unwrap_or(0).min(length);
        start..span.end.byte_offset().unwrap_or(start).clamp(start, length)
    }
}

#[cfg(test)]
mod tests;
