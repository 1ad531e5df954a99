//! Opens files beneath a folder, wherever links lead while that happens.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::port::FileError;

/// A folder that files are opened beneath.
#[derive(Debug)]
pub(super) struct Root {
    path: PathBuf,
    /// Opened for the first file, and from then on this very folder.
    #[cfg(unix)]
    opened: std::sync::OnceLock<std::os::fd::OwnedFd>,
}

impl Root {
    pub(super) fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            #[cfg(unix)]
            opened: std::sync::OnceLock::new(),
        }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Opens what a relative path of plain names leads to. Links are followed as long as they stay
    /// beneath the folder. A pipe is opened without waiting for its writer.
    pub(super) fn open(&self, relative: &Path) -> Result<File, FileError> {
        match self.walk(relative) {
            Ok(file) => Ok(file),
            Err(error) if is_link(&error) => {
                // Where the links lead is walked again: nothing that is swapped in meanwhile is
                // followed.
                let root = fs::canonicalize(&self.path).map_err(|error| unreadable(&error))?;
                let real = fs::canonicalize(root.join(relative));
                let real = real.map_err(|error| unreadable(&error))?;
                let inside = real.strip_prefix(&root).map_err(|_| FileError::Outside)?;
                self.walk(inside).map_err(|error| unreadable(&error))
            }
            Err(error) => Err(unreadable(&error)),
        }
    }

    /// Opens folder by folder, and no link.
    #[cfg(unix)]
    fn walk(&self, relative: &Path) -> io::Result<File> {
        use rustix::fs::{Mode, OFlags, open};

        let folder = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let root = if let Some(root) = self.opened.get() {
            root
        } else {
            let root = open(&self.path, folder, Mode::empty())?;
            self.opened.get_or_init(|| root)
        };
        #[cfg(target_os = "linux")]
        if let Some(opened) = at_once(root, relative) {
            return opened;
        }
        step_by_step(root, relative)
    }

    /// Without folders to open from, what was opened is compared with where the path leads.
    #[cfg(not(unix))]
    fn walk(&self, relative: &Path) -> io::Result<File> {
        let path = self.path.join(relative);
        if fs::canonicalize(&path)? != fs::canonicalize(&self.path)?.join(relative) {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        File::open(path)
    }
}

#[cfg(unix)]
const FILE: rustix::fs::OFlags = {
    use rustix::fs::OFlags;
    OFlags::RDONLY.union(OFlags::NONBLOCK).union(OFlags::NOCTTY).union(OFlags::CLOEXEC)
};

/// In one call; `None` where the kernel, or what confines us, does not know it.
#[cfg(target_os = "linux")]
fn at_once(root: &std::os::fd::OwnedFd, relative: &Path) -> Option<io::Result<File>> {
    use rustix::fs::{Mode, ResolveFlags, openat2};
    use rustix::io::Errno;

    let within = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    match openat2(root, relative, FILE, Mode::empty(), within) {
        Err(Errno::NOSYS | Errno::PERM | Errno::INVAL | Errno::AGAIN) => None,
        opened => Some(opened.map(File::from).map_err(io::Error::from)),
    }
}

#[cfg(unix)]
fn step_by_step(root: &std::os::fd::OwnedFd, relative: &Path) -> io::Result<File> {
    use std::os::fd::AsFd as _;

    use rustix::fs::{Mode, OFlags, openat};

    let folder = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let mut at: Option<std::os::fd::OwnedFd> = None;
    let mut names = relative.iter().peekable();
    while let Some(name) = names.next() {
        let flags = if names.peek().is_some() { folder } else { FILE };
        let from = at.as_ref().map_or(root.as_fd(), |at| at.as_fd());
        at = Some(openat(from, name, flags | OFlags::NOFOLLOW, Mode::empty())?);
    }
    at.map(File::from).ok_or_else(|| io::ErrorKind::NotFound.into())
}

/// Whether a link, or what systems say instead, was in the way.
fn is_link(error: &io::Error) -> bool {
    #[cfg(unix)]
    if let Some(code) = error.raw_os_error() {
        use rustix::io::Errno;
        return [Errno::LOOP, Errno::MLINK, Errno::NOTDIR]
            .into_iter()
            .any(|errno| errno.raw_os_error() == code);
    }
    error.kind() == io::ErrorKind::NotADirectory
}

