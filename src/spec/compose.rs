//! Source texts into one text in reference form: variables filled in, files included.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::iter;
use std::ops::Range;

use litemap::LiteMap;

use crate::model::{Piece, Reference, Segment, TextSource, in_reference_form, special};

use super::path;
use super::reference::{What, tokens};

/// How deep files may include files.
const MOST_DEPTH: usize = 16;
/// How many mistakes of one text are told.
const MOST_FAULTS: usize = 100;
/// The param that stands for what nobody knows.
pub(super) const UNKNOWN: &str = "unknown";
/// How long a text may become.
const MOST_BYTES: usize = 4 << 20;

/// Puts released source pieces together again: the first is the text, the others are what it
/// includes. The result is in reference form.
///
/// # Errors
/// When a piece or a variable is missing, or the pieces include each other.
pub fn expand(pieces: &[Piece], vars: &LiteMap<String, String>) -> Result<String, ExpandError> {
    let root = pieces.first().ok_or(ExpandError("there is no text".to_owned()))?;
    let released = Released { pieces, vars };
    let mut composed = compose(&root.path, &root.text, &released);
    match composed.faults.first() {
        Some((_, fault)) => Err(ExpandError(fault.message.clone())),
        None => Ok(composed.take_text()),
    }
}

/// Why released pieces are no text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ExpandError(String);

/// What names mean where a text is composed.
pub(super) trait Names {
    /// What a variable stands for; nothing where something else was written than a value, which
    /// has been told.
    fn var(&self, name: &str) -> Result<Option<Cow<'_, str>>, Fault>;
    fn param(&self, name: &str) -> Result<(), Fault>;
    fn secret(&self, name: &str) -> Result<(), Fault>;
    /// The text of a file by its path from the project's root.
    fn text(&self, path: &str) -> Result<&str, Fault>;
}

/// A mistake in a text, before anybody knows its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) rule: &'static str,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl Fault {
    pub(super) fn new(rule: &'static str, message: impl Into<String>) -> Self {
        Self { rule, message: message.into(), help: None }
    }

    pub(super) fn help(self, help: Option<String>) -> Self {
        Self { help, ..self }
    }
}

/// Where something came from: a piece, and the bytes of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) piece: usize,
    pub(super) range: Range<usize>,
}

/// What stands in a composed text beside its letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark<'a> {
    /// Before this byte of the letters.
    pub(super) at: usize,
    pub(super) what: Marked<'a>,
    pub(super) origin: Origin,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marked<'a> {
    Param(&'a str),
    Secret(&'a str),
    /// What a mistake stands for: nobody knows it, so that the rest can be judged.
    Unknown,
}

/// A composed text, and where the things in it came from that are no letters.
#[derive(Clone, Debug, Default)]
pub(super) struct Composed<'a> {
    /// Everything outside of the marks, as it is meant.
    pub(super) letters: String,
    pub(super) marks: Vec<Mark<'a>>,
    /// The text itself first, then what it includes, in the order of first inclusion: paths and
    /// texts.
    pub(super) pieces: Vec<(Cow<'a, str>, &'a str)>,
    /// The variables that it uses, one after the other.
    vars: Vec<(&'a str, Cow<'a, str>)>,
    pub(super) faults: Vec<(Origin, Fault)>,
}

impl<'a> Composed<'a> {
    /// The letters before each mark, with the mark, and those after the last.
    pub(super) fn stretches(&self) -> impl Iterator<Item = (&str, Option<&Mark<'a>>)> {
        let mut from = 0;
        let marked = self.marks.iter().map(Some).chain([None]);
        marked.map(move |mark| {
            let end = mark.map_or(self.letters.len(), |mark| mark.at);
            (&self.letters[std::mem::replace(&mut from, end)..end], mark)
        })
    }

    /// Takes the text in reference form; nothing of it is left.
    pub(super) fn take_text(&mut self) -> String {
        if self.marks.is_empty() && special(&self.letters, 0).is_none() {
            return std::mem::take(&mut self.letters);
        }
        let text = in_reference_form(self.stretches().flat_map(|(letters, mark)| {
            let reference = mark.map(|mark| match mark.what {
                Marked::Param(name) => Reference::Param(name),
                Marked::Secret(name) => Reference::Secret(name),
                Marked::Unknown => Reference::Param(UNKNOWN),
            });
            let literal = Segment::Literal(Cow::Borrowed(letters));
            iter::once(literal).chain(reference.map(Segment::Reference))
        }));
        (self.letters, self.marks) = <_>::default();
        text
    }

