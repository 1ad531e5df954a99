//! A text as the pieces that are printed, with the structure between them.

use granit_parser::{Options, ScalarStyle, Scanner, Span, StrInput, TokenType};

use super::FormatError;
use super::block_scalar::{self, BlockScalar};

pub(super) enum Step<'a> {
    /// A block collection begins at this column of the source.
    Open {
        list: bool,
        column: usize,
    },
    /// The innermost block collection ends.
    Close,
    /// The next piece begins a key.
    Key,
    Piece(Piece<'a>),
}

pub(super) struct Piece<'a> {
    pub(super) kind: Kind<'a>,
    /// Line breaks before it; those within a block scalar are its own.
    pub(super) breaks: usize,
    /// Where it stood in its line, from 0.
    pub(super) column: usize,
}

pub(super) enum Kind<'a> {
    Comment(&'a str),
    /// `-`
    Dash,
    /// `?`
    Question,
    /// `:`
    Colon,
    /// `,`
    Comma,
    /// `[` or `{`
    FlowOpen(&'a str),
    /// `]` or `}`
    FlowClose(&'a str),
    /// An anchor or a tag: something has to follow, or nothing stands for an empty value.
    Property(&'a str),
    Alias(&'a str),
    /// As it was written, over as many lines.
    Scalar(&'a str, ScalarStyle),
    BlockScalar(BlockScalar<'a>),
    /// `---`, `...` or a directive: a line's beginning, always.
    Marker(&'a str),
    End,
}

/// Takes a text apart. It has been parsed, so what the scanner refuses here is said the same way.
pub(super) fn split(text: &str) -> Result<Vec<Step<'_>>, FormatError> {
    let mut options: Options = granit_parser::options! {};
    options.set_emit_comments(false);
    let mut splitter = Splitter { text, at: 0, line: 0, after_block: 0, steps: Vec::new() };
    let mut scanner = Scanner::with_options(StrInput::new(text), options);
    // How deep in block collections, as columns: a block scalar with an explicit indentation
    // counts from there.
    let mut columns: Vec<usize> = Vec::new();
    for token in scanner.by_ref() {
        let (span, token) = token?.into_parts();
        match token {
            TokenType::BlockMappingStart | TokenType::BlockSequenceStart => {
                columns.push(span.start.col());
            }
            TokenType::BlockEnd => {
                columns.pop();
            }
            _ => {}
        }
        splitter.take(&token, &span, columns.last().copied())?;
    }
    Ok(splitter.steps)
}

struct Splitter<'a> {
    text: &'a str,
    /// Everything before this byte has become steps.
    at: usize,
    /// Where the line of `at` begins.
    line: usize,
    /// A block scalar swallows the line break after it: one more before the next piece.
    after_block: usize,
    steps: Vec<Step<'a>>,
}

impl<'a> Splitter<'a> {
    fn take(
        &mut self,
        token: &TokenType<'_>,
        span: &Span,
        parent: Option<usize>,
    ) -> Result<(), FormatError> {
        let column = span.start.col();
        match token {
            TokenType::StreamStart => {}
            TokenType::BlockSequenceStart => self.steps.push(Step::Open { list: true, column }),
            TokenType::BlockMappingStart => self.steps.push(Step::Open { list: false, column }),
            TokenType::BlockEnd => self.steps.push(Step::Close),
            TokenType::Key => {
                self.steps.push(Step::Key);
                if !span.is_empty() {
                    self.sign("?", Kind::Question)?;
                }
            }
            TokenType::Value => self.sign(":", Kind::Colon)?,
            TokenType::BlockEntry => self.sign("-", Kind::Dash)?,
            TokenType::FlowEntry => self.sign(",", Kind::Comma)?,
            TokenType::Scalar(ScalarStyle::Literal | ScalarStyle::Folded, _) => {
                self.block(parent)?;
            }
            TokenType::StreamEnd => {
                let breaks = self.gap();
                self.push(Kind::End, breaks, 0);
            }
            token => self.written(token, span)?,
        }
        Ok(())
    }

    /// A piece whose span is exactly what is written.
    fn written(&mut self, token: &TokenType<'_>, span: &Span) -> Result<(), FormatError> {
        let breaks = self.gap();
        let range = span.byte_range().ok_or(FormatError::Unfaithful)?;
        let text = self.text.get(range.clone()).ok_or(FormatError::Unfaithful)?;
        // The gap holds nothing but white space and comments, or we misread the text.
        if range.start != self.at {
            return Err(FormatError::Unfaithful);
        }
        let kind = match token {
            TokenType::FlowSequenceStart | TokenType::FlowMappingStart => Kind::FlowOpen(text),
            TokenType::FlowSequenceEnd | TokenType::FlowMappingEnd => Kind::FlowClose(text),
            TokenType::Alias(_) => Kind::Alias(text),
            TokenType::Anchor(_) | TokenType::Tag(..) => Kind::Property(text),
            TokenType::Scalar(style, _) => Kind::Scalar(text, *style),
            _ => Kind::Marker(text),
        };
        let column = self.at - self.line;
        self.push(kind, breaks, column);
        self.forward(range.end);
        Ok(())
    }

    /// A sign, which the scanner places loosely: it is the next thing that is written.
    fn sign(&mut self, sign: &str, kind: Kind<'a>) -> Result<(), FormatError> {
        let breaks = self.gap();
        if !self.text[self.at..].starts_with(sign) {
            return Err(FormatError::Unfaithful);
        }
        let column = self.at - self.line;
        self.push(kind, breaks, column);
        self.forward(self.at + sign.len());
        Ok(())
    }

    fn block(&mut self, parent: Option<usize>) -> Result<(), FormatError> {
        let breaks = self.gap();
        let column = self.at - self.line;
        let (scalar, length) =
            block_scalar::read(&self.text[self.at..], parent).ok_or(FormatError::Unfaithful)?;
        self.push(Kind::BlockScalar(scalar), breaks, column);
        self.forward(self.at + length);
        self.after_block = 1;
        Ok(())
    }

    /// Passes white space, and comments, which become pieces; gives the line breaks before what is
    /// next.
    fn gap(&mut self) -> usize {
        let mut breaks = self.after_block;
        self.after_block = 0;
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b'\n') => {
                    breaks += 1;
                    self.at += 1;
                    self.line = self.at;
                }
                Some(b' ' | b'\t') => self.at += 1,
                Some(b'#') => {
                    let rest = &self.text[self.at..];
                    let end = rest.find('\n').unwrap_or(rest.len());
                    let column = self.at - self.line;
                    self.push(Kind::Comment(rest[..end].trim_end()), breaks, column);
                    self.at += end;
                    breaks = 0;
                }
                _ => return breaks,
            }
        }
    }

    fn push(&mut self, kind: Kind<'a>, breaks: usize, column: usize) {
        self.steps.push(Step::Piece(Piece { kind, breaks, column }));
    }

    fn forward(&mut self, to: usize) {
        if let Some(newline) = self.text[self.at..to].rfind('\n') {
            self.line = self.at + newline + 1;
        }
        self.at = to;
    }
}
