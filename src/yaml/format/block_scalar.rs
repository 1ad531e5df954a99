//! Block scalars: a header, and lines that keep every byte after their indentation.

/// A block scalar, apart from the indentation it had.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BlockScalar<'a> {
    /// `|` or `>`.
    sign: char,
    /// `+`, `-` or nothing.
    chomping: Option<char>,
    /// Whether the header said how deep the lines are indented.
    explicit: bool,
    comment: Option<&'a str>,
    /// Without their indentation.
    lines: Vec<&'a str>,
}

/// Reads a block scalar at the beginning of `text`, whose parent collection stands at the column
/// `parent`, if it has one. Gives it with its length in bytes, the last line break included.
pub(super) fn read(text: &str, parent: Option<usize>) -> Option<(BlockScalar<'_>, usize)> {
    let (header, body) = text.split_once('\n').unwrap_or((text, ""));
    let mut scalar = read_header(header)?;
    let digit = header.chars().skip(1).take(2).find_map(|sign| sign.to_digit(10));
    let indent = if let Some(digit) = digit {
        parent.unwrap_or(0) + usize::try_from(digit).ok()?
    } else {
        let first = body.lines().find(|line| !is_blank(line)).map(spaces);
        // A line that stands no deeper than the parent is what follows an empty text.
        first.filter(|&first| parent.is_none_or(|parent| first > parent)).unwrap_or(usize::MAX)
    };
    scalar.explicit = digit.is_some();
    let mut length = (header.len() + 1).min(text.len());
    let mut kept = (0, length);
    for line in body.split_inclusive('\n') {
        let content = line.strip_suffix('\n').unwrap_or(line);
        if ends(content, indent) {
            break;
        }
        length += line.len();
        let content = content.get(indent..).unwrap_or("");
        scalar.lines.push(content);
        if !content.is_empty() {
            kept = (scalar.lines.len(), length);
        }
    }
    // Blank lines at the end mean something only where all are kept.
    if scalar.chomping != Some('+') {
        scalar.lines.truncate(kept.0);
        length = kept.1;
    }
    Some((scalar, length))
}

fn read_header(header: &str) -> Option<BlockScalar<'_>> {
    let sign = header.chars().next().filter(|sign| matches!(sign, '|' | '>'))?;
    let indicators = header[1..].split([' ', '\t']).next().unwrap_or_default();
    let chomping = indicators.chars().find(|sign| matches!(sign, '+' | '-'));
    let comment = header.find('#').map(|at| header[at..].trim_end());
    Some(BlockScalar { sign, chomping, explicit: false, comment, lines: Vec::new() })
}

/// Whether a line is no longer of a block scalar that is indented this deep.
fn ends(line: &str, indent: usize) -> bool {
    if is_blank(line) {
        return false;
    }
    let marker = ["---", "..."].iter().any(|marker| {
        line.strip_prefix(marker)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
    });
    marker || spaces(line) < indent
}

fn is_blank(line: &str) -> bool {
    line.bytes().all(|byte| byte == b' ')
}

fn spaces(line: &str) -> usize {
    line.bytes().take_while(|&byte| byte == b' ').count()
}

impl BlockScalar<'_> {
    /// Writes it, its lines indented by `indent`, which is two deeper than its parent. The last
    /// line break is left to whoever writes what follows.
    pub(super) fn write(&self, out: &mut String, indent: usize) {
        out.push(self.sign);
        if self.explicit {
            out.push('2');
        }
        out.extend(self.chomping);
        if let Some(comment) = self.comment {
            out.push_str("  ");
            out.push_str(comment);
        }
        for line in &self.lines {
            out.push('\n');
            if !line.is_empty() {
                out.extend(std::iter::repeat_n(' ', indent));
                out.push_str(line);
            }
        }
    }
}
