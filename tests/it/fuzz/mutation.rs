//! Mutants of given texts, always the same.

/// What YAML, references and terminals take for more than letters.
const WORDS: [&str; 34] = [
    "\n", "\n\n", "  ", "    ", "\t", "\r\n", "\r", ": ", ":", "- ", "? ", "# c", " #", "[", "]",
    "{", "}", ",", "&a ", "*a", "!t ", "!!str ", "|\n", ">-\n", "|+2\n", "'", "\"", "\\", "---\n",
    "...\n", "<<: ", "@{", "\u{85}", "\u{feff}",
];

/// Bytes that are no UTF-8, or no text.
const BYTES: [u8; 6] = [0, 0x1b, 0x80, 0xc3, 0xff, 0x7f];

pub(super) struct Mutator<'a> {
    seeds: &'a [String],
    state: u64,
}

impl<'a> Mutator<'a> {
    pub(super) fn new(seeds: &'a [String]) -> Self {
        Self { seeds, state: 0x9e37_79b9_7f4a_7c15 }
    }

    /// One more mutant: a seed, or a part of one, with some changes.
    pub(super) fn next(&mut self) -> Vec<u8> {
        let mut mutant = self.piece();
        for _ in 0..=self.below(6) {
            self.change(&mut mutant);
        }
        mutant
    }

    fn piece(&mut self) -> Vec<u8> {
        let seeds = self.seeds;
        let seed = &seeds[self.below(seeds.len())];
        // Small mutants are tried faster and understood sooner.
        let lines: Vec<_> = seed.split_inclusive('\n').collect();
        let from = self.below(lines.len());
        let to = (from + 1 + self.below(12)).min(lines.len());
        lines[from..to].concat().into_bytes()
    }

    fn change(&mut self, mutant: &mut Vec<u8>) {
        let at = self.below(mutant.len() + 1);
        let end = (at + self.below(8)).min(mutant.len());
        match self.below(16) {
            0..=5 => {
                let word = WORDS[self.below(WORDS.len())];
                mutant.splice(at..at, word.bytes());
            }
            6..=8 => drop(mutant.drain(at..end)),
            9 | 10 => {
                let copy = mutant[at..end].to_vec();
                let to = self.below(mutant.len() + 1);
                mutant.splice(to..to, copy);
            }
            11 | 12 => {
                let piece = self.piece();
                mutant.splice(at..end, piece);
            }
            13 => mutant.truncate(at),
            14 => self.indent(mutant),
            _ => mutant.insert(at, BYTES[self.below(BYTES.len())]),
        }
    }

    /// Moves one line to the right.
    fn indent(&mut self, mutant: &mut Vec<u8>) {
        let at = self.below(mutant.len() + 1);
        let line = mutant[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        let width = 1 + self.below(4);
        mutant.splice(line..line, std::iter::repeat_n(b' ', width));
    }

    /// Xorshift: chosen for being ten characters long, not for being random.
    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from((self.state >> 16) % limit.max(1) as u64).expect("less than the limit")
    }
}