fn unreadable(error: &io::Error) -> FileError {
    #[cfg(unix)]
    if error.raw_os_error() == Some(rustix::io::Errno::NXIO.raw_os_error()) {
        // A socket.
        return FileError::NotAFile;
    }
    match error.kind() {
        io::ErrorKind::NotFound => FileError::Missing,
        io::ErrorKind::PermissionDenied => {
            FileError::Unreadable("there is no permission to read it".to_owned())
        }
        _ => FileError::Unreadable(error.to_string()),
    }
}

#[cfg(all(test, unix))]
#[expect(clippy::disallowed_methods, reason = "tests make files and links as others do")]
mod tests {
    use std::io::Read as _;
    use std::os::unix::fs::symlink;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    fn text(root: &Path, path: &str) -> Result<String, FileError> {
        let file = Root::new(root).open(Path::new(path));
        file.and_then(|file| all(file).map_err(|error| unreadable(&error)))
    }

    /// As systems do it that cannot do it at once.
    fn stepped(root: &Path, path: &str) -> io::Result<String> {
        all(step_by_step(&File::open(root)?.into(), Path::new(path))?)
    }

    fn all(mut file: File) -> io::Result<String> {
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn links_are_followed_beneath_the_folder_and_no_further() {
        let (root, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let at = |path: &str| root.path().join(path);
        fs::create_dir(at("a")).unwrap();
        fs::write(at("a/x"), "in").unwrap();
        fs::write(outside.path().join("x"), "out").unwrap();
        symlink("a", at("b")).unwrap();
        symlink("../a/x", at("a/y")).unwrap();
        symlink(outside.path(), at("c")).unwrap();
        symlink(outside.path().join("x"), at("d")).unwrap();
        symlink("e", at("e")).unwrap();
        for path in ["a/x", "b/x", "a/y", "b/y"] {
            assert_eq!(text(root.path(), path), Ok("in".to_owned()), "{path}");
        }
        assert_eq!(text(root.path(), "c/x"), Err(FileError::Outside));
        assert_eq!(text(root.path(), "d"), Err(FileError::Outside));
        assert_eq!(text(root.path(), "f"), Err(FileError::Missing));
        assert!(matches!(text(root.path(), "e"), Err(FileError::Unreadable(_))));
        assert!(matches!(text(root.path(), "a/x/y"), Err(FileError::Unreadable(_))));
        assert_eq!(stepped(root.path(), "a/x").unwrap(), "in");
        for path in ["b/x", "a/y", "b/y", "c/x", "d", "e", "a/x/y"] {
            assert!(is_link(&stepped(root.path(), path).unwrap_err()), "{path}");
        }
    }

    #[test]
    fn what_is_swapped_in_while_it_is_opened_is_not_followed() {
        let (root, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let at = |path: &str| root.path().join(path);
        fs::create_dir(at("a")).unwrap();
        fs::write(at("a/x"), "in").unwrap();
        fs::write(outside.path().join("x"), "out").unwrap();
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            // The file and its folder are swapped for links and back, as fast as it goes.
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    fs::write(at("kept"), "in").unwrap();
                    symlink(outside.path().join("x"), at("link")).unwrap();
                    fs::rename(at("link"), at("a/x")).unwrap();
                    fs::rename(at("kept"), at("a/x")).unwrap();
                    fs::rename(at("a"), at("away")).unwrap();
                    symlink(outside.path(), at("a")).unwrap();
                    fs::remove_file(at("a")).unwrap();
                    fs::rename(at("away"), at("a")).unwrap();
                }
            });
            let read: Vec<_> = (0..20_000).map(|_| text(root.path(), "a/x")).collect();
            let steps: Vec<_> = (0..20_000).map(|_| stepped(root.path(), "a/x").ok()).collect();
            over.store(true, Ordering::Relaxed);
            assert!(read.iter().all(|read| *read != Ok("out".to_owned())));
            assert!(read.iter().any(|read| *read == Ok("in".to_owned())));
            assert!(steps.iter().all(|read| read.as_deref() != Some("out")));
            assert!(steps.iter().any(|read| read.as_deref() == Some("in")));
        });
    }
}
