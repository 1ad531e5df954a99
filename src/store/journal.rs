//! A file of lines, each durable before the next begins.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::PathBuf,
    sync::Mutex,
};

use super::disk::{self, Mode};
use crate::port::{Journal, JournalError};

/// One file, which is there only while an apply is under way or was cut short.
#[derive(Debug)]
pub struct DiskJournal {
    path: PathBuf,
    open: Mutex<Option<File>>,
}

impl DiskJournal {
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), open: Mutex::new(None) }
    }

    fn error(&self, error: &io::Error) -> JournalError {
        JournalError { path: self.path.display().to_string(), reason: error.to_string() }
    }

    fn write(&self, line: &str) -> io::Result<()> {
        let mut open = self.open.lock().expect("no holder of this lock panics");
        let mut file = match open.take() {
            Some(file) => file,
            None => self.begin()?,
        };
        // One write: a crash tears at most the end of it, and the end is the line break.
        file.write_all(format!("{line}\n").as_bytes())?;
        file.sync_data()?;
        // Kept only after a write that is whole: otherwise the next one looks again.
        *open = Some(file);
        Ok(())
    }

    /// Opens the file at the end of its last complete line.
    fn begin(&self) -> io::Result<File> {
        let folder = disk::folder(&self.path);
        fs::create_dir_all(folder)?;
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&self.path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let complete = complete(&bytes).len() as u64;
        file.set_len(complete)?;
        file.seek(SeekFrom::Start(complete))?;
        file.sync_all()?;
        disk::sync_folder(folder)?;
        Ok(file)
    }

    fn forget(&self) -> io::Result<()> {
        *self.open.lock().expect("no holder of this lock panics") = None;
        match fs::remove_file(&self.path) {
            Ok(()) => disk::sync_folder(disk::folder(&self.path)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }
}

impl Journal for DiskJournal {
    fn append(&self, line: &str) -> Result<(), JournalError> {
        if line.contains('\n') {
            let error = io::Error::other("a line has no line break inside");
            return Err(self.error(&error));
        }
        self.write(line).map_err(|error| self.error(&error))
    }

    fn lines(&self) -> Result<Vec<String>, JournalError> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.error(&error)),
        };
        let text = std::str::from_utf8(complete(&bytes));
        let text = text.map_err(|error| self.error(&io::Error::other(error)))?;
        Ok(text.lines().map(str::to_owned).collect())
    }

    fn keep(&self, lines: &[String]) -> Result<(), JournalError> {
        if lines.is_empty() {
            return self.forget().map_err(|error| self.error(&error));
        }
        if self.lines()? == lines {
            return Ok(());
        }
        let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
        *self.open.lock().expect("no holder of this lock panics") = None;
        disk::replace(&self.path, text.as_bytes(), Mode::Shared).map_err(|error| self.error(&error))
    }
}

fn complete(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
    &bytes[..end]
}
