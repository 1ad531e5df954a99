//! Conflict markers that git left in a lockfile: the sides they stand between, and back.

/// The texts on both sides of the markers, and the common ancestor where git wrote it down.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sides {
    pub(super) ours: String,
    pub(super) theirs: String,
    pub(super) base: Option<String>,
}

/// Markers that do not stand as git writes them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Malformed {
    #[error("line {0} is a conflict marker of another width than seven")]
    Width(usize),
    #[error("line {0} is a conflict marker out of place")]
    OutOfPlace(usize),
    #[error("the conflict that begins on line {0} has no end")]
    Endless(usize),
}

/// The line, from 1, of the first conflict marker.
pub(super) fn first_marker(text: &str) -> Option<usize> {
    let found = text.lines().position(|line| marker(line).is_some());
    found.map(|at| at + 1)
}

/// How git marks the parts of a conflict, unless told otherwise.
const WIDTH: usize = 7;

/// The character and the width of a marker. A lockfile has no such line of its own.
fn marker(line: &str) -> Option<(char, usize)> {
    let first = line.chars().next().filter(|c| "<|=>".contains(*c))?;
    let rest = line.trim_start_matches(first);
    let width = line.len() - rest.len();
    let ends = rest.is_empty() || rest.starts_with([' ', '\n', '\r']);
    (ends && width >= 4).then_some((first, width))
}

#[derive(Clone, Copy, PartialEq)]
enum At {
    Both,
    Ours,
    Base,
    Theirs,
}

/// Takes the sides apart.
pub(super) fn sides(text: &str) -> Result<Sides, Malformed> {
    let (mut ours, mut theirs, mut base) = (String::new(), String::new(), String::new());
    let (mut at, mut begun, mut conflicts, mut bases) = (At::Both, 0, 0, 0);
    let mut nested = false;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        at = match (marker(line), at) {
            // An ancestor that is a merge itself has conflicts inside, with wider markers.
            (Some((_, width)), At::Base) if width > WIDTH => {
                nested = true;
                At::Base
            }
            (Some((_, width)), _) if width != WIDTH => return Err(Malformed::Width(number)),
            (Some(('<', _)), At::Both) => {
                (begun, conflicts) = (number, conflicts + 1);
                At::Ours
            }
            (Some(('|', _)), At::Ours) => {
                bases += 1;
                At::Base
            }
            (Some(('=', _)), At::Ours | At::Base) => At::Theirs,
            (Some(('>', _)), At::Theirs) => At::Both,
            (Some(_), _) => return Err(Malformed::OutOfPlace(number)),
            (None, at) => {
                for (side, text) in
                    [(At::Ours, &mut ours), (At::Base, &mut base), (At::Theirs, &mut theirs)]
                {
                    if at == At::Both || at == side {
                        text.push_str(line);
                    }
                }
                at
            }
        };
    }
    if at != At::Both {
        return Err(Malformed::Endless(begun));
    }
    Ok(Sides { ours, theirs, base: (bases == conflicts && !nested).then_some(base) })
}

/// Two texts as one, with markers around the lines that differ.
pub(super) fn marked(ours: &str, theirs: &str) -> String {
    let diff = similar::TextDiff::from_lines(ours, theirs);
    let mut out = String::new();
    for operation in diff.ops() {
        let old: String = operation.old_range().filter_map(|at| diff.old_slice(at)).collect();
        if operation.tag() == similar::DiffTag::Equal {
            out.push_str(&old);
            continue;
        }
        let new: String = operation.new_range().filter_map(|at| diff.new_slice(at)).collect();
        for part in ["<<<<<<< ours\n", &old, "=======\n", &new, ">>>>>>> theirs\n"] {
            out.push_str(part);
        }
    }
    out
}
