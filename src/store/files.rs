//! The project's files on disk, and nothing outside of them.

use std::borrow::Cow;
use std::fs::Metadata;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use walkdir::{DirEntry, WalkDir};

use super::beneath;
use crate::port::{FileError, Files};

/// The largest file that is read, in bytes.
const LIMIT: u64 = 16 * 1024 * 1024;
/// Folders that hold no definitions, however large they are.
const LEFT_OUT: [&str; 3] = ["campaigns.lock.d", "node_modules", "target"];

/// The files beneath one folder.
#[derive(Clone, Debug)]
pub struct DiskFiles {
    root: PathBuf,
}

impl DiskFiles {
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }
}

impl DiskFiles {
    /// Whether a file of this name would be listed, were it there.
    ///
    /// # Errors
    /// When a pattern is none.
    pub fn would_list(patterns: &[String], path: &Path) -> Result<bool, FileError> {
        let parts: Vec<_> =
            path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        let folders = parts.len().saturating_sub(1);
        let left_out = |(at, name): (usize, &Cow<'_, str>)| is_passed_over(name, at < folders);
        Ok(!parts.iter().enumerate().any(left_out) && globs(patterns)?.is_match(path))
    }
}

impl Files for DiskFiles {
    fn list(&self, patterns: &[String]) -> Result<Vec<String>, FileError> {
        let wanted = globs(patterns)?;
        let mut found = Vec::new();
        let walk = WalkDir::new(&self.root).follow_links(false);
        for entry in walk.into_iter().filter_entry(|entry| !is_left_out(entry)) {
            let entry = entry.map_err(|error| FileError::Unreadable(error.to_string()))?;
            let Ok(relative) = entry.path().strip_prefix(&self.root) else { continue };
            // A folder, pipe or link with such a name is listed, and refused when it is read.
            let is_folder = entry.file_type().is_dir() && entry.depth() > 0;
            if (!is_folder || named_like_a_file(&entry)) && wanted.is_match(relative) {
                found.push(slashed(relative)?);
            }
        }
        found.sort();
        Ok(found)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        let relative = Path::new(path);
        if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(FileError::Outside);
        }
        // Looked at only once it is open: nothing can be swapped in between.
        let file = beneath::open(&self.root, relative)?;
        let opened = file.metadata().map_err(|error| FileError::Unreadable(error.to_string()))?;
        check(&opened)?;
        // One more than there should be: its end is seen without growing.
        let length = usize::try_from(opened.len()).unwrap_or(0);
        let mut bytes = Vec::with_capacity(length + 1);
        file.take(LIMIT + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| FileError::Unreadable(error.to_string()))?;
        match u64::try_from(bytes.len()) {
            Ok(length) if length <= LIMIT => Ok(bytes),
            _ => Err(FileError::TooLarge(opened.len().max(LIMIT + 1), LIMIT)),
        }
    }
}

fn check(metadata: &Metadata) -> Result<(), FileError> {
    if !metadata.is_file() {
        return Err(FileError::NotAFile);
    }
    match metadata.len() {
        length if length > LIMIT => Err(FileError::TooLarge(length, LIMIT)),
        _ => Ok(()),
    }
}

fn globs(patterns: &[String]) -> Result<GlobSet, FileError> {
    let wrong = |pattern: &str, error: &globset::Error| {
        FileError::Pattern(pattern.to_owned(), error.kind().to_string())
    };
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = globset::GlobBuilder::new(pattern).literal_separator(true).build();
        let glob: Glob = glob.map_err(|error| wrong(pattern, &error))?;
        set.add(glob);
    }
    set.build().map_err(|error| wrong(&patterns.join(", "), &error))
}

fn is_left_out(entry: &DirEntry) -> bool {
    if entry.depth() == 0 {
        return false;
    }
    is_passed_over(&entry.file_name().to_string_lossy(), entry.file_type().is_dir())
}

fn is_passed_over(name: &str, is_folder: bool) -> bool {
    (is_folder && LEFT_OUT.contains(&name)) || name.starts_with('.')
}

/// A folder called `x.yaml` is somebody's mistake, and said so; any other is a folder.
fn named_like_a_file(entry: &DirEntry) -> bool {
    entry.path().extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
}

fn slashed(relative: &Path) -> Result<String, FileError> {
    let parts = relative.components().map(|part| part.as_os_str().to_str());
    let parts = parts.collect::<Option<Vec<_>>>();
    let parts = parts.ok_or_else(|| {
        FileError::Unreadable(format!("the name {} is not UTF-8", relative.display()))
    })?;
    Ok(parts.join("/"))
}