    /// Where the text came from, for the record.
    pub(super) fn source(&self) -> TextSource {
        let piece = |(path, text): &(Cow<'_, str>, &str)| Piece {
            path: path.to_string(),
            text: (*text).to_owned(),
        };
        let vars: BTreeMap<_, _> = self.vars.iter().map(|(name, value)| (name, value)).collect();
        let var = |(name, value): (&&str, &Cow<'_, str>)| ((*name).to_owned(), value.to_string());
        TextSource {
            pieces: self.pieces.iter().map(piece).collect(),
            vars: vars.into_iter().map(var).collect(),
        }
    }
}

/// Composes a text that stands at `path`.
pub(super) fn compose<'a>(path: &'a str, text: &'a str, names: &'a dyn Names) -> Composed<'a> {
    let mut composer = Composer { names, composed: Composed::default() };
    composer.piece(Cow::Borrowed(path), text, None);
    composer.composed
}

struct Composer<'a> {
    names: &'a dyn Names,
    composed: Composed<'a>,
}

/// A piece that is being read, and those that include it.
#[derive(Clone, Copy)]
struct Open<'o> {
    piece: usize,
    within: Option<&'o Open<'o>>,
}

impl<'o> Open<'o> {
    fn outwards(&'o self) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(self), |open| open.within).map(|open| open.piece)
    }
}

impl<'a> Composer<'a> {
    /// `None` ends everything: there is too much of it.
    fn piece(
        &mut self,
        path: Cow<'a, str>,
        text: &'a str,
        within: Option<&Open<'_>>,
    ) -> Option<()> {
        let known = self.composed.pieces.iter().position(|(other, _)| *other == path);
        let piece = known.unwrap_or_else(|| {
            self.composed.pieces.push((path, text));
            self.composed.pieces.len() - 1
        });
        let open = Open { piece, within };
        // Most values are longer than their names.
        self.composed.letters.reserve((text.len() + text.len() / 4).min(MOST_BYTES));
        tokens(text).try_for_each(|token| {
            self.token(token.what, Origin { piece, range: token.range }, &open)
        })
    }

    fn token(&mut self, what: What<'a>, origin: Origin, open: &Open<'_>) -> Option<()> {
        let marked = match what {
            What::Literal(text) => return self.say(text, origin),
            What::Var(name) => match self.names.var(name) {
                Ok(Some(value)) => {
                    self.say(&value, origin)?;
                    // Most texts use one, again and again.
                    if self.composed.vars.last().is_none_or(|(last, _)| *last != name) {
                        self.composed.vars.push((name, value));
                    }
                    return Some(());
                }
                Ok(None) => Ok(Marked::Unknown),
                Err(fault) => Err(fault),
            },
            What::Param(name) => self.names.param(name).map(|()| Marked::Param(name)),
            What::Secret(name) => self.names.secret(name).map(|()| Marked::Secret(name)),
            What::File(written) => return self.include(written, origin, open),
            What::Wrong(why) => Err(Fault::new("malformed-reference", why)),
        };
        match marked {
            Ok(what) => self.mark(what, origin),
            Err(fault) => return self.fault(origin, fault),
        }
        Some(())
    }

    fn mark(&mut self, what: Marked<'a>, origin: Origin) {
        let at = self.composed.letters.len();
        self.composed.marks.push(Mark { at, what, origin });
    }

    fn fault(&mut self, origin: Origin, fault: Fault) -> Option<()> {
        self.mark(Marked::Unknown, origin.clone());
        self.composed.faults.push((origin, fault));
        (self.composed.faults.len() < MOST_FAULTS).then_some(())
    }

    fn say(&mut self, letters: &str, origin: Origin) -> Option<()> {
        if self.composed.letters.len() + letters.len() > MOST_BYTES {
            let message =
                format!("the text has more than {MOST_BYTES} bytes with what it includes");
            self.fault(origin, Fault::new("text-too-long", message));
            return None;
        }
        self.composed.letters.push_str(letters);
        Some(())
    }

