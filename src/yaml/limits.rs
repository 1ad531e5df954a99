//! How much of a file is read before it is refused.

/// The hard limits of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file itself.
    pub bytes: usize,
    /// Collections within collections, aliases followed.
    pub depth: usize,
    /// Values after every alias is written out.
    pub nodes: usize,
    /// Bytes of text after every alias is written out.
    pub text: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 16 << 20, depth: 64, nodes: 1_000_000, text: 64 << 20 }
    }
}
