//! The project's files on disk, and nothing outside of them.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};
use walkdir::{DirEntry, WalkDir};

use super::beneath::Root;
use crate::port::{FileError, Files};

/// The largest file that is read, in bytes.
const LIMIT: u64 = 16 * 1024 * 1024;
/// Folders that hold no definitions, however large they are.
const LEFT_OUT: [&str; 3] = ["campaigns.lock.d", "node_modules", "target"];

/// The files beneath one folder.
#[derive(Debug)]
pub struct DiskFiles {
    root: Root,
}

impl DiskFiles {
    pub fn new(root: &Path) -> Self {
        Self { root: Root::new(root) }
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
        let wanted = Wanted { globs: globs(patterns)?, patterns };
        let mut found = BTreeSet::new();
        let links = self.walk(self.root.path(), Path::new(""), &wanted, &mut found)?;
        if !links.is_empty() {
            self.follow(links, &wanted, &mut found)?;
        }
        Ok(found.into_iter().collect())
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, FileError> {
        let relative = Path::new(path);
        if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(FileError::Outside);
        }
        // Looked at only once it is open: nothing can be swapped in between.
        let file = self.root.open(relative).map_err(|why| match why {
            // It was listed, with what stands for letters that are none.
            FileError::Missing if path.contains(char::REPLACEMENT_CHARACTER) => {
                FileError::Unreadable("its name is not UTF-8".to_owned())
            }
            why => why,
        })?;
        let opened = file.metadata().map_err(|error| FileError::Unreadable(error.to_string()))?;
        check(&opened)?;
        let bytes =
            whole(file, opened.len()).map_err(|error| FileError::Unreadable(error.to_string()))?;
        match u64::try_from(bytes.len()) {
            Ok(length) if length <= LIMIT => Ok(bytes),
            _ => Err(FileError::TooLarge(opened.len().max(LIMIT + 1), LIMIT)),
        }
    }
}

/// The bytes of a file that had `length` of them a moment ago; not many more than the limit.
fn whole(mut file: File, length: u64) -> io::Result<Vec<u8>> {
    let length = usize::try_from(length).unwrap_or(0);
    // One more than there should be: where the first look finds just as many, that was all.
    let mut bytes = vec![0; length + 1];
    let read = match file.read(&mut bytes) {
        Err(error) if error.kind() == ErrorKind::Interrupted => 0,
        read => read?,
    };
    bytes.truncate(read);
    if read != length || length == 0 {
        file.take(LIMIT + 1).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

impl DiskFiles {
    /// Adds what is wanted beneath a folder, under the path that leads there from the root, and
    /// returns the links to folders. What cannot be looked into is listed, and refused when it is
    /// read: it may hold anything.
    fn walk(
        &self,
        folder: &Path,
        path: &Path,
        wanted: &Wanted<'_>,
        found: &mut BTreeSet<String>,
    ) -> Result<Vec<PathBuf>, FileError> {
        let mut links = Vec::new();
        let walk = WalkDir::new(folder).follow_links(false);
        let mut walk = walk.into_iter().filter_entry(|entry| !is_left_out(entry));
        while let Some(entry) = walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) if error.depth() == 0 && folder == self.root.path() => {
                    return Err(FileError::Unreadable(why(&error)));
                }
                Err(error) => {
                    let gone = error.io_error().is_some_and(|it| it.kind() == ErrorKind::NotFound);
                    let inside = error.path().and_then(|at| at.strip_prefix(folder).ok());
                    let inside = inside.map(|inside| path.join(inside)).filter(|_| !gone);
                    found.extend(inside.filter(|it| wanted.is_above(it)).map(|it| slashed(&it)));
                    continue;
                }
            };
            let Ok(inside) = entry.path().strip_prefix(folder) else { continue };
            let relative = if path.as_os_str().is_empty() {
                Cow::Borrowed(inside)
            } else {
                Cow::Owned(path.join(inside))
            };
            if entry.path_is_symlink() && entry.path().is_dir() {
                links.push(relative.into_owned());
                continue;
            }
            // A folder, pipe or link with such a name is listed, and refused when it is read.
            let is_folder = entry.file_type().is_dir() && entry.depth() > 0;
            if (!is_folder || named_like_a_file(&entry)) && wanted.globs.is_match(&*relative) {
                found.insert(slashed(&relative));
            }
            if is_folder && !wanted.is_above(&relative) {
                walk.skip_current_dir();
            }
        }
        Ok(links)
    }

    /// Adds what links to folders lead to, unless it is there under another path already. A folder
    /// outside of the root is listed, and refused when it is read.
    fn follow(
        &self,
        mut links: Vec<PathBuf>,
        wanted: &Wanted<'_>,
        found: &mut BTreeSet<String>,
    ) -> Result<(), FileError> {
        let unreadable = |error: &io::Error| FileError::Unreadable(error.to_string());
        let root = fs::canonicalize(self.root.path()).map_err(|error| unreadable(&error))?;
        let real = |path: &str| fs::canonicalize(self.root.path().join(path)).ok();
        let mut known: HashSet<PathBuf> = found.iter().filter_map(|path| real(path)).collect();
        let mut followed = HashSet::new();
        links.sort();
        links.reverse();
        while let Some(link) = links.pop() {
            if !wanted.is_above(&link) {
                continue;
            }
            let Ok(target) = fs::canonicalize(self.root.path().join(&link)) else { continue };
            if !followed.insert(target.clone()) {
                continue;
            }
            if !target.starts_with(&root) {
                found.insert(slashed(&link));
                continue;
            }
            // What is above the link has been walked: it would go round and round.
            let here =
                link.parent().and_then(|above| fs::canonicalize(self.root.path().join(above)).ok());
            let above = here.is_some_and(|here| here.starts_with(&target));
            if above {
                continue;
            }
            let mut behind = BTreeSet::new();
            let mut more = self.walk(&target, &link, wanted, &mut behind)?;
            behind.retain(|path| real(path).is_none_or(|real| known.insert(real)));
            found.append(&mut behind);
            more.sort();
            links.extend(more.into_iter().rev());
        }
        Ok(())
    }
}

