//! Clones of one repository, with git itself and the binary.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};

use campaignctl::lock;

use crate::commands::folder::{Folder, Said};

pub(crate) const LOCK: &str = "campaigns.local.lock";

/// A project in a repository with one commit.
pub(crate) struct Team {
    pub(crate) folder: Folder,
}

impl Team {
    /// Campaigns `a`, `m` and `z`, applied and committed on `main`.
    pub(crate) fn new() -> Self {
        let team = Self { folder: Folder::new() };
        team.retire("welcome");
        team.git("init -q -b main");
        for key in ["a", "m", "z"] {
            team.define(key, "", "Hello");
        }
        team.apply();
        team.commit("begin");
        team
    }

    /// Another clone of it, with a local sandbox of its own.
    pub(crate) fn clone_of(origin: &Self) -> Self {
        let team = Self { folder: Folder::empty() };
        let place = origin.folder.root().display().to_string();
        team.git_args(&["clone", "-q", &place, "."]).unwrap();
        team
    }

    /// A campaign with one email. `more` are lines of its own, such as `moved_from: b`.
    pub(crate) fn define(&self, key: &str, more: &str, subject: &str) {
        let email = format!("  email:\n    channel: email\n    subject: {subject}\n    body: Hi\n");
        let text = format!("campaign: {key}\nname: About {key}\n{more}messages:\n{email}");
        self.folder.write(&format!("campaigns/{key}.yaml"), &text);
    }

    pub(crate) fn add_message(&self, key: &str, message: &str) {
        let name = format!("campaigns/{key}.yaml");
        let text = format!(
            "  {message}:\n    channel: email\n    subject: {message}\n    body: This is {message}\n"
        );
        self.folder.write(&name, &(self.folder.read(&name) + &text));
    }

    /// The same campaign under another key.
    pub(crate) fn rename(&self, from: &str, to: &str, subject: &str) {
        self.retire(from);
        self.define(to, &format!("moved_from: {from}\n"), subject);
    }

    pub(crate) fn retire(&self, key: &str) {
        let name = format!("campaigns/{key}.yaml");
        if self.folder.path(&name).exists() {
            self.remove(&name);
        }
    }

    pub(crate) fn remove(&self, name: &str) {
        std::fs::remove_file(self.folder.path(name)).unwrap();
    }

    #[track_caller]
    pub(crate) fn apply(&self) {
        self.run("apply --yes --allow-retire --not-renamed").ends(0);
    }

    pub(crate) fn run(&self, line: &str) -> Said {
        self.folder.run(line)
    }

    pub(crate) fn commit(&self, message: &str) {
        self.git("add -A");
        self.git(&format!("commit -q --allow-empty -m {message}"));
    }

    /// Runs git, which must succeed.
    #[track_caller]
    pub(crate) fn git(&self, line: &str) -> String {
        match self.git_args(&line.split(' ').collect::<Vec<_>>()) {
            Ok(text) => text,
            Err(text) => panic!("git {line}:\n{text}"),
        }
    }

    /// Runs git, which may stop at a conflict.
    pub(crate) fn try_git(&self, line: &str) -> bool {
        self.git_args(&line.split(' ').collect::<Vec<_>>()).is_ok()
    }

    fn git_args(&self, arguments: &[&str]) -> Result<String, String> {
        let output = Command::new("git")
            .args(arguments)
            .current_dir(self.folder.root())
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_EDITOR", "true")
            .envs([("GIT_AUTHOR_NAME", "Ann"), ("GIT_AUTHOR_EMAIL", "ann@example.com")])
            .envs([("GIT_COMMITTER_NAME", "Ann"), ("GIT_COMMITTER_EMAIL", "ann@example.com")])
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if output.status.success() {
            Ok(text(&output.stdout))
        } else {
            Err(text(&output.stdout) + &text(&output.stderr))
        }
    }

    /// Every id of the lockfile, and whose it is.
    pub(crate) fn ids(&self) -> BTreeMap<String, String> {
        ids(&self.folder.read(LOCK))
    }

    /// Applies after git has merged, with whatever it left in the lockfile, and checks everything
    /// that always holds.
    #[track_caller]
    pub(crate) fn settle(&self) {
        self.apply();
        assert!(!lock::is_conflicted(&self.folder.read(LOCK)));
        self.run("lock verify").ends(0);
        self.run("plan --detailed-exitcode").ends(0);
    }
}

pub(crate) fn ids(text: &str) -> BTreeMap<String, String> {
    let mut ids = BTreeMap::new();
    lock::parse(text).unwrap().each_id(|id, owner| {
        assert_eq!(ids.insert(id.to_owned(), owner), None, "{id} twice");
    });
    ids
}
