//! The project's files.

/// Reads what the definitions ask for, beneath the project's root and nowhere else.
pub trait Files: Send + Sync {
    /// The paths that match any of the glob patterns, sorted, `/`-separated, from the root.
    /// Ignore files are not honoured. Hidden folders and `campaigns.lock.d` are left out. What may
    /// hold such a file and cannot be looked into is among them, and refused when it is read.
    ///
    /// # Errors
    /// When the root cannot be read or a pattern is not one.
    fn list(&self, patterns: &[String]) -> Result<Vec<String>, FileError>;

    /// The bytes of one file.
    ///
    /// # Errors
    /// When it is not there, is not a regular file, is too large, cannot be read, or lies outside
    /// the root (through `..` or a link).
    fn read(&self, path: &str) -> Result<Vec<u8>, FileError>;
}

/// Why a file cannot be had. Displays as a fragment that completes "could not read `x`: ".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    #[error("there is no such file")]
    Missing,
    #[error("it lies outside the project")]
    Outside,
    #[error("it is not a regular file")]
    NotAFile,
    #[error("it has {0} bytes; the limit is {1}")]
    TooLarge(u64, u64),
    #[error("{0}")]
    Unreadable(String),
    #[error("`{0}` is not a glob pattern: {1}")]
    Pattern(String, String),
}