    fn include(&mut self, written: &str, origin: Origin, open: &Open<'_>) -> Option<()> {
        let fault = match self.find(&self.composed.pieces[origin.piece].0, written, open) {
            Ok((found, text)) => return self.piece(Cow::Owned(found), text, Some(open)),
            Err(fault) => fault,
        };
        self.fault(origin, fault)
    }

    fn find(&self, path: &str, written: &str, open: &Open<'_>) -> Result<(String, &'a str), Fault> {
        let found = path::resolve(path, written)
            .map_err(|error| Fault::new("included-file", error.to_string()))?;
        if open.outwards().any(|piece| self.composed.pieces[piece].0 == found) {
            let message = format!("`{found}` includes itself");
            return Err(Fault::new("include-cycle", message));
        }
        if open.outwards().count() > MOST_DEPTH {
            let message = format!("files include files more than {MOST_DEPTH} deep");
            return Err(Fault::new("include-depth", message));
        }
        let text = self.names.text(&found)?;
        Ok((found, text))
    }
}

/// A released text: everything that it names was there when it was released.
struct Released<'a> {
    pieces: &'a [Piece],
    vars: &'a LiteMap<String, String>,
}

impl Names for Released<'_> {
    fn var(&self, name: &str) -> Result<Option<Cow<'_, str>>, Fault> {
        let value = self.vars.get(name);
        value.map(|value| Some(Cow::Borrowed(value.as_str()))).ok_or_else(|| {
            Fault::new("undefined-variable", format!("there is no variable `{name}`"))
        })
    }

    fn param(&self, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    fn secret(&self, _: &str) -> Result<(), Fault> {
        Ok(())
    }

    fn text(&self, path: &str) -> Result<&str, Fault> {
        let piece = self.pieces.iter().find(|piece| piece.path == path);
        let missing = || Fault::new("included-file", format!("there is no text `{path}`"));
        piece.map(|piece| piece.text.as_str()).ok_or_else(missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pieces: &[(&str, &str)], vars: &[(&str, &str)]) -> String {
        let pieces: Vec<_> = pieces
            .iter()
            .map(|(path, text)| Piece { path: (*path).to_owned(), text: (*text).to_owned() })
            .collect();
        let vars = vars.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        expand(&pieces, &vars).unwrap_or_else(|error| format!("could not: {error}"))
    }

    #[test]
    fn released_pieces_become_the_text_again() {
        let pieces = [
            ("mails/a.html", "<p>@{param.order}</p>@{file:../parts/footer.html}"),
            ("parts/footer.html", "<a href='@{site}'>@{file:name.txt}</a> @@{x}"),
            ("parts/name.txt", "Acme"),
        ];
        assert_eq!(
            check(&pieces, &[("site", "https://x")]),
            "<p>@{param.order}</p><a href='https://x'>Acme</a> @@{x}"
        );
    }

    #[test]
    fn a_value_is_never_read_as_a_reference() {
        assert_eq!(check(&[("a", "@{v}")], &[("v", "@{param.x}")]), "@@{param.x}");
        assert_eq!(check(&[("a", "@{v}@{param.x}")], &[("v", "me@")]), "me@@@{param.x}");
    }

    #[test]
    fn what_is_missing_or_endless_is_said() {
        assert_eq!(check(&[("a", "@{v}")], &[]), "could not: there is no variable `v`");
        assert_eq!(check(&[("a", "@{file:b}")], &[]), "could not: there is no text `b`");
        assert_eq!(
            check(&[("a", "@{file:b}"), ("b", "@{file:a}")], &[]),
            "could not: `a` includes itself"
        );
        assert_eq!(check(&[], &[]), "could not: there is no text");
        let wide: Vec<(String, String)> = (0..12)
            .map(|level| (format!("f{level}"), format!("@{{file:f{}}}", level + 1).repeat(9)))
            .chain([("f12".to_owned(), "xxxxxxxxxx".to_owned())])
            .collect();
        let wide: Vec<_> = wide.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        assert!(check(&wide, &[]).starts_with("could not: the text has more than"));
    }
}