/// What is looked for.
struct Wanted<'a> {
    globs: GlobSet,
    patterns: &'a [String],
}

impl Wanted<'_> {
    /// Whether something beneath a folder could match; rather yes than no.
    fn is_above(&self, folder: &Path) -> bool {
        self.patterns.iter().any(|pattern| {
            let mut parts = pattern.split('/');
            for name in folder {
                match parts.next() {
                    None => return false,
                    Some(part) if part.contains("**") => return true,
                    Some(part) if part.contains(['*', '?', '[', '{', '\\']) => {}
                    Some(part) if name != part => return false,
                    Some(_) => {}
                }
            }
            parts.next().is_some()
        })
    }
}

fn why(error: &walkdir::Error) -> String {
    error.io_error().map_or_else(|| error.to_string(), ToString::to_string)
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
    let folder = entry.file_type().is_dir() || entry.path_is_symlink();
    is_passed_over(&entry.file_name().to_string_lossy(), folder)
}

fn is_passed_over(name: &str, folder: bool) -> bool {
    (folder && LEFT_OUT.contains(&name)) || name.starts_with('.')
}

/// A folder called `x.yaml` is somebody's mistake, and said so; any other is a folder.
fn named_like_a_file(entry: &DirEntry) -> bool {
    entry.path().extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
}

/// A path from the root; what is no UTF-8 in it is replaced.
fn slashed(relative: &Path) -> String {
    if let Some(text) = relative.to_str().filter(|_| MAIN_SEPARATOR == '/') {
        return text.to_owned();
    }
    let parts = relative.components().map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

#[cfg(test)]
#[cfg(unix)]
#[expect(clippy::disallowed_methods, reason = "tests make files and links as others do")]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    /// What is listed, with why it cannot be read where that is so.
    fn check(root: &Path, patterns: &[&str]) -> Vec<String> {
        let files = DiskFiles::new(root);
        let patterns: Vec<_> = patterns.iter().map(|&pattern| pattern.to_owned()).collect();
        let listed = files.list(&patterns).unwrap().into_iter();
        let shown = listed.map(|path| match files.read(&path) {
            Ok(_) => path,
            Err(why) => format!("{path}: {why}"),
        });
        shown.collect()
    }

    fn folder(paths: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for path in paths {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        folder
    }

    #[test]
    fn a_link_to_a_folder_is_followed_inside_and_told_outside() {
        let outside = folder(&["x.yaml"]);
        let root = folder(&[
            "campaigns/a.yaml",
            "parts/b.yaml",
            "parts/deep/c.yaml",
            "node_modules/d.yaml",
        ]);
        let link = |to: &str, at: &str| symlink(to, root.path().join(at)).unwrap();
        link("../parts", "campaigns/parts");
        link("../parts/deep", "campaigns/again");
        link("..", "campaigns/round");
        link("../campaigns", "parts/round");
        link("nowhere", "campaigns/nowhere");
        link("../node_modules", "campaigns/node_modules");
        link(outside.path().to_str().unwrap(), "campaigns/outside");
        link(outside.path().to_str().unwrap(), "elsewhere");
        let expected = [
            "campaigns/a.yaml",
            "campaigns/again/c.yaml",
            "campaigns/outside: it lies outside the project",
            "campaigns/parts/b.yaml",
        ];
        assert_eq!(check(root.path(), &["campaigns/**/*.yaml"]), expected);
        assert_eq!(check(root.path(), &["campaigns/*.yaml"]), ["campaigns/a.yaml"]);
        let all = check(root.path(), &["**/*.yaml"]);
        let once = ["campaigns/a.yaml", "parts/b.yaml", "parts/deep/c.yaml"];
        assert_eq!(
            all.iter().filter(|it| !it.contains(": ")).collect::<Vec<_>>(),
            once.iter().collect::<Vec<_>>()
        );
    }

    #[test]
    fn what_cannot_be_listed_is_told_and_the_rest_is_read() {
        let root = folder(&["campaigns/a.yaml", "campaigns/closed/b.yaml", "other/closed/c.yaml"]);
        let odd = OsStr::from_bytes(b"odd\xff.yaml");
        fs::write(root.path().join("campaigns").join(odd), "").unwrap();
        let close = |path: &str, bits| {
            fs::set_permissions(root.path().join(path), fs::Permissions::from_mode(bits)).unwrap();
        };
        close("campaigns/closed", 0o000);
        close("other/closed", 0o000);
        // Whoever may read everything is told of nothing.
        let may = fs::read_dir(root.path().join("campaigns/closed")).is_ok();
        let listed = check(root.path(), &["campaigns/**/*.yaml"]);
        close("campaigns/closed", 0o755);
        close("other/closed", 0o755);
        let closed = if may {
            "campaigns/closed/b.yaml"
        } else {
            "campaigns/closed: there is no permission to read it"
        };
        let odd = "campaigns/odd\u{fffd}.yaml: its name is not UTF-8";
        assert_eq!(listed, ["campaigns/a.yaml", closed, odd]);
    }
}
