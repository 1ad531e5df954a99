//! Where a problem with a resolved field stands: in the message, in the defaults, or in a file.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use crate::diagnostic::{Diagnostic, Location};
use crate::model::TextSource;
use crate::spec::defaults::Defaults;
use crate::spec::scope::Scope;
use crate::spec::{hidden, place};
use crate::yaml::{Node, Source, in_source};

use super::{Resolved, Written, resolve};

/// Finds the places of one message's problems.
pub(super) struct Spot<'a> {
    written: &'a Written<'a>,
    resolved: &'a Resolved,
    defaults: &'a Defaults,
    scope: Scope<'a>,
    /// Where the texts came from, when nobody has kept it.
    texts: OnceCell<BTreeMap<String, TextSource>>,
}

impl<'a> Spot<'a> {
    pub(super) fn new(
        written: &'a Written<'a>,
        resolved: &'a Resolved,
        defaults: &'a Defaults,
        scope: Scope<'a>,
    ) -> Self {
        Self { written, resolved, defaults, scope, texts: OnceCell::new() }
    }

    /// Whether the message or the defaults give this very field.
    pub(super) fn is_given(&self, field: &str) -> bool {
        let pointer = place::pointer(field);
        self.owner(&pointer).is_some_and(|(_, node)| node.at(&pointer).is_some())
    }

    /// Puts a diagnostic at what it quotes, else at its field, else at the message.
    pub(super) fn place(&self, diagnostic: Diagnostic, field: &str) -> Diagnostic {
        let mut placed = self.placed(diagnostic, field);
        if placed.rule == "literal-secret" {
            // What is shown ends up in logs.
            for at in placed
                .location
                .iter_mut()
                .chain(placed.related.iter_mut().map(|it| &mut it.location))
            {
                hidden::clear(at);
            }
        }
        placed
    }

    fn placed(&self, diagnostic: Diagnostic, field: &str) -> Diagnostic {
        let pointer = place::pointer(field);
        let message = self.written.source.locate(&self.written.key_span);
        let Some((source, node)) = self.owner(&pointer) else { return diagnostic.at(message) };
        if diagnostic.rule == "reserved-extra-key" {
            return diagnostic.at(place::key_at(source, node, &pointer));
        }
        let at = place::value_at(source, node, &pointer);
        let quoted = quoted(&diagnostic.message).map(str::to_owned);
        let quoted = quoted.as_deref();
        let placed = if let Some(text) = self.texts().get(field) {
            in_pieces(diagnostic, text, quoted, (source, node, &pointer))
        } else {
            let found = node.at(&pointer).and_then(|node| within(source, node, quoted?));
            diagnostic.at(found.unwrap_or(at))
        };
        if source.path == self.written.source.path {
            placed
        } else {
            placed.related(message, "in this message, among others")
        }
    }

    fn texts(&self) -> &BTreeMap<String, TextSource> {
        if self.scope.kept {
            return &self.resolved.texts;
        }
        let kept = Scope { kept: true, ..self.scope };
        self.texts.get_or_init(|| resolve(self.written, kept, self.defaults).texts)
    }

    /// The file and the map that a field comes from.
    fn owner(&self, pointer: &str) -> Option<(&'a Source, &'a Node)> {
        let first = first(pointer);
        if self.written.node.at(&first).is_some() {
            return Some((self.written.source, self.written.node));
        }
        let default = self.defaults.node.as_ref()?.get(self.written.channel.in_sends())?;
        default.at(&first).is_some().then_some((&*self.defaults.source, &**default))
    }
}

/// A text that is made of pieces: the piece that has what is quoted, else the first.
fn in_pieces(
    diagnostic: Diagnostic,
    text: &TextSource,
    quoted: Option<&str>,
    (source, root, pointer): (&Source, &Node, &str),
) -> Diagnostic {
    let field = place::value_at(source, root, pointer);
    let mut pieces = text.pieces.iter();
    let holder = quoted
        .and_then(|quoted| pieces.find_map(|piece| Some((piece, find(&piece.text, quoted)?))));
    let Some((piece, range)) = holder else {
        return match text.pieces.first() {
            Some(piece) if piece.path != source.path => diagnostic
                .at(field)
                .related(Location::of(&piece.path, &piece.text, 0..0), "the text is here"),
            _ => diagnostic.at(field),
        };
    };
    if piece.path != source.path {
        let at = Location::of(&piece.path, &piece.text, range);
        return diagnostic.at(at).related(field, "included here");
    }
    let node = root.at(pointer);
    diagnostic.at(node.map_or(field, |node| of_text(source, node, &range)))
}

fn within(source: &Source, node: &Node, quoted: &str) -> Option<Location> {
    let range = find(node.text()?, quoted)?;
    Some(of_text(source, node, &range))
}

fn of_text(source: &Source, node: &Node, range: &std::ops::Range<usize>) -> Location {
    let start = in_source(source, node, range.start);
    let last = in_source(source, node, range.end.saturating_sub(1));
    let last = source.text[last..].chars().next().map_or(last, |c| last + c.len_utf8());
    source.locate(&(start..last.max(start)))
}

/// Where a text has what is quoted; a tag may have attributes before it closes.
fn find(text: &str, quoted: &str) -> Option<std::ops::Range<usize>> {
    let at = |quoted: &str| text.find(quoted).map(|at| at..at + quoted.len());
    at(quoted).or_else(|| {
        let open = quoted.strip_suffix('>').filter(|open| open.len() > 1)?;
        let lower = text.to_ascii_lowercase();
        let found = lower.find(&open.to_ascii_lowercase())?;
        Some(found..found + open.len())
    })
}

/// What a message quotes first: the words that are wrong.
fn quoted(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once('`')?;
    let (quoted, _) = rest.split_once('`')?;
    (!quoted.is_empty()).then_some(quoted)
}

fn first(pointer: &str) -> String {
    let end = pointer.get(1..).and_then(|rest| rest.find('/')).map_or(pointer.len(), |at| at + 1);
    pointer[..end].to_owned()
}
