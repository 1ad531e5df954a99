//! A folder with a project in it, and the binary run there.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A temporary folder that commands are run in.
pub(crate) struct Folder {
    dir: TempDir,
}

/// What a command said, with the folder's path as `@@ROOT@@`.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Folder {
    pub(crate) fn empty() -> Self {
        Self { dir: TempDir::new().unwrap() }
    }

    /// A project as `init` makes it.
    pub(crate) fn new() -> Self {
        let folder = Self::empty();
        let said = folder.run("init");
        assert_eq!(said.code, 0, "{}", said.err);
        folder
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn root(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    #[expect(clippy::disallowed_methods, reason = "a test's own file needs no atomic replacement")]
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Replaces a text in a file, which must have it.
    pub(crate) fn edit(&self, name: &str, old: &str, new: &str) {
        let text = self.read(name);
        assert!(text.contains(old), "{name} has no {old:?}:\n{text}");
        self.write(name, &text.replace(old, new));
    }

    pub(crate) fn remove(&self, name: &str) {
        fs::remove_file(self.path(name)).unwrap();
    }

    /// Runs a command line, split at spaces, in the folder.
    #[must_use = "look at the code or at what was said"]
    pub(crate) fn run(&self, line: &str) -> Said {
        self.run_with(line, &[], "")
    }

    /// The same with variables of the environment and standard input.
    #[must_use = "look at the code or at what was said"]
    pub(crate) fn run_with(&self, line: &str, variables: &[(&str, &str)], input: &str) -> Said {
        let mut command = self.command(line.split(' '));
        command.envs(variables.iter().copied());
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        // A command that does not read its input closes it early.
        let _unread = std::io::Write::write_all(&mut stdin, input.as_bytes());
        drop(stdin);
        self.said(&child.wait_with_output().unwrap())
    }

    /// The binary, hermetic: no variable of ours or Braze's, its own home.
    pub(crate) fn command<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_campaignctl"));
        command.args(args).current_dir(self.root()).env_clear();
        command.env("PATH", "/usr/local/bin:/usr/bin:/bin");
        command.env("HOME", self.path(".home"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn said(&self, output: &Output) -> Said {
        let root = fs::canonicalize(self.root()).unwrap();
        let text = |bytes: &[u8]| {
            String::from_utf8_lossy(bytes)
                .replace(&*root.to_string_lossy(), "@@ROOT@@")
                .replace(&*self.root().to_string_lossy(), "@@ROOT@@")
        };
        let code = output.status.code().unwrap_or(-1);
        Said { code, out: text(&output.stdout), err: text(&output.stderr) }
    }
}

impl Said {
    /// Fails with everything that was said unless the command ended with this code.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        let all = format!("{}{}", self.out, self.err);
        assert!(all.contains(text), "{text:?} is not in:\n{all}");
        self
    }
}
