//! One process at a time holds a send: an OS lock on a file of its own, which ends with the process
//! however that ends.

use std::collections::HashMap;
use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::schema::{private_folder, private_options};
use crate::model::{Digest, SendKey};

pub(super) struct Holds {
    folder: PathBuf,
    holder: String,
    held: Mutex<HashMap<SendKey, File>>,
}

pub(super) enum HoldError {
    /// By whom.
    Held(String),
    Io(PathBuf, String),
}

impl Holds {
    pub(super) fn beside(ledger: &Path, holder: &str) -> Self {
        let mut folder = ledger.as_os_str().to_owned();
        folder.push(".locks");
        let holder = holder.chars().filter(|c| !c.is_control()).collect();
        Self { folder: folder.into(), holder, held: Mutex::default() }
    }

    /// Holds a send until this value is dropped.
    pub(super) fn take(&self, send: &SendKey) -> Result<(), HoldError> {
        let mut held = self.held.lock().expect("no holder of this lock panics");
        if held.contains_key(send) {
            return Ok(());
        }
        let path = self.folder.join(&Digest::of(send.0.as_bytes()).hex()[..32]);
        let io = |error: std::io::Error| HoldError::Io(path.clone(), error.to_string());
        private_folder(&self.folder).map_err(io)?;
        let mut file = private_options().open(&path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(HoldError::Held(name(&mut file))),
            Err(TryLockError::Error(error)) => return Err(io(error)),
        }
        write_name(&mut file, &self.holder).map_err(io)?;
        held.insert(send.clone(), file);
        Ok(())
    }
}

fn write_name(file: &mut File, holder: &str) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    file.write_all(holder.as_bytes())
}

fn name(file: &mut File) -> String {
    let mut name = String::new();
    let read = file.take(200).read_to_string(&mut name);
    if read.is_err() || name.is_empty() { "another process".to_owned() } else { name }
}
