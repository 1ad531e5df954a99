//! A journal in memory.

use std::sync::Mutex;

use crate::port::{Journal, JournalError};

/// Lines that survive nothing but a reader.
#[derive(Debug, Default)]
pub struct MemoryJournal(Mutex<Vec<String>>);

impl Journal for MemoryJournal {
    fn append(&self, line: &str) -> Result<(), JournalError> {
        self.0.lock().expect("no holder of this lock panics").push(line.to_owned());
        Ok(())
    }

    fn lines(&self) -> Result<Vec<String>, JournalError> {
        Ok(self.0.lock().expect("no holder of this lock panics").clone())
    }

    fn keep(&self, lines: &[String]) -> Result<(), JournalError> {
        *self.0.lock().expect("no holder of this lock panics") = lines.to_vec();
        Ok(())
    }
}
