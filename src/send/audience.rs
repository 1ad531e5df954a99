//! Whom a send reaches, as a file of rows: CSV or NDJSON.

mod columns;
mod csv;
mod duplicates;
mod ndjson;
mod recipient;
mod source;
mod survey;

pub use duplicates::Duplicates;
pub use survey::{Survey, Terms};

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use self::source::Source;
use crate::diagnostic::Diagnostic;
use crate::model::{Digest, Recipient};

/// An audience that is open. It can be read again and again, one reading at a time.
#[derive(Debug)]
pub struct Audience {
    file: File,
    format: Format,
    name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// With this byte between columns.
    Csv(u8),
    Ndjson,
}

impl Audience {
    /// The name of standard input.
    pub const STDIN: &str = "-";

    /// Opens a file. What is no regular file (a pipe) is spooled first.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(path: &Path) -> Result<Self, AudienceError> {
        let name = path.display().to_string();
        let unreadable =
            |error: std::io::Error| AudienceError::Unreadable(name.clone(), error.to_string());
        let mut file = File::open(path).map_err(unreadable)?;
        let kind = file.metadata().map_err(unreadable)?;
        if kind.is_dir() {
            return Err(AudienceError::Unreadable(name, "it is a folder".to_owned()));
        }
        if !kind.is_file() {
            return Self::spool(&mut file, &name);
        }
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("");
        let format = match extension.to_ascii_lowercase().as_str() {
            "csv" => Format::Csv(b','),
            "tsv" => Format::Csv(b'\t'),
            "ndjson" | "jsonl" => Format::Ndjson,
            _ => sniffed(&mut file).map_err(unreadable)?,
        };
        Ok(Self { file, format, name })
    }

    /// Keeps a stream that can be read only once, in a file that no path leads to.
    ///
    /// # Errors
    /// When it cannot be read or kept.
    pub fn spool(input: &mut dyn Read, name: &str) -> Result<Self, AudienceError> {
        let unreadable =
            |error: std::io::Error| AudienceError::Unreadable(name.to_owned(), error.to_string());
        let mut file = tempfile::tempfile().map_err(unreadable)?;
        std::io::copy(input, &mut file).map_err(unreadable)?;
        let format = sniffed(&mut file).map_err(unreadable)?;
        Ok(Self { file, format, name: name.to_owned() })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Begins a reading.
    pub(crate) fn rows<'a>(&'a self, terms: &'a Terms) -> Result<Rows<'a>, AudienceError> {
        let unreadable = |error: std::io::Error| self.unreadable(&error);
        let mut file = self.file.try_clone().map_err(unreadable)?;
        file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
        let source = Source::new(file);
        let reader: Box<dyn Reader + Send> = match self.format {
            Format::Csv(delimiter) => Box::new(csv::Csv::new(source, delimiter, terms)),
            Format::Ndjson => Box::new(ndjson::Ndjson::new(source, terms)),
        };
        Ok(Rows { audience: self, reader, left: terms.limit.unwrap_or(u64::MAX) })
    }

    fn unreadable(&self, error: &std::io::Error) -> AudienceError {
        AudienceError::Unreadable(self.name.clone(), error.to_string())
    }
}

/// One reading of an audience.
pub(crate) struct Rows<'a> {
    audience: &'a Audience,
    reader: Box<dyn Reader + Send + 'a>,
    left: u64,
}

/// A line of an audience: a recipient, or what is wrong.
pub(crate) struct Row {
    /// From 1.
    pub(crate) line: u64,
    pub(crate) recipient: Result<Recipient, String>,
}

impl Rows<'_> {
    /// `None` after the last row, or when the limit is reached.
    pub(crate) fn next(&mut self) -> Result<Option<Row>, AudienceError> {
        if self.left == 0 {
            return Ok(None);
        }
        let row = self.reader.next().map_err(|error| self.audience.unreadable(&error))?;
        if row.as_ref().is_some_and(|row| row.recipient.is_ok()) {
            self.left -= 1;
        }
        Ok(row)
    }

    /// Reads what is left, and returns the digest of all bytes and what there is to note.
    pub(crate) fn finish(self) -> Result<(Digest, Vec<String>), AudienceError> {
        let audience = self.audience;
        let (mut source, notes) = self.reader.finish();
        Ok((source.digest().map_err(|error| audience.unreadable(&error))?, notes))
    }
}

/// Reads one format.
trait Reader {
    fn next(&mut self) -> std::io::Result<Option<Row>>;
    /// Returns what is left to read, and what there is to note.
    fn finish(self: Box<Self>) -> (Source, Vec<String>);
}

/// Why an audience cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AudienceError {
    #[error("could not read `{0}`: {1}")]
    Unreadable(String, String),
    /// The first problems, and how many there are in all.
    #[error("{total} of the rows cannot be sent")]
    Rows { first: Vec<Diagnostic>, total: u64 },
    #[error("{0}: there is nobody in it")]
    Empty(String),
    #[error("{0} was changed while it was read")]
    Changed(String),
}

/// A line of NDJSON begins with a brace.
fn sniffed(file: &mut File) -> std::io::Result<Format> {
    let mut start = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(4096).read_to_end(&mut start)?;
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start).trim_ascii_start();
    Ok(if start.starts_with(b"{") { Format::Ndjson } else { Format::Csv(b',') })
}
