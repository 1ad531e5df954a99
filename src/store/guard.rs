//! One process at a time: an operating-system lock on a file that is never replaced.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::Path,
};

use super::disk;

/// Held from reading the lockfile to the last write. The lock ends with this value, or with the
/// process, however it ends.
#[derive(Debug)]
pub struct Guard {
    _file: File,
}

impl Guard {
    /// Takes the lock at once or not at all. `holder` says who takes it (process, host, since
    /// when), for those who then find it taken.
    ///
    /// # Errors
    /// When somebody has it, or the file cannot be used.
    pub fn take(path: &Path, holder: &str) -> Result<Self, GuardError> {
        let failed = |error: io::Error| GuardError::Unavailable {
            path: path.display().to_string(),
            reason: error.to_string(),
        };
        let mut file = open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(GuardError::Busy { holder: read(&mut file) });
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        write(&mut file, holder).map_err(failed)?;
        Ok(Self { _file: file })
    }
}

#[derive(Debug, thiserror::Error)]
pub enum GuardError {
    #[error("another campaignctl is at work here: {holder}")]
    Busy { holder: String },
    #[error("{path}: {reason}")]
    Unavailable { path: String, reason: String },
}

fn open(path: &Path) -> io::Result<File> {
    fs::create_dir_all(disk::folder(path))?;
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

fn write(file: &mut File, holder: &str) -> io::Result<()> {
    file.set_len(0)?;
    file.seek(SeekFrom::Start(0))?;
    file.write_all(holder.as_bytes())
}

/// Anybody may have written there: a short text without control characters comes out.
fn read(file: &mut File) -> String {
    let mut bytes = Vec::new();
    let known = file.take(200).read_to_end(&mut bytes).is_ok() && !bytes.is_empty();
    if !known {
        return "it does not say who it is".to_owned();
    }
    let text = String::from_utf8_lossy(&bytes);
    text.trim().chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
