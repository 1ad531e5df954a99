//! The files of a project as they were read, and which are still wanted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Location};
use crate::yaml::{Kind, Limits, Node, Source, read};

use super::path;
use super::project::Project;
use super::reference::{What, tokens};

/// A campaign file, read. Reading is a pure function, so many files can be read at once.
#[derive(Clone, Debug)]
pub struct Document {
    pub(super) source: Source,
    pub(super) roots: Vec<Arc<Node>>,
    pub(super) diagnostics: Vec<Diagnostic>,
    wants: BTreeSet<String>,
}

impl Document {
    pub fn read(path: &str, bytes: &[u8]) -> Self {
        let (source, roots, diagnostics) = read(path, bytes, &Limits::default());
        let mut wants = BTreeSet::new();
        for root in &roots {
            files_of(root, path, &mut wants);
        }
        Self { source, roots, diagnostics, wants }
    }

    /// A file that could not be had, and why.
    pub fn unreadable(path: &str, why: &str) -> Self {
        let message = format!("could not read `{path}`: {why}");
        let diagnostic = Diagnostic::error("unreadable-file", message).at(Location::file(path));
        Self {
            source: Source::new(path, ""),
            roots: Vec::new(),
            diagnostics: vec![diagnostic],
            wants: BTreeSet::new(),
        }
    }
}

/// Every file of a project that was read so far.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    pub(super) documents: BTreeMap<String, Document>,
    /// Included texts by path, or why they could not be read.
    pub(super) texts: BTreeMap<String, Result<Source, String>>,
    wants: BTreeSet<String>,
    /// What the project's own defaults include.
    defaults: BTreeSet<String>,
}

impl Sources {
    /// Begins with what the project itself includes.
    pub fn new(project: &Project) -> Self {
        let mut wants = BTreeSet::new();
        if let Some(defaults) = &project.defaults.node {
            files_of(defaults, &project.defaults.source.path, &mut wants);
        }
        Self { defaults: wants.clone(), wants, ..Self::default() }
    }

    pub fn add(&mut self, document: Document) {
        self.wants.extend(document.wants.iter().cloned());
        self.documents.insert(document.source.path.clone(), document);
    }

    /// Adds an included file, or why it could not be read. Line ends become `\n`; the last one is
    /// not part of the text.
    pub fn add_text(&mut self, path: &str, read: Result<Vec<u8>, String>) {
        let text = read.and_then(|bytes| {
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
            let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
            let text = text.replace("\r\n", "\n");
            Ok(Source::new(path, text.strip_suffix('\n').unwrap_or(&text)))
        });
        if let Ok(source) = &text {
            files_in(&source.text, path, &mut self.wants);
        }
        self.texts.insert(path.to_owned(), text);
    }

    /// The files that each document includes, by way of others too. Those that the project's own
    /// defaults include are in every document.
    pub fn includes(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut direct = BTreeMap::new();
        for (path, text) in &self.texts {
            let mut wants = BTreeSet::new();
            if let Ok(source) = text {
                files_in(&source.text, path, &mut wants);
            }
            direct.insert(path.as_str(), wants);
        }
        let reach = |document: &Document| {
            let mut found = BTreeSet::new();
            let mut open: Vec<&str> =
                document.wants.iter().chain(&self.defaults).map(String::as_str).collect();
            while let Some(path) = open.pop() {
                if found.insert(path.to_owned())
                    && let Some(more) = direct.get(path)
                {
                    open.extend(more.iter().map(String::as_str));
                }
            }
            found
        };
        self.documents.iter().map(|(path, document)| (path.clone(), reach(document))).collect()
    }

    /// How many files were read.
    pub fn files(&self) -> usize {
        self.documents.len() + self.texts.len()
    }

    /// The paths of included files that are still missing, sorted. Ask again after adding them.
    pub fn wanted(&self) -> Vec<String> {
        self.wants.iter().filter(|path| !self.texts.contains_key(*path)).cloned().collect()
    }
}

/// Collects what a tree includes, by `{ file: … }` and by `@{file:…}`.
fn files_of(node: &Node, path: &str, wants: &mut BTreeSet<String>) {
    match &node.kind {
        Kind::Text(text, _) => files_in(text, path, wants),
        Kind::List(items) => items.iter().for_each(|item| files_of(item, path, wants)),
        Kind::Map(entries) => {
            if let [only] = entries.as_slice()
                && let Some(written) = only.value.text()
                && only.key == "file"
            {
                wants.extend(path::resolve(path, written));
                return;
            }
            for entry in entries {
                files_of(&entry.value, path, wants);
            }
        }
        Kind::Null | Kind::Bool(_) | Kind::Number(_) => {}
    }
}

fn files_in(text: &str, path: &str, wants: &mut BTreeSet<String>) {
    if !text.contains("@{file:") {
        return;
    }
    for token in tokens(text) {
        if let What::File(written) = token.what {
            wants.extend(path::resolve(path, written));
        }
    }
}
