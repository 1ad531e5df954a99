//! Waivers: comments that let a rule be broken in one place, with the reason.

use std::collections::HashMap;
use std::ops::{Range, RangeInclusive};
use std::sync::{Arc, LazyLock};

use memchr::memmem::Finder;

use crate::diagnostic::{Diagnostic, Location};
use crate::yaml::{Node, Source, comments};

use super::{names, rule};

/// How many waivers one file may have.
const MOST: usize = 1_000;
const MARK: &str = "campaignctl:";

/// The waivers of one file.
#[derive(Clone, Debug, Default)]
pub(super) struct Waivers(Vec<Waiver>);

#[derive(Clone, Debug)]
struct Waiver {
    rule: &'static str,
    at: Location,
    /// The lines of the file that it counts for.
    lines: RangeInclusive<usize>,
    used: bool,
}

impl Waivers {
    /// Reads the waivers of a file, and what is wrong with them.
    pub(super) fn read(source: &Source, roots: &[Arc<Node>]) -> (Self, Vec<Diagnostic>) {
        static FINDER: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(MARK));
        let (mut waivers, mut problems) = (Vec::new(), Vec::new());
        if FINDER.find(source.text.as_bytes()).is_none() {
            return (Self(waivers), problems);
        }
        let comments = comments(source);
        let reach = Reach::of(source, roots, &comments);
        for comment in &comments {
            let words = source.text[comment.clone()].trim_start_matches('#').trim();
            let Some(written) = words.strip_prefix(MARK) else { continue };
            let at = source.locate(comment);
            match parse(written) {
                Ok(_) if waivers.len() == MOST => {
                    let message = format!("a file has at most {MOST} waivers");
                    problems.push(Diagnostic::error("malformed-waiver", message).at(at));
                    break;
                }
                Ok(rule) => {
                    let lines = reach.lines(comment);
                    waivers.push(Waiver { rule, at, lines, used: false });
                }
                Err(diagnostic) => problems.push(diagnostic.at(at)),
            }
        }
        (Self(waivers), problems)
    }

    /// Whether a problem is waived. Its related places count too: a text from a file is waived
    /// where it is included.
    pub(super) fn waive(&mut self, diagnostic: &Diagnostic) -> bool {
        let related = diagnostic.related.iter().map(|related| &related.location);
        let places: Vec<&Location> = diagnostic.location.iter().chain(related).collect();
        let mut waived = false;
        for waiver in self.0.iter_mut().filter(|waiver| waiver.rule == diagnostic.rule) {
            let here =
                |at: &&Location| at.file == waiver.at.file && waiver.lines.contains(&at.line);
            if places.iter().any(here) {
                waiver.used = true;
                waived = true;
            }
        }
        waived
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A warning at each waiver that waived nothing.
    pub(super) fn unused(self) -> impl Iterator<Item = Diagnostic> {
        self.0.into_iter().filter(|waiver| !waiver.used).map(|waiver| {
            let message = format!("nothing here breaks `{}`", waiver.rule);
            Diagnostic::warning("unused-waiver", message).at(waiver.at).help("remove the comment")
        })
    }
}

/// The rule that a comment waives.
fn parse(written: &str) -> Result<&'static str, Box<Diagnostic>> {
    let form = "write `# campaignctl: allow RULE because REASON`";
    let wrong = |message: &str| Box::new(Diagnostic::error("malformed-waiver", message).help(form));
    let mut words = written.split_whitespace();
    if words.next() != Some("allow") {
        return Err(wrong("this comment is addressed to campaignctl and says nothing it knows"));
    }
    let Some(id) = words.next() else { return Err(wrong("the waiver names no rule")) };
    let Some(rule) = rule::find(id).filter(|rule| rule::is_a_choice(rule)) else {
        let diagnostic = Diagnostic::error("unknown-lint", rule::no_choice(id));
        let near = names::nearest(id, rule::choices());
        return Err(Box::new(match near {
            Some(near) if near != id => diagnostic.help(format!("did you mean `{near}`?")),
            _ => diagnostic,
        }));
    };
    if words.next() != Some("because") || words.next().is_none() {
        return Err(wrong("the waiver gives no reason"));
    }
    Ok(rule.id)
}

/// What a comment stands above, or behind.
struct Reach<'a> {
    text: &'a str,
    /// Where each line begins.
    starts: Vec<usize>,
    /// The last line of what begins on a line.
    ends: HashMap<usize, usize>,
    /// The lines with nothing but a comment.
    alone: Vec<usize>,
}

impl<'a> Reach<'a> {
    fn of(source: &'a Source, roots: &[Arc<Node>], comments: &[Range<usize>]) -> Self {
        let newlines = source.text.match_indices('\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(newlines).collect();
        let mut reach =
            Self { text: &source.text, starts, ends: HashMap::new(), alone: Vec::new() };
        for root in roots {
            reach.node(root);
        }
        let alone = comments.iter().filter(|comment| !reach.is_behind(comment));
        reach.alone = alone.map(|comment| reach.line(comment.start)).collect();
        reach
    }

    fn node(&mut self, node: &Node) {
        for entry in node.entries().iter().filter(|entry| !entry.merged) {
            self.extend(entry.key_span.start, &entry.value);
        }
        for item in node.items() {
            self.extend(item.span.start, item);
        }
    }

    fn extend(&mut self, start: usize, value: &Node) {
        // An alias stands for a value above it, which has been seen there.
        if value.span.end < start {
            return;
        }
        let end = self.text[..value.span.end.min(self.text.len())].trim_end().len();
        let (first, last) = (self.line(start), self.line(end.saturating_sub(1).max(start)));
        let known = self.ends.entry(first).or_insert(last);
        *known = (*known).max(last);
        self.node(value);
    }

    /// The line of a byte, from 1.
    fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|start| *start <= at)
    }

    /// Whether a comment stands behind something.
    fn is_behind(&self, comment: &Range<usize>) -> bool {
        let start = self.starts[self.line(comment.start) - 1];
        !self.text[start..comment.start].trim().is_empty()
    }

    fn lines(&self, comment: &Range<usize>) -> RangeInclusive<usize> {
        let own = self.line(comment.start);
        if self.is_behind(comment) {
            return own..=self.ends.get(&own).copied().unwrap_or(own);
        }
        let first = (own + 1..=self.starts.len()).find(|line| !self.says_nothing(*line));
        let first = first.unwrap_or(own);
        first..=self.ends.get(&first).copied().unwrap_or(first)
    }

    fn says_nothing(&self, line: usize) -> bool {
        let end = self.starts.get(line).copied().unwrap_or(self.text.len());
        self.text[self.starts[line - 1]..end].trim().is_empty()
            || self.alone.binary_search(&line).is_ok()
    }
}
