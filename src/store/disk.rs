//! Writing files so that a crash leaves either the old one or the new one, whole.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
};

/// Who may read a file that is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Everybody: it is committed.
    Shared,
    /// Its owner alone: it may name people.
    Private,
}

/// Replaces a file, durably: a temporary file in the same folder, then a rename. The folder is made
/// if it is missing.
///
/// # Errors
/// When it may not be durable. The old file is then still there, whole.
pub fn replace(path: &Path, bytes: &[u8], mode: Mode) -> io::Result<()> {
    let folder = folder(path);
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".campaignctl-").suffix(".tmp");
    set_mode(&mut builder, mode);
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// Makes a file, durably and whole, where there is none. The folder is made if it is missing.
///
/// # Errors
/// When something is there, or the file may not be durable.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = folder(path);
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".campaignctl-").suffix(".tmp");
    set_mode(&mut builder, Mode::Shared);
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// Makes what happened to a folder's names durable.
///
/// # Errors
/// When it may not be durable.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// The folder of a file; the present one for a bare name.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(unix)]
fn set_mode(builder: &mut tempfile::Builder<'_, '_>, mode: Mode) {
    use std::os::unix::fs::PermissionsExt as _;
    // The process's umask still applies.
    let bits = match mode {
        Mode::Shared => 0o666,
        Mode::Private => 0o600,
    };
    builder.permissions(fs::Permissions::from_mode(bits));
}

#[cfg(not(unix))]
fn set_mode(_: &mut tempfile::Builder<'_, '_>, _: Mode) {}
