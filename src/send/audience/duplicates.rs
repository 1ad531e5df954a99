//! Finds recipients that come twice, exactly and in bounded memory.
//!
//! What is kept is a 64-bit hash of each recipient, four million at most. When there are more, the
//! hashes are split into classes and the audience is read once more for each class. Two equal
//! hashes are only a suspicion: the rows in question are read again and compared.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::survey::{Problems, Terms};
use super::{Audience, AudienceError, recipient};
use crate::model::RecipientId;

/// What to do about a recipient that comes twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Duplicates {
    /// Sends nothing.
    #[default]
    Refuse,
    /// Sends as often as there are rows.
    Allow,
}

/// The hashes of one class.
pub(super) struct Seen {
    hashes: Vec<u64>,
    most: usize,
    /// A power of two.
    classes: u64,
    class: u64,
}

impl Seen {
    pub(super) const MOST: usize = 4_000_000;

    pub(super) fn new(most: usize) -> Self {
        Self { hashes: Vec::new(), most, classes: 1, class: 0 }
    }

    /// Remembers a recipient. When there are too many, half of them are left to another reading.
    pub(super) fn add(&mut self, id: &RecipientId) {
        let hash = hash(id);
        if hash % self.classes != self.class {
            return;
        }
        if self.hashes.len() >= self.most && self.class == 0 {
            self.classes *= 2;
            let (classes, class) = (self.classes, self.class);
            self.hashes.retain(|hash| hash % classes == class);
        }
        if hash % self.classes == self.class {
            self.hashes.push(hash);
        }
    }

    /// Reports every recipient that comes twice, after a first reading that added all.
    pub(super) fn report(
        mut self,
        audience: &Audience,
        terms: &Terms,
        problems: &mut Problems,
    ) -> Result<(), AudienceError> {
        loop {
            let suspects = self.suspects();
            if !suspects.is_empty() {
                compare(&suspects, audience, terms, problems)?;
            }
            self.class += 1;
            if self.class == self.classes {
                return Ok(());
            }
            let mut rows = audience.rows(terms)?;
            while let Some(row) = rows.next()? {
                if let Ok(recipient) = row.recipient {
                    self.add(&recipient.id);
                }
            }
        }
    }

    /// The hashes that came twice. Forgets all of them.
    fn suspects(&mut self) -> HashSet<u64> {
        self.hashes.sort_unstable();
        let twice = self.hashes.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]);
        let suspects = twice.collect();
        self.hashes.clear();
        suspects
    }
}

fn compare(
    suspects: &HashSet<u64>,
    audience: &Audience,
    terms: &Terms,
    problems: &mut Problems,
) -> Result<(), AudienceError> {
    let mut first: HashMap<RecipientId, u64> = HashMap::new();
    let mut rows = audience.rows(terms)?;
    while let Some(row) = rows.next()? {
        let Ok(recipient) = row.recipient else { continue };
        if !suspects.contains(&hash(&recipient.id)) {
            continue;
        }
        if let Some(line) = first.get(&recipient.id) {
            let who = recipient::shown(&recipient.id);
            problems.add("duplicate-recipient", row.line, format!("{who} is on line {line} too"));
        } else if first.len() < Seen::MOST / 8 {
            first.insert(recipient.id, row.line);
        }
    }
    Ok(())
}

fn hash(id: &RecipientId) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Params;
    use crate::port::contract::ledger::header;
    use crate::render::Template;

    /// The lines that are reported when at most so many hashes are kept.
    fn check(ids: &[u8], most: usize) -> Vec<(usize, String)> {
        let rows: Vec<_> = ids.iter().map(|id| format!("u{id}\n")).collect();
        let text = format!("id\n{}", rows.concat());
        let audience = Audience::spool(&mut text.as_bytes(), "-").expect("it can be kept");
        let template = Template::frozen(&header("any", 0)).expect("a template");
        let terms = Terms::new(&template, &Params::new(), None).expect("no params");
        match audience.survey_within(&template, &terms, Duplicates::Refuse, most) {
            Ok(_) | Err(AudienceError::Empty(_)) => Vec::new(),
            Err(AudienceError::Rows { first, .. }) => {
                let line = |at: Option<crate::diagnostic::Location>| at.map_or(0, |at| at.line);
                first.into_iter().map(|row| (line(row.location), row.message)).collect()
            }
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn whoever_comes_again_is_named_with_both_lines() {
        let told = check(&[1, 2, 1, 1], 100);
        let again = "`u1` is on line 2 too".to_owned();
        assert_eq!(told, [(4, again.clone()), (5, again)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn little_memory_finds_the_same(ids in proptest::collection::vec(0..40_u8, 0..40)) {
            let mut some = check(&ids, 3);
            some.sort();
            let mut all = check(&ids, 1_000);
            all.sort();
            prop_assume!(all.len() < 20);
            prop_assert_eq!(some, all);
        }
    }
}
