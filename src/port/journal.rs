//! The durable record of an apply under way.

/// Lines that survive a crash. One journal belongs to one workspace's lockfile.
pub trait Journal: Send + Sync {
    /// Appends one line (no line break inside) and returns when it is durable.
    ///
    /// # Errors
    /// When it may not be durable.
    fn append(&self, line: &str) -> Result<(), JournalError>;

    /// Every complete line so far. A torn last line is not one.
    ///
    /// # Errors
    /// When the journal exists and cannot be read.
    fn lines(&self) -> Result<Vec<String>, JournalError>;

    /// Forgets every line but these, durably and at once: what the others said is in the lockfile
    /// now.
    ///
    /// # Errors
    /// When the old lines may still be there. None of `lines` is lost then.
    fn keep(&self, lines: &[String]) -> Result<(), JournalError>;

    /// Forgets every line, durably.
    ///
    /// # Errors
    /// When lines may still be there.
    fn clear(&self) -> Result<(), JournalError> {
        self.keep(&[])
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the journal {path}: {reason}")]
pub struct JournalError {
    pub path: String,
    pub reason: String,
}
