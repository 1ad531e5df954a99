//! Writing files so that a crash leaves either the old one or the new one, whole.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::Path,
};

/// Who may read a file that is written where there was none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Everybody: it is committed.
    Shared,
    /// Its owner alone: it may name people.
    Private,
}

/// Replaces a file, durably: a temporary file in the same folder, then a rename. The folder is made
/// if it is missing. Who may do what with a shared file stays as somebody has set it.
///
/// # Errors
/// When it may not be durable. The old file is then still there, whole.
pub fn replace(path: &Path, bytes: &[u8], mode: Mode) -> io::Result<()> {
    let folder = folder(path);
    fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".campaignctl-").suffix(".tmp");
    set_mode(&mut builder, mode);
    let kept = if mode == Mode::Shared { permissions(path) } else { None };
    if let Some(kept) = &kept {
        // From the beginning: at no time may more people read it.
        builder.permissions(kept.clone());
    }
    let mut file = builder.tempfile_in(folder)?;
    if let Some(kept) = kept {
        // The umask has narrowed them.
        file.as_file().set_permissions(kept)?;
    }
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

/// What a file that is there lets whom do; behind a link, the file that it leads to.
#[cfg(unix)]
fn permissions(path: &Path) -> Option<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    let there = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    Some(fs::Permissions::from_mode(there.permissions().mode() & 0o777))
}

/// The only permission here is to write, and what is replaced is written.
#[cfg(not(unix))]
fn permissions(_: &Path) -> Option<fs::Permissions> {
    None
}

#[cfg(not(unix))]
fn set_mode(_: &mut tempfile::Builder<'_, '_>, _: Mode) {}

#[cfg(test)]
#[cfg(unix)]
#[expect(clippy::disallowed_methods, reason = "tests make files and links as others do")]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_file_that_is_replaced_keeps_its_mode() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for bits in [0o640, 0o600, 0o666, 0o444, 0o755] {
            fs::write(at("a"), "old").unwrap();
            fs::set_permissions(at("a"), fs::Permissions::from_mode(bits)).unwrap();
            replace(&at("a"), b"new", Mode::Shared).unwrap();
            assert_eq!(
                (mode(&at("a")), fs::read_to_string(at("a")).unwrap().as_str()),
                (bits, "new")
            );
            fs::remove_file(at("a")).unwrap();
        }
        fs::write(at("behind"), "old").unwrap();
        fs::set_permissions(at("behind"), fs::Permissions::from_mode(0o600)).unwrap();
        symlink("behind", at("link")).unwrap();
        replace(&at("link"), b"new", Mode::Shared).unwrap();
        assert_eq!(mode(&at("link")), 0o600);
    }

    #[test]
    fn a_new_file_has_the_usual_mode_and_a_private_one_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("usual"), "").unwrap();
        replace(&at("new"), b"", Mode::Shared).unwrap();
        assert_eq!(mode(&at("new")), mode(&at("usual")));
        replace(&at("usual"), b"", Mode::Private).unwrap();
        assert_eq!(mode(&at("usual")), 0o600);
    }
}
