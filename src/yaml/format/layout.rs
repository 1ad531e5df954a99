//! Where every piece goes: indentation by structure, one space or none between neighbours.

use super::flow_scalar;
use super::piece::{Kind, Piece, Step};

/// How much deeper one collection stands than the one around it.
const INDENT: usize = 2;

/// Writes the steps of a text canonically.
pub(super) fn write(steps: &[Step<'_>]) -> String {
    let mut writer = Writer::default();
    for step in steps {
        match step {
            Step::Open { list, column } => writer.open(*list, false, *column),
            Step::Close => writer.close(),
            Step::Key => writer.begin_key(),
            Step::Piece(piece) => match piece.kind {
                Kind::Comment(_) => writer.comments.push(piece),
                _ => writer.piece(piece),
            },
        }
    }
    writer.out
}

#[derive(Default)]
struct Writer<'a> {
    out: String,
    blocks: Vec<Block>,
    /// Collections that ended since the last piece: a comment may still belong to them.
    closed: Vec<Block>,
    comments: Vec<&'a Piece<'a>>,
    /// How many flow collections are open, and where the outermost one hangs.
    flow: usize,
    flow_base: usize,
    last: Last,
    /// The next piece stands where its collection stands, as the first of an entry.
    at_entry: bool,
    /// What follows on this line stands within the entry, as after `-` and `?`.
    within_entry: bool,
}

struct Block {
    list: bool,
    /// A list whose dashes stood where the keys around it stand; no token tells of its ends.
    unannounced: bool,
    was: usize,
    now: usize,
}

/// The last piece, as far as its neighbour cares.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Last {
    #[default]
    Nothing,
    Open,
    OpenMap,
    Node,
    /// Its name could swallow a colon.
    Alias,
    Other,
}

impl<'a> Writer<'a> {
    fn open(&mut self, list: bool, unannounced: bool, was: usize) {
        let now = self.blocks.last().map_or(0, |block| block.now + INDENT);
        self.blocks.push(Block { list, unannounced, was, now });
        self.within_entry = false;
    }

    fn close(&mut self) {
        self.close_unannounced();
        self.closed.extend(self.blocks.pop());
    }

    fn close_unannounced(&mut self) {
        if self.flow == 0 && self.blocks.last().is_some_and(|block| block.unannounced) {
            self.closed.extend(self.blocks.pop());
        }
    }

    fn begin_key(&mut self) {
        self.close_unannounced();
        self.at_entry = self.flow == 0;
        self.within_entry = false;
    }

    fn piece(&mut self, piece: &'a Piece<'a>) {
        self.settle_structure(piece);
        self.write_comments(piece);
        let begins_line = piece.breaks > 0 || self.out.is_empty();
        if matches!(piece.kind, Kind::End) {
            return self.finish();
        }
        let indent = self.indent(piece);
        if begins_line {
            self.begin_line(piece.breaks, indent);
        } else {
            self.out.push_str(self.space_before(&piece.kind));
        }
        self.note_flow(piece, begins_line, indent);
        self.write_kind(&piece.kind);
        self.at_entry = false;
        self.closed.clear();
        self.within_entry = match piece.kind {
            Kind::Dash | Kind::Question => true,
            Kind::Colon => begins_line,
            _ => self.within_entry && !begins_line,
        };
    }

    /// Finds the ends and beginnings of collections that only a piece tells of.
    fn settle_structure(&mut self, piece: &Piece<'_>) {
        match piece.kind {
            Kind::Dash => {
                if self.blocks.last().is_none_or(|block| !block.list) {
                    self.open(true, true, piece.column);
                }
                self.at_entry = true;
            }
            Kind::Colon => {
                self.close_unannounced();
                self.at_entry = self.flow == 0;
            }
            Kind::Marker(_) | Kind::End => self.close_unannounced(),
            _ => {}
        }
    }

