//! Bytes on their way to a reader: digested, and stopped when one row takes too many.

use std::fs::File;
use std::io::{self, Read};

use sha2::{Digest as _, Sha256};

use crate::model::Digest;

/// The most bytes of one row. An open quote would otherwise swallow the file into memory.
pub(super) const MAX_ROW: usize = 1 << 20;

pub(super) struct Source {
    file: File,
    digest: Sha256,
    left: usize,
}

impl Source {
    pub(super) fn new(file: File) -> Self {
        Self { file, digest: Sha256::new(), left: MAX_ROW }
    }

    /// A new row begins.
    pub(super) fn next_row(&mut self) {
        self.left = MAX_ROW;
    }

    /// Reads what is left and returns the digest of everything.
    pub(super) fn digest(&mut self) -> io::Result<Digest> {
        let mut buffer = vec![0; 1 << 16];
        loop {
            self.left = MAX_ROW;
            if self.read(&mut buffer)? == 0 {
                return Ok(Digest::from_bytes(self.digest.clone().finalize().into()));
            }
        }
    }
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = buffer.len().min(self.left);
        if wanted == 0 {
            let reason = "a row has more than a megabyte; is a quote not closed?";
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
        let read = self.file.read(&mut buffer[..wanted])?;
        self.left -= read;
        self.digest.update(&buffer[..read]);
        Ok(read)
    }
}
