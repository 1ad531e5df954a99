//! What every journal promises.

use crate::port::Journal;

const HELD: &str = "a journal that works answers";

/// Reads back what was appended, until it is cleared. `journal` must be empty.
pub fn lines_come_back_in_order(journal: &dyn Journal) {
    assert!(journal.lines().expect(HELD).is_empty());
    journal.clear().expect(HELD);
    journal.append("one").expect(HELD);
    journal.append("two: é").expect(HELD);
    assert_eq!(journal.lines().expect(HELD), ["one", "two: é"]);
    journal.clear().expect(HELD);
    assert!(journal.lines().expect(HELD).is_empty());
    journal.append("three").expect(HELD);
    assert_eq!(journal.lines().expect(HELD), ["three"]);
    journal.keep(&["three".to_owned()]).expect(HELD);
    assert_eq!(journal.lines().expect(HELD), ["three"]);
    journal.keep(&["four".to_owned(), "five".to_owned()]).expect(HELD);
    journal.append("six").expect(HELD);
    assert_eq!(journal.lines().expect(HELD), ["four", "five", "six"]);
}