    /// Where a piece stands if it begins a line.
    fn indent(&self, piece: &Piece<'_>) -> usize {
        if self.flow > 0 {
            let closes = usize::from(matches!(piece.kind, Kind::FlowClose(_)));
            return self.flow_base + INDENT * (self.flow - closes);
        }
        match (&piece.kind, self.blocks.last()) {
            (Kind::Marker(_) | Kind::End, _) | (_, None) => 0,
            (_, Some(block)) if self.at_entry => block.now,
            (_, Some(block)) => block.now + INDENT,
        }
    }

    /// Comments between two pieces: behind the first, or on lines of their own.
    fn write_comments(&mut self, next: &Piece<'_>) {
        let below = self.indent(next);
        let below = if self.flow > 0 { self.flow_base + INDENT * self.flow } else { below };
        for comment in std::mem::take(&mut self.comments) {
            let Kind::Comment(text) = comment.kind else { continue };
            if comment.breaks == 0 && !self.out.is_empty() {
                self.out.push_str("  ");
            } else {
                let indent = self.within_closed(comment.column, next).unwrap_or(below);
                self.begin_line(comment.breaks, indent);
            }
            self.out.push_str(text);
            self.last = Last::Other;
        }
    }

    /// The indentation of a collection that has ended, if the comment stood within it.
    fn within_closed(&self, column: usize, next: &Piece<'_>) -> Option<usize> {
        let outside = !matches!(next.kind, Kind::End) && column <= next.column;
        let innermost =
            self.closed.iter().filter(|block| block.was <= column).max_by_key(|b| b.now);
        innermost.filter(|_| !outside && self.flow == 0).map(|block| block.now)
    }

    fn begin_line(&mut self, breaks: usize, indent: usize) {
        if !self.out.is_empty() {
            self.out.push_str(if breaks > 1 { "\n\n" } else { "\n" });
        }
        self.out.extend(std::iter::repeat_n(' ', indent));
    }

    fn space_before(&self, kind: &Kind<'_>) -> &'static str {
        let joined = match self.last {
            Last::Nothing | Last::Open => true,
            Last::OpenMap => matches!(kind, Kind::FlowClose(_)),
            Last::Node => matches!(kind, Kind::FlowClose("]") | Kind::Comma | Kind::Colon),
            Last::Alias => matches!(kind, Kind::FlowClose("]") | Kind::Comma),
            Last::Other => false,
        };
        if joined { "" } else { " " }
    }

    fn note_flow(&mut self, piece: &Piece<'_>, begins_line: bool, indent: usize) {
        match piece.kind {
            Kind::FlowOpen(_) => {
                if self.flow == 0 {
                    let block = self.blocks.last().map_or(0, |block| block.now);
                    let within = if self.within_entry { INDENT } else { 0 };
                    self.flow_base = if begins_line { indent } else { block + within };
                }
                self.flow += 1;
            }
            Kind::FlowClose(_) => self.flow = self.flow.saturating_sub(1),
            _ => {}
        }
    }

    fn write_kind(&mut self, kind: &Kind<'_>) {
        let block = self.blocks.last().map_or(0, |block| block.now);
        let deeper = match self.flow {
            0 => block + INDENT,
            depth => self.flow_base + INDENT * depth,
        };
        let (text, last) = match kind {
            Kind::Dash => ("-", Last::Other),
            Kind::Question => ("?", Last::Other),
            Kind::Colon => (":", Last::Other),
            Kind::Comma => (",", Last::Other),
            Kind::FlowOpen(text) => (*text, if *text == "{" { Last::OpenMap } else { Last::Open }),
            Kind::FlowClose(text) => (*text, Last::Node),
            Kind::Property(text) | Kind::Marker(text) => (*text, Last::Other),
            Kind::Alias(text) => (*text, Last::Alias),
            Kind::Scalar(text, style) => {
                flow_scalar::write(&mut self.out, text, *style, deeper);
                ("", Last::Node)
            }
            Kind::BlockScalar(scalar) => {
                scalar.write(&mut self.out, block + INDENT);
                ("", Last::Other)
            }
            Kind::Comment(_) | Kind::End => ("", Last::Other),
        };
        self.out.push_str(text);
        self.last = last;
    }

    fn finish(&mut self) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
    }
}
