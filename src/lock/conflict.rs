//! Conflict markers that git left in a lockfile: the sides they stand between.

/// The texts on both sides of the markers, and the common ancestor where git wrote it down.
pub(super) struct Sides {
    pub(super) ours: String,
    pub(super) theirs: String,
    pub(super) base: Option<String>,
}

/// The line, from 1, of the first conflict marker.
pub(super) fn first_marker(text: &str) -> Option<usize> {
    let marks = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];
    let found = text.lines().position(|line| marks.iter().any(|mark| line.starts_with(mark)));
    found.map(|at| at + 1)
}

#[derive(Clone, Copy, PartialEq)]
enum At {
    Both,
    Ours,
    Base,
    Theirs,
}

/// Takes the sides apart. `None` when the markers do not stand as git writes them.
pub(super) fn sides(text: &str) -> Option<Sides> {
    let (mut ours, mut theirs, mut base) = (String::new(), String::new(), String::new());
    let (mut at, mut conflicts, mut bases) = (At::Both, 0, 0);
    for line in text.split_inclusive('\n') {
        let mark = line.get(..7).filter(|_| line[7..].starts_with([' ', '\n', '\r']));
        match (mark, at) {
            (Some("<<<<<<<"), At::Both) => {
                at = At::Ours;
                conflicts += 1;
            }
            (Some("|||||||"), At::Ours) => {
                at = At::Base;
                bases += 1;
            }
            (Some("======="), At::Ours | At::Base) => at = At::Theirs,
            (Some(">>>>>>>"), At::Theirs) => at = At::Both,
            (Some("<<<<<<<" | "|||||||" | "=======" | ">>>>>>>"), _) => return None,
            _ => {
                let both = at == At::Both;
                for (side, text) in
                    [(At::Ours, &mut ours), (At::Base, &mut base), (At::Theirs, &mut theirs)]
                {
                    if both || at == side {
                        text.push_str(line);
                    }
                }
            }
        }
    }
    let whole = at == At::Both && conflicts > 0;
    whole.then(|| Sides { ours, theirs, base: (bases == conflicts).then_some(base) })
}
